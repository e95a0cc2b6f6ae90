using MhdNet.Data;
using MhdNet.Runtime;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Which rows of a bank an anchor is compared with, by the discrepancy of teacher and student about them (DGMKD-Net's DC-Distill). Of
/// the candidates of its own class some are drawn from the middle of their ranking, from the largest discrepancy down, and the anchor
/// itself always is one; of the candidates of other classes those with the smallest discrepancy are taken: far from it for the teacher,
/// near for the student.
/// </summary>
public sealed record ContrastChoice
{
    /// <summary>Most candidates of the anchor's class.</summary>
    public int PositiveCandidates { get; init; } = 300;

    /// <summary>Most positives; of a small class a third of its candidates.</summary>
    public int Positives { get; init; } = 20;

    /// <summary>Where the middle of the ranking begins, as a share.</summary>
    public double MiddleFrom { get; init; } = 0.1;

    /// <summary>Where it ends.</summary>
    public double MiddleTo { get; init; } = 0.33;

    /// <summary>Most candidates of other classes.</summary>
    public int NegativeCandidates { get; init; } = 700;

    /// <summary>Share of them that is taken: 512 of 700.</summary>
    public double NegativeShare { get; init; } = 0.73;

    /// <summary>Chooses.</summary>
    /// <param name="index">The bank's rows.</param>
    /// <param name="anchor">The anchor's.</param>
    /// <param name="discrepancy">Of each row, cosine to the anchor for the teacher less the same for the student.</param>
    /// <param name="draw">Another draw, another choice.</param>
    /// <returns>Rows; the anchor is the first of the positives. No negatives where there is one class alone.</returns>
    public (IReadOnlyList<int> Positives, IReadOnlyList<int> Negatives) Of(
        BankIndex index, int anchor, ReadOnlySpan<float> discrepancy, ulong draw)
    {
        ArgumentNullException.ThrowIfNull(index);
        var values = discrepancy.ToArray();
        int[] ranked = [.. Drawn(index.Alike(anchor), PositiveCandidates - 1, "alike").Append(anchor)
            .OrderByDescending(row => values[row]).ThenBy(row => row)];
        var count = Math.Max(1, Math.Min(Positives, ranked.Length / 3));
        var from = (int)(MiddleFrom * ranked.Length);
        var to = Math.Clamp((int)(MiddleTo * ranked.Length), Math.Min(from + count, ranked.Length), ranked.Length);
        var drawn = Drawn(ranked[from..to], to - from, "middle").Where(row => row != anchor).Take(count - 1);
        var candidates = Drawn(index.Unlike(anchor), NegativeCandidates, "unlike");
        var taken = (int)Math.Ceiling(NegativeShare * candidates.Count);
        return ([anchor, .. drawn], [.. candidates.OrderBy(row => values[row]).ThenBy(row => row).Take(taken)]);

        IReadOnlyList<int> Drawn(IReadOnlyList<int> rows, int most, string key) => key != "middle" && rows.Count <= most ? rows
            : [.. rows.OrderBy(row => Draw.Bits(draw, key, row)).ThenBy(row => row).Take(most)];
    }

    /// <summary>Refuses options without sense.</summary>
    /// <exception cref="InputException">One line that names the option.</exception>
    public void Check()
    {
        if (PositiveCandidates < 1 || Positives < 1 || NegativeCandidates < 1
            || NegativeShare is not (> 0 and <= 1) || !(MiddleFrom >= 0 && MiddleFrom < MiddleTo && MiddleTo <= 1))
        {
            throw new InputException(
                $"contrast: {Positives} positives of {PositiveCandidates} from shares {MiddleFrom} to {MiddleTo}, {NegativeShare} of "
                + $"{NegativeCandidates} negatives cannot be chosen: give counts above 0 and shares of 0 to 1, the first below the second");
        }
    }
}
