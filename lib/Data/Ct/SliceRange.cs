namespace MhdNet.Data.Ct;

/// <summary>Which slices of a series make its sequences (Sec. IV-A).</summary>
/// <param name="First">First slice kept.</param>
/// <param name="Count">Number of slices kept.</param>
public readonly record struct SliceRange(int First, int Count)
{
    /// <summary>
    /// Discards shares of a series at both ends, each rounded down to whole slices: of 64, the first 12 and the last 19; 33 remain.
    /// </summary>
    public static SliceRange Trim(int slices, double discardFirst, double discardLast)
    {
        var first = (int)((slices * discardFirst) + 1e-9);
        var last = (int)((slices * discardLast) + 1e-9);
        return new SliceRange(first, slices - first - last);
    }

    /// <summary>First slices of the non-overlapping sequences of <paramref name="frames"/> slices; a remainder is dropped.</summary>
    public IReadOnlyList<int> Cut(int frames)
    {
        var first = First;
        return [.. Enumerable.Range(0, Count / frames).Select(i => first + (i * frames))];
    }

    /// <summary>Slices in common with first..last, both inclusive.</summary>
    public int Overlap(int first, int last) => Math.Max(0, Math.Min(First + Count - 1, last) - Math.Max(First, first) + 1);
}
