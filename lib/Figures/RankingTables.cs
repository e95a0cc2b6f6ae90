using System.Globalization;
using MhdNet.Evaluation;
using MhdNet.Studies;
using ScottPlot;

namespace MhdNet.Figures;

/// <summary>What a ranking is worth, to be read.</summary>
public static class RankingTables
{
    /// <summary>A row each: its place in the paper and here, and where it stands in the resamples.</summary>
    public static Table Ranks(Ranking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return Table.Of(
            ranking.Rows,
            ("row", row => row.Name),
            ("paper, %", row => Percent(row.Paper, "0.00")),
            ("place, paper", row => Text(row.PaperRank)),
            ($"here, %, {ranking.Patients}", row => row.Value.Percent()),
            ("place here", row => Text(row.Rank.Value)),
            ("places in 95 % of the resamples", row => $"{Text(row.Rank.Low)} to {Text(row.Rank.High)}"),
            ("first in, % of the resamples", row => Percent(row.First, "0")));
    }

    /// <summary>
    /// A pair each, the paper's upper one first: both differences, the verdict on the pair's order, and how often the two swap.
    /// </summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="printed">Only pairs of which the paper prints both values; else only the others.</param>
    public static Table Pairs(Ranking ranking, bool printed = true)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        var (seeds, pairs) = (ranking.Seeds.Count, ranking.Pairs.Where(pair => double.IsFinite(pair.Paper) == printed));
        (string Header, Func<RankedPair, object?> Cell)[] columns =
        [
            ("pair", pair => $"{pair.First} above {pair.Second}"),
            ("paper, points", pair => Signed(pair.Paper)),
            ("here, points", pair => pair.Here.Difference.Points()),
            ("p (Holm)", pair => pair.Here.P < 0.001 ? "<0.001" : Text(pair.Here.P, "0.000")),
            ("here", pair => pair.Verdict.InWords()),
            ($"swaps in, of {seeds} seeds", pair => Text(pair.SeedSwaps)),
            ("swaps in, % of the resamples", pair => Percent(pair.ResampleSwaps, "0")),
        ];
        return Table.Of(pairs, [.. columns.Where((_, i) => (printed || i != 1) && (seeds > 1 || i != 5))]);
    }

    /// <summary>How far the order agrees with the paper's; empty where the paper prints fewer than three of the rows.</summary>
    public static Table Agreement(Ranking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return Table.Of(
            ranking.Agreement(),
            ("agreement with the paper's order", one => one.Name),
            ("rows", one => one.Rows),
            ("value", one => Text(one.Coefficient.Value, "0.00")),
            ("95 % of the resamples", one => $"{Text(one.Coefficient.Low, "0.00")} to {Text(one.Coefficient.High, "0.00")}"),
            ("exact p", one => Text(one.P, "0.0000")),
            ("least p that so few rows can have", one => Text(one.LeastP, "0.0000")));
    }

    /// <summary>The share of the resamples in which a row is above a column.</summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    public static Plot Above(Ranking ranking, string title, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        RankedRow[] rows = [.. ranking.Rows.OrderByDescending(row => row.Value.Value)];
        var shares = new double[rows.Length, rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows.Length; j++)
            {
                shares[i, j] = i == j ? double.NaN : 100 * ranking.Above(rows[i], rows[j]);
            }
        }

        string[] names = [.. rows.Select(row => row.Name)];
        return Figure.HeatMap(
            shares, names, [.. names.Select(name => name.Replace(" ", "\n"))], "% of the resamples", "is above this row", "this row",
            title, synthetic, "0").Sized(FigureStyle.PageWidth, 190 + (34 * rows.Length));
    }

    /// <summary>What the ranking says, a sentence each.</summary>
    public static IReadOnlyList<string> Found(Ranking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        var best = ranking.Rows.MaxBy(row => row.Value.Value)!;
        RankedPair[] printed = [.. ranking.Pairs.Where(pair => double.IsFinite(pair.Paper))];
        int Count(Verdict verdict) => printed.Count(pair => pair.Verdict == verdict);
        return
        [
            $"Highest here: {best.Name}, {best.Value.Percent()} %, on {ranking.Patients}; first in {Percent(best.First, "0")} % of "
                + $"{ranking.Resamples} resamples of the patients{(ranking.Seeds.Count > 1 ? " and seeds" : "")}.",
            .. printed.Length == 0 ? (string[])[] :
            [
                $"Pairs that the paper orders: {printed.Length}. In the same order here: "
                    + $"{printed.Count(pair => pair.Here.Difference.Value > 0)}. By the rule of the verdicts: {Count(Verdict.Holds)} hold, "
                    + $"{Count(Verdict.DoesNotHold)} do not hold, {Count(Verdict.Undecided)} undecided.",
            ],
            ranking.Seeds.Count > 1
                ? $"Over {ranking.Seeds.Count} seeds each: of {ranking.Pairs.Count} pairs, "
                    + $"{ranking.Pairs.Count(pair => pair.SeedSwaps > 0)} swap in at least one seed."
                : "One seed: how often a pair swaps is counted over resamples of the patients alone, and says nothing of another training.",
        ];
    }

    private static string Text(double value, string format = "0.#") =>
        double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(double share, string format) => Text(100 * share, format);

    private static string Signed(double share) => Text(100 * share, "+0.00;-0.00;0.00");
}
