using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using MhdNet.Evaluation;

namespace MhdNet.Analysis;

/// <summary>
/// Two methods compared on simulated patients, to see what a test does where the truth is known. A method is right about a patient under
/// a seed with the odds of a logistic model: how hard the patient is for both (standard deviation 1.5), how hard for this method (0.5),
/// and the seed's luck (<paramref name="SeedEffect"/>).
/// </summary>
/// <param name="Patients">Test patients.</param>
/// <param name="Seeds">Seeds of each method.</param>
/// <param name="SeedEffect">Standard deviation of a seed's luck, on the logit scale; 0.3 is about five points of accuracy.</param>
/// <param name="Difference">What the first method's chance of being right is raised by, a fraction of 1.</param>
public sealed record SimulatedStudy(int Patients, int Seeds, double SeedEffect, double Difference = 0)
{
    private const double Hardness = 1.5, OwnHardness = 0.5, Offset = -1.5;

    /// <summary>One study.</summary>
    /// <param name="number">Which; each is drawn anew.</param>
    /// <returns>First minus second, as <see cref="Contrast.Compare"/> finds it.</returns>
    public CrossedEffects Draw(int number)
    {
        var random = new MersenneTwister(number, threadSafe: false);
        var normal = new Normal(0, 1, random);
        var hard = Normals(Patients, Hardness);
        var (first, second) = (Arm(Difference), Arm(0));
        return CrossedEffects.Estimate([.. first.Zip(second, (a, b) => (IReadOnlyList<double>)[.. a.Zip(b, (x, y) => x - y)])]);

        double[] Normals(int count, double deviation) => [.. Enumerable.Range(0, count).Select(_ => deviation * normal.Sample())];

        double[][] Arm(double raised)
        {
            var own = Normals(Patients, OwnHardness);
            return [.. Normals(Seeds, SeedEffect).Select(luck => hard.Zip(own, (shared, mine) =>
                random.NextDouble() < (1 / (1 + Math.Exp(-(Offset + shared + mine + luck)))) + raised ? 1.0 : 0.0).ToArray())];
        }
    }
}
