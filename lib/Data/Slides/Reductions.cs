using MhdNet.Runtime;

namespace MhdNet.Data.Slides;

/// <summary>
/// Whether a tiled image of a slide shows the same as a finer one. A file can hold several sections, and levels whose edges are filled up
/// to whole tiles: sides that shrink alike prove nothing.
/// </summary>
internal static class Reductions
{
    private const int Spots = 5;        // along each side
    private const int SpotEdge = 48;    // pixels of the coarser image
    private const int BlockEdge = 8;    // pixels whose mean is compared: scanners reduce by filters of their own
    private const double Alike = 0.8;   // correlation of the means
    private const double Blank = 3;     // standard deviation in levels of grey, below which nothing is to be seen

    /// <summary>Whether a level is the finer one, reduced, as far as some spots show.</summary>
    /// <param name="slide">The slide; at the level's resolution as its <see cref="IWholeSlide.Downsamples"/> has it.</param>
    /// <param name="finer">A level that is known to be the slide's.</param>
    /// <param name="level">The level asked about.</param>
    public static bool IsReduction(TiledSlide slide, int finer, int level)
    {
        try
        {
            var (means, others) = (new List<double>(), new List<double>());
            var (width, height) = slide.SizeOf(level);
            var edge = Math.Min(SpotEdge, Math.Min(width, height)) / BlockEdge * BlockEdge;
            for (var spot = 0; spot < Spots * Spots && edge > 0; spot++)
            {
                var (x, y) = ((width - edge) * (spot % Spots) / (Spots - 1), (height - edge) * (spot / Spots) / (Spots - 1));
                Compare(slide, finer, level, (x, y, edge), means, others);
            }

            return Correlation(means, others) is not { } alike || alike >= Alike;
        }
        catch (InputException)
        {
            return false; // what cannot be read is not used; level 0 says itself what is damaged
        }
    }

    private static void Compare(TiledSlide slide, int finer, int level, (int X, int Y, int Edge) spot, List<double> means,
        List<double> others)
    {
        var ratio = slide.Downsamples[level] / slide.Downsamples[finer];
        var (left, top) = ((int)(spot.X * ratio), (int)(spot.Y * ratio));
        var large = (int)Math.Ceiling(spot.Edge * ratio) + 1;
        var area = spot.Edge * spot.Edge * 3;
        var (coarse, fine, reduced) = (new byte[area], new byte[large * large * 3], new byte[area]);
        slide.ReadRegion(spot.X, spot.Y, spot.Edge, spot.Edge, coarse, level);
        slide.ReadRegion(left, top, large, large, fine, finer);
        var window = new Resampler.Window((spot.Y * ratio) - top, (spot.X * ratio) - left, spot.Edge * ratio, spot.Edge * ratio);
        new Resampler(large, large, window, spot.Edge).ResizeRgb(fine, reduced);
        means.AddRange(Blocks(coarse, spot.Edge));
        others.AddRange(Blocks(reduced, spot.Edge));
    }

    private static IEnumerable<double> Blocks(byte[] rgb, int edge)
    {
        for (var block = 0; block < edge / BlockEdge * (edge / BlockEdge); block++)
        {
            var (top, left) = (block / (edge / BlockEdge) * BlockEdge, block % (edge / BlockEdge) * BlockEdge);
            var sum = 0;
            for (var i = 0; i < BlockEdge * BlockEdge * 3; i++)
            {
                sum += rgb[((((top + (i / (3 * BlockEdge))) * edge) + left) * 3) + (i % (3 * BlockEdge))];
            }

            yield return sum / (3.0 * BlockEdge * BlockEdge);
        }
    }

    // null where either shows nothing
    private static double? Correlation(List<double> one, List<double> other)
    {
        if (one.Count == 0)
        {
            return null;
        }

        var (mean, otherMean) = (one.Average(), other.Average());
        var spread = one.Average(value => (value - mean) * (value - mean));
        var otherSpread = other.Average(value => (value - otherMean) * (value - otherMean));
        return Math.Max(spread, otherSpread) < Blank * Blank ? Math.Abs(mean - otherMean) < 2 * Blank ? null : 0
            : one.Zip(other, (a, b) => (a - mean) * (b - otherMean)).Average() / Math.Sqrt(Math.Max(spread * otherSpread, 1e-9));
    }
}
