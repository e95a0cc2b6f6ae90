using MathNet.Numerics.Random;
using MhdNet.Evaluation;
using MhdNet.Runtime;

namespace MhdNet.Studies;

/// <summary>
/// What the order of a study's rows is worth: how each row's place, and each pair's order, moves with other seeds and other patients, and
/// how far the order agrees with the paper's. All rows are ranked on the patients and the seeds that all of them have. Patients and seeds
/// are resampled as two crossed samples (as in <see cref="Bootstrap"/>), each time the same for all rows.
/// </summary>
public sealed class Ranking
{
    private const int Digits = 9;   // equal counts of right decisions are a draw, whatever their quotients are rounded to
    private readonly IReadOnlyDictionary<string, double> _paper;
    private readonly IReadOnlyList<double>[] _resampled;   // a value per row, of each resample

    private Ranking(IReadOnlyList<RankedRow> rows, IReadOnlyList<RankedPair> pairs, IReadOnlyList<double>[] resampled,
        IReadOnlyDictionary<string, double> paper, IReadOnlyList<int> seeds, string patients) =>
        (Rows, Pairs, _resampled, _paper, Seeds, Patients) = (rows, pairs, resampled, paper, seeds, patients);

    /// <summary>The rows, in the study's order.</summary>
    public IReadOnlyList<RankedRow> Rows { get; }

    /// <summary>All pairs of rows: first those of which the paper prints both, the one that it has above first.</summary>
    public IReadOnlyList<RankedPair> Pairs { get; }

    /// <summary>The seeds that all rows have.</summary>
    public IReadOnlyList<int> Seeds { get; }

    /// <summary>The patients that all rows were tested on, in words.</summary>
    public string Patients { get; }

    /// <summary>How often the patients, and the seeds, are drawn anew.</summary>
    public int Resamples => _resampled.Length;

    /// <summary>Ranks the rows of which there are runs.</summary>
    /// <param name="result">A study by a metric of which more is better.</param>
    /// <exception cref="InputException">Fewer than two rows have runs of one seed and patients in common.</exception>
    public static Ranking Compute(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var score = result.Study.Score.IsShare() ? result.Study.Score
            : throw new ArgumentException($"{result.Study.Score.Label()} falls as a network gets better", nameof(result));
        var (rows, sets, isExtra) = Comparable(result);
        var seeds = sets[0].Seeds;
        double[][][] values = [.. sets.Select(set =>
            set.Runs.Select(run => PseudoValues.Compute(score, run, result.Labels.TypeCount).ToArray()).ToArray())];
        double[] means = [.. sets.Select(set => Math.Round(
            set.Spread(run => Scores.Compute(score, run, result.Labels.TypeCount)).Mean, Digits))];
        var resampled = Resampled(values, new Bootstrap()).ToArray();
        var paper = result.Published.Where(entry => rows.Contains(entry.Key)).ToDictionary();
        double PaperRank(string row) =>
            paper.TryGetValue(row, out var value) ? RankOf(value, [.. paper.Values]) : double.NaN;
        return new Ranking(
            [.. rows.Select((row, i) => RankedRow.Compute(
                row, paper.GetValueOrDefault(row, double.NaN) / 100, PaperRank(row), means, resampled, i))],
            PairsOf(rows, sets, values, means, resampled, paper, score, result.Labels.TypeCount),
            resampled, paper, seeds, $"{sets[0].Patients.Count} {(isExtra ? "extra test" : "test")} patients");
    }

    /// <summary>
    /// How far the order agrees with the paper's, over the rows of which the paper prints a value; empty with fewer than three of them. The
    /// interval is that of the resamples: they are noisier than the sample, which draws a coefficient towards 0.
    /// </summary>
    public IReadOnlyList<RankAgreement> Agreement()
    {
        int[] printed = [.. Enumerable.Range(0, Rows.Count).Where(i => _paper.ContainsKey(Rows[i].Name))];
        if (printed.Length < 3)
        {
            return [];
        }

        double[] paper = [.. printed.Select(i => _paper[Rows[i].Name])], here = [.. printed.Select(i => Rows[i].Value.Value)];
        RankAgreement Of(string name, Func<IReadOnlyList<double>, IReadOnlyList<double>, double> coefficient) => new(
            name, printed.Length, new Bootstrap(Resamples).Summary(coefficient(paper, here),
                [.. _resampled.Select(draw => coefficient(paper, [.. printed.Select(i => draw[i])]))]),
            RankCorrelation.P(paper, here, coefficient), RankCorrelation.P(paper, paper, coefficient));
        return [Of("Kendall's τ", RankCorrelation.Kendall), Of("Spearman's ρ", RankCorrelation.Spearman)];
    }

