using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Reports.Inputs;

/// <summary>What a series shows, of at most forty slices that are spread over it, and how its values are distributed.</summary>
/// <param name="Length">From the first slice to the last, mm.</param>
/// <param name="Slices">What each slice that was looked at shows, head first.</param>
/// <param name="Used">Those among them that sequences are cut from.</param>
/// <param name="Values">The values.</param>
internal sealed record SeriesAnatomy(
    double Length, IReadOnlyList<SliceAnatomy> Slices, IReadOnlyList<SliceAnatomy> Used, ValueSpread Values)
{
    private const int Most = 40;
    private const double EnoughLung = 4000; // mm^2 of a slice

    /// <summary>Looks at a series.</summary>
    public static SeriesAnatomy Of(CtVolume volume, PreprocessingOptions options)
    {
        var looked = Enumerable.Range(0, Math.Min(Most, volume.Slices))
            .Select(i => (int)((i + 0.5) * volume.Slices / Math.Min(Most, volume.Slices))).ToList();
        var coarse = looked.Select(slice => CoarseSlice.Of(volume, slice)).ToList();
        var seen = coarse.Select(SliceAnatomy.Of).ToList();
        var range = SliceRange.Trim(volume.Slices, options.DiscardFirst, options.DiscardLast);
        return new SeriesAnatomy(
            volume.Slices * volume.SliceSpacing, seen,
            [.. looked.Zip(seen).Where(pair => pair.First >= range.First && pair.First < range.First + range.Count)
                .Select(pair => pair.Second)],
            ValueSpread.Of(coarse));
    }

    /// <summary>Share of the used slices with lungs.</summary>
    public double LungShare => Used.Count == 0 ? 0 : Used.Average(slice => slice.Lung >= EnoughLung ? 1.0 : 0);

    /// <summary>Median over the used slices.</summary>
    public double Median(Func<SliceAnatomy, double> of) => Used.Count == 0 ? 0 : Used.Select(of).Order().ElementAt(Used.Count / 2);

    /// <summary>Share of the bone in the body's middle that lies in its back third rather than its front third; 0.5 without any.</summary>
    public double SpineBehind => (Slices.Sum(slice => slice.BoneBehind), Slices.Sum(slice => slice.BoneInFront)) is var (behind, front)
        && behind + front > 0 ? behind / (behind + front) : 0.5;

    /// <summary>Bone in the middle of the back or front third of the used slices, mm^2, whichever is more.</summary>
    public double Spine => Math.Max(Used.Average(slice => slice.BoneBehind), Used.Average(slice => slice.BoneInFront));

    /// <summary>
    /// How far below the windpipe the heart lies, as a share of the slices with lungs: the centre of what lies between the lungs against
    /// that of the slices with a windpipe. Negative where head and feet are exchanged.
    /// </summary>
    public double HeartBelowWindpipe
    {
        get
        {
            var chest = Slices.Index().Where(slice => slice.Item.Lung >= EnoughLung).ToList();
            var pipe = chest.Where(slice => slice.Item.Windpipe).ToList();
            if (chest.Count < 4)
            {
                return 0;
            }

            var weight = chest.Sum(slice => slice.Item.Between);
            var heart = weight > 0 ? chest.Sum(slice => slice.Index * slice.Item.Between) / weight : chest.Average(slice => slice.Index);
            var middle = chest.Average(slice => slice.Index);
            return (heart - (pipe.Count > 0 ? pipe.Average(slice => slice.Index) : middle)) / chest.Count;
        }
    }
}
