using System.Globalization;

namespace MhdNet.Data.Ct.Checks;

/// <summary>
/// Whether the values of a series can be the Hounsfield units of a chest: some are air (the lungs, what lies round the body), some are soft
/// tissue, few are metal, and they are as many different ones as a scanner measures. A file that states its values can still hold a mask, a
/// map or an image that someone scaled.
/// </summary>
internal static class HounsfieldCheck
{
    // what is smaller, or holds fewer voxels, is judged by nothing: no chest is to be seen in it
    private const int SmallestEdge = 48;

    private const int Bins = 1 << 16;
    private const short Air = -500, LowestTissue = -150, HighestTissue = 250, Metal = 3100;
    private const double LeastAir = 0.02, LeastTissue = 0.02, MostMetal = 0.02;
    private const int FewestValues = 32; // a mask of all organs has more, but no air

    /// <summary>Why a series is none of Hounsfield units of a chest; null where it may be.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="slices">The slices looked at.</param>
    public static string? Problem(CtVolume volume, IReadOnlyList<int> slices)
    {
        if (volume.Rows < SmallestEdge || volume.Columns < SmallestEdge)
        {
            return null;
        }

        var counts = new int[Bins];
        foreach (var slice in slices)
        {
            foreach (var value in volume.Slice(slice))
            {
                counts[value - short.MinValue]++;
            }
        }

        return Judge(counts);
    }

    private static string? Judge(int[] counts)
    {
        var (first, last) = (Array.FindIndex(counts, count => count > 0) + short.MinValue,
            Array.FindLastIndex(counts, count => count > 0) + short.MinValue);
        var different = counts.Count(count => count > 0);
        var range = $"its voxels lie from {first} to {last}";
        return first == last ? $"every voxel looked at is {first}: nothing was measured"
            : Share(short.MinValue, Air) < LeastAir ? $"{range}, and none of a chest's air is among them: no Hounsfield units, but "
                + (different < FewestValues ? $"a mask of {different} values, or an image" : last <= 255 ? "an image" : "values")
                + " scaled otherwise"
            : different < FewestValues ? $"{range}, of which only {different} values occur: a mask, no measurement"
            : Share(Metal, short.MaxValue) > MostMetal ? $"{Percent(Share(Metal, short.MaxValue))} of its voxels are above {Metal} HU: "
                + "no tissue, but padding that is not said to be any, or no Hounsfield units"
            : Share(LowestTissue, HighestTissue) < LeastTissue
                ? $"{range}, and only {Percent(Share(LowestTissue, HighestTissue))} are soft tissue "
                    + $"({LowestTissue} to {HighestTissue} HU): no Hounsfield units, or no chest"
            : null;

        double Share(int from, int to) =>
            counts.Skip(from - short.MinValue).Take(to - from + 1).Sum(count => (double)count) / counts.Sum(count => (double)count);
    }

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