    /// <summary>The share of the resamples in which one row is above another, a draw counted half.</summary>
    public double Above(RankedRow row, RankedRow other)
    {
        var (i, j) = (Rows.ToList().IndexOf(row), Rows.ToList().IndexOf(other));
        return _resampled.Average(draw => Wins(draw[i], draw[j]));
    }

    /// <summary>1 where the first is above, 0 where the second is, 0.5 at a draw.</summary>
    internal static double Wins(double first, double second) => (1 + first.CompareTo(second)) / 2.0;

    /// <summary>The place of a value among all, from 1 at the top; equal values share the mean of theirs.</summary>
    internal static double RankOf(double value, IReadOnlyList<double> all) =>
        1 + all.Count(other => other > value) + ((all.Count(other => other == value) - 1) / 2.0);

    private static (IReadOnlyList<string> Rows, IReadOnlyList<Replicates> Sets, bool IsExtra) Comparable(StudyResult result)
    {
        var rows = result.Rows.Where(row => row.Test is not null).ToList();
        List<Replicates> Common(Func<StudyRow, Replicates?> of) => rows.Any(row => of(row) is null) ? []
            : [.. Replicates.OnSamePatients([.. rows.Select(of)]).OfType<Replicates>()];
        var (test, extra) = (Common(row => row.Test), Common(row => row.Extra));
        var isExtra = extra.Count > 0 && (test.Count == 0 || extra[0].Patients.Count >= test[0].Patients.Count);
        var sets = isExtra ? extra : test;
        var seeds = sets.Count == 0 ? [] : sets.Select(set => set.Seeds.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).ToList();
        return sets.Count >= 2 && seeds.Count > 0
            ? ([.. rows.Select(row => row.Name)], [.. sets.Select(set => set.Of(seeds).ByPatient())], isExtra)
            : throw new InputException($"study {result.Study.Name}: fewer than two rows have runs of one seed on the same patients: "
                + $"`mhdnet study run {result.Study.Name}` trains them");
    }

    private static IEnumerable<IReadOnlyList<double>> Resampled(double[][][] values, Bootstrap bootstrap)
    {
        var random = new MersenneTwister(bootstrap.Seed, threadSafe: false);
        var (seeds, patients) = (values[0].Length, values[0][0].Length);
        for (var r = 0; r < bootstrap.Resamples; r++)
        {
            int[] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(count))];
            var (seed, patient) = (Drawn(seeds), Drawn(patients));
            yield return [.. values.Select(row => Math.Round(seed.Average(s => patient.Average(p => row[s][p])), Digits))];
        }
    }

    private static IReadOnlyList<RankedPair> PairsOf(
        IReadOnlyList<string> rows, IReadOnlyList<Replicates> sets, double[][][] values, double[] means,
        IReadOnlyList<double>[] resampled, Dictionary<string, double> paper, Score score, int typeCount)
    {
        var pairs = Enumerable.Range(0, rows.Count).SelectMany(i => Enumerable.Range(i + 1, rows.Count - i - 1).Select(j =>
        {
            var printed = paper.ContainsKey(rows[i]) && paper.ContainsKey(rows[j]);
            var isAbove = printed ? paper[rows[i]] >= paper[rows[j]] : means[i] >= means[j];
            return (First: isAbove ? i : j, Second: isAbove ? j : i, Printed: printed);
        })).OrderByDescending(pair => pair.Printed).ToList();
        var contrasts = Contrast.Adjusted(
            [.. pairs.Select(pair => Contrast.Compare(sets[pair.First], sets[pair.Second], score, typeCount))]);
        return [.. pairs.Zip(contrasts, (pair, contrast) =>
        {
            var (i, j) = (pair.First, pair.Second);
            double Swapped(double first, double second) => means[i] == means[j] ? 0.5
                : Math.Abs(Wins(means[i], means[j]) - Wins(first, second));
            return new RankedPair(
                rows[i], rows[j], pair.Printed ? (paper[rows[i]] - paper[rows[j]]) / 100 : double.NaN, contrast,
                values[i].Zip(values[j], (a, b) => Swapped(Math.Round(a.Average(), Digits), Math.Round(b.Average(), Digits))).Sum(),
                resampled.Average(draw => Swapped(draw[i], draw[j])));
        })];
    }
}
