using System.Globalization;
using MhdNet.Runtime;

namespace MhdNet.Data.Slides;

/// <summary>One patch of a slide's grid, with what the tissue filter says of it.</summary>
/// <param name="X">Its left edge in pixels of level 0.</param>
/// <param name="Y">Its upper edge.</param>
/// <param name="Edge">Its size in pixels of level 0.</param>
/// <param name="Judgement">Kept or dropped, and why.</param>
/// <param name="Rgb">(PatchSize, PatchSize, 3), if kept in the stains asked for; only valid until the next patch is asked for.</param>
public sealed record SlidePatch(int X, int Y, int Edge, PatchJudgement Judgement, byte[] Rgb);

/// <summary>
/// How a slide is cut into patches of one physical size, whatever its scanner's magnification: from which level they are read, how large
/// they are there, and what they become. One patch is held at a time.
/// </summary>
public sealed class PatchGrid
{
    // scanners of nominally the same magnification differ by this much, so their pixels are taken as they are
    private const double Tolerance = 0.05;
    private const int LargestEdge = 4096;
    private const int MostSampled = 1000;
    private const int SampledPixel = 97; // one pixel in so many of a sampled patch

    private readonly IWholeSlide _slide;
    private readonly PreprocessingOptions _options;
    private readonly Resampler? _resampler;
    private readonly StainNormaliser? _stain;

    private PatchGrid(IWholeSlide slide, PreprocessingOptions options)
    {
        (_slide, _options) = (slide, options);
        var (wanted, stated) = (options.MicronsPerPixel, slide.MicronsPerPixel);
        if (wanted is not null && stated is null)
        {
            throw new InputException($"{slide.Source}: states no microns per pixel{(slide.Note.Length > 0 ? $" ({slide.Note})" : "")}: "
                + "state them, in the column mpp of wsi.csv or with --slide-mpp, such as 0.25 for 40x");
        }

        var ratio = wanted is null || stated is null ? 1 : wanted.Value / stated.Value; // of the pixels' edges
        Level = Enumerable.Range(0, slide.Downsamples.Count)
            .Last(level => level == 0 || slide.Downsamples[level] <= ratio * (1 + Tolerance));
        var rest = ratio / slide.Downsamples[Level];
        Edge = Math.Abs(rest - 1) <= Tolerance ? options.PatchSize : (int)Math.Clamp(Math.Round(options.PatchSize * rest), 1, int.MaxValue);
        Columns = (int)(slide.Width / (Edge * slide.Downsamples[Level]));
        Rows = (int)(slide.Height / (Edge * slide.Downsamples[Level]));
        if (Edge > LargestEdge && Columns > 0 && Rows > 0)
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{slide.Source}: patches of {options.PatchSize} pixels at {wanted:0.###} um per pixel take {Edge} pixels of its level "
                + $"{Level}, more than {LargestEdge}: ask for smaller ones"));
        }

        _resampler = Edge == options.PatchSize || Edge > LargestEdge
            ? null : new Resampler(Edge, Edge, new Resampler.Window(0, 0, Edge, Edge), options.PatchSize);
        _stain = options.NormaliseStain ? StainNormaliser.Estimate(Sample()) : null;
        var notes = new[]
        {
            slide.Note,
            rest < 1 - Tolerance ? string.Create(CultureInfo.InvariantCulture, $"patches are enlarged from {stated:0.###} to "
                + $"{wanted:0.###} um a pixel") : "",
            options.NormaliseStain && _stain is null ? "too little tissue to tell its stains apart: they are left as they are" : "",
        };
        Note = string.Join("; ", notes.Where(note => note.Length > 0));
    }

    /// <summary>The level read: the smallest that is as fine as asked for.</summary>
    public int Level { get; }

    /// <summary>Edge of a patch in that level's pixels, before it is resized to <see cref="PreprocessingOptions.PatchSize"/>.</summary>
    public int Edge { get; }

    /// <summary>Patches in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of patches.</summary>
    public int Rows { get; }

    /// <summary>What is unusual: resolution stated by the user, patches enlarged, stains not normalised; empty otherwise.</summary>
    public string Note { get; }

    /// <summary>
    /// Lays the grid; with <see cref="PreprocessingOptions.NormaliseStain"/>, patches spread over the slide are read to measure its stains.
    /// </summary>
    /// <exception cref="InputException">The patches would be too large, the slide is damaged, or states no resolution.</exception>
    public static PatchGrid Create(IWholeSlide slide, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new PatchGrid(slide, options);
    }

    /// <summary>All patches that lie whole inside the slide, in raster order, kept and dropped.</summary>
    /// <param name="first">Number of the first one that is read.</param>
    public IEnumerable<SlidePatch> Patches(int first = 0)
    {
        foreach (var patch in Read(first, step: 1))
        {
            if (patch.Judgement.Verdict == PatchVerdict.Kept)
            {
                _stain?.Apply(patch.Rgb);
            }

            yield return patch;
        }
    }

    private IEnumerable<SlidePatch> Read(long first, int step)
    {
        var rgb = new byte[_options.PatchSize * _options.PatchSize * 3];
        var read = _resampler is null ? rgb : new byte[Edge * Edge * 3];
        var downsample = _slide.Downsamples[Level];
        for (var index = first; index < (long)Columns * Rows; index += step)
        {
            var (x, y) = ((int)(index % Columns) * Edge, (int)(index / Columns) * Edge);
            _slide.ReadRegion(x, y, Edge, Edge, read, Level);
            _resampler?.ResizeRgb(read, rgb);
            yield return new SlidePatch((int)(x * downsample), (int)(y * downsample), (int)(Edge * downsample),
                TissueFilter.Judge(rgb, _options), rgb);
        }
    }

    private byte[] Sample()
    {
        var step = (int)(((long)Columns * Rows / MostSampled) + 1);
        return
        [
            .. Read(0, step).Where(patch => patch.Judgement.Verdict == PatchVerdict.Kept)
                .SelectMany(patch => Enumerable.Range(0, patch.Rgb.Length / 3 / SampledPixel)
                    .SelectMany(i => patch.Rgb.AsSpan(3 * SampledPixel * i, 3).ToArray())),
        ];
    }
}
