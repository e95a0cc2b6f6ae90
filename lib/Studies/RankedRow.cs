using MhdNet.Evaluation;

namespace MhdNet.Studies;

/// <summary>A row's place among the others.</summary>
/// <param name="Name">The row.</param>
/// <param name="Paper">What the paper prints, a fraction of 1; NaN where it prints nothing.</param>
/// <param name="PaperRank">Its place among the printed ones, from 1 at the top; NaN without one.</param>
/// <param name="Value">The metric here, mean over the seeds, with its interval over patients and seeds.</param>
/// <param name="Rank">Its place here; equal ones share the mean of theirs. The interval is that of 95 % of the resamples.</param>
/// <param name="First">Share of the resamples in which it is first, a shared first place counted as its part.</param>
public sealed record RankedRow(string Name, double Paper, double PaperRank, Interval Value, Interval Rank, double First)
{
    internal static RankedRow Compute(
        string name, double paper, double paperRank, double[] means, IReadOnlyList<IReadOnlyList<double>> resampled, int i)
    {
        var bootstrap = new Bootstrap(resampled.Count);
        return new RankedRow(
            name, paper, paperRank, bootstrap.Summary(means[i], [.. resampled.Select(draw => draw[i])]),
            bootstrap.Summary(Ranking.RankOf(means[i], means), [.. resampled.Select(draw => Ranking.RankOf(draw[i], draw))]),
            resampled.Average(draw => draw[i] < draw.Max() ? 0 : 1.0 / draw.Count(value => value == draw[i])));
    }
}

/// <summary>Two rows, and what their order is worth.</summary>
/// <param name="First">The one that the paper has above; where it does not print both, the one that is above here.</param>
/// <param name="Second">The other.</param>
/// <param name="Paper">The paper's difference, first minus second, a fraction of 1; NaN where it does not print both.</param>
/// <param name="Here">First minus second here; p-values adjusted (Holm) for all pairs of the ranking.</param>
/// <param name="SeedSwaps">In how many seeds the order is not that of the means; a draw counts half.</param>
/// <param name="ResampleSwaps">The same as a share of the resamples of patients and seeds.</param>
public sealed record RankedPair(string First, string Second, double Paper, Contrast Here, double SeedSwaps, double ResampleSwaps)
{
    /// <summary>Whether the first is above the second here, by the rule of all studies.</summary>
    public Verdict Verdict => VerdictRule.Judge(Here);
}

/// <summary>How far the order of some rows agrees with the paper's.</summary>
/// <param name="Name">Of the coefficient.</param>
/// <param name="Rows">How many rows have a printed value.</param>
/// <param name="Coefficient">1 at full agreement, with the middle 95 % of the resamples.</param>
/// <param name="P">Exact two-sided p-value against orders that have nothing to do with one another.</param>
/// <param name="LeastP">The p-value of full agreement: no order of so few rows could have a smaller one.</param>
public sealed record RankAgreement(string Name, int Rows, Interval Coefficient, double P, double LeastP);
