namespace MhdNet.Data.Ct.Checks;

/// <summary>
/// Whether neighbouring slices belong together. In one acquisition a slice resembles the next more than the one after it; where two
/// acquisitions (phases of contrast, breaths) alternate, it is the other way round.
/// </summary>
internal static class StackCheck
{
    private const int FewestSlices = 12;
    private const int SmallestEdge = 48;
    private const double Alternating = 0.8; // of the difference between neighbours; the noise alone gives 1

    /// <summary>Whether the slices alternate between two stacks.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="slices">The middle slices of the triples looked at.</param>
    public static bool Alternates(CtVolume volume, IReadOnlyList<int> slices)
    {
        if (volume.Slices < FewestSlices || volume.Rows < SmallestEdge || volume.Columns < SmallestEdge)
        {
            return false;
        }

        double next = 0, second = 0;
        foreach (var slice in slices.Where(slice => slice > 0 && slice + 1 < volume.Slices))
        {
            var (before, at, after) = (volume.Slice(slice - 1).ToArray(), volume.Slice(slice).ToArray(), volume.Slice(slice + 1).ToArray());
            next += (Difference(before, at) + Difference(at, after)) / 2;
            second += Difference(before, after);
        }

        return second < Alternating * next;
    }

    // of what a network sees: the values between fat and bone
    private static double Difference(ReadOnlySpan<short> one, ReadOnlySpan<short> other)
    {
        long sum = 0;
        for (var i = 0; i < one.Length; i++)
        {
            sum += Math.Abs(Math.Clamp(one[i], (short)-200, (short)300) - Math.Clamp(other[i], (short)-200, (short)300));
        }

        return sum / (double)one.Length;
    }
}
