using FsCheck.Xunit;
using MhdNet.Evaluation;
using MhdNet.Studies;

namespace MhdNet.Tests.Studies;

public sealed class ResampledScoreTests
{
    private const int TypeCount = 3; // and `other`

    /// <summary>Few patients and coarse probabilities: ties, classes that a resample misses, patients drawn several times.</summary>
    [Property]
    public bool It_is_the_score_of_the_resample_to_the_last_bit(int seed, byte patients)
    {
        var random = new Random(seed);
        List<Prediction>[] runs = [Said(random, 1 + (patients % 12)), Said(random, 1 + (patients % 12))];
        return Enum.GetValues<Score>().All(score =>
        {
            var resampled = new ResampledScore(score, runs, TypeCount);
            return runs.All(run =>
            {
                List<Prediction> sample = [.. run.Select(_ => run[random.Next(run.Count)])];
                return resampled.Of(sample).Equals(Scores.Compute(score, sample, TypeCount))
                    && resampled.Of(run).Equals(Scores.Compute(score, run, TypeCount));
            });
        });
    }

    [Theory]
    [InlineData(Score.MAcc)]
    [InlineData(Score.MacroAuc)]
    [InlineData(Score.LogLoss)]
    public void Its_interval_is_the_bootstrap_s(Score score)
    {
        var labels = new Random(3);
        var random = new Random(4);
        var first = Said(labels, 20);
        List<Prediction> second = [.. first.Select(one => one with { Probabilities = Probabilities(random) })];
        var replicates = new Replicates([(1, first), (2, second)]);
        Assert.Equal(
            new Bootstrap().Estimate(replicates, sample => Scores.Compute(score, sample, TypeCount)),
            ResampledScore.Interval(score, replicates, TypeCount));
    }

    private static List<Prediction> Said(Random random, int patients) => [.. Enumerable.Range(0, patients)
        .Select(i => new Prediction($"s{i:00}", $"p{i:00}", random.Next(TypeCount), Probabilities(random)))];

    private static float[] Probabilities(Random random)
    {
        var parts = Enumerable.Range(0, TypeCount + 1).Select(_ => 1 + random.Next(3)).ToArray();
        return [.. parts.Select(part => part / (float)parts.Sum())];
    }
}
