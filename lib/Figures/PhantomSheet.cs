
using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Phantom;

namespace MhdNet.Figures;

/// <summary>
/// Contact sheets of the synthetic phantom cohort, one patient per type: what the types are meant to look like, to be judged by eye.
/// The patients are the first of their type in the cohort, not chosen by their looks.
/// </summary>
public static class PhantomSheet
{
    private const int Columns = 6, TileSize = 224;
    private const double CtBar = 50, PatchBar = 25, ThumbnailBar = 250; // mm, um, um

    /// <summary>
    /// CT: three axial slices per type, in each window of the disease, at a quarter, half and three quarters of the tumour's range.
    /// </summary>
    /// <param name="options">The cohort.</param>
    public static Picture Ct(PhantomOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var windows = options.Preset.Disease.Windows;
        var named = string.Join(", ", windows.Select(window => $"{window.Name} window {window.Centre:0}/{window.Width:0} HU"));
        return Sheet(options, $"CT of each type, {named}, bar 50 mm", (patient, truth) =>
        {
            var ct = PhantomThorax.Render(
                options.Seed, patient.Key, truth, options.Preset.CtSize, options.Preset.CtSlices, options.Knobs.CtNoise);
            var (length, type) = (ct.TumourLast - ct.TumourFirst, options.Preset.Disease.Labels.NameOf(patient.Type));
            return [.. windows.SelectMany(window => new[] { 1, 2, 3 }.Select(quarter =>
                Slice(type, ct, ct.TumourFirst + (length * quarter / 4), window.Centre, window.Width)))];
        });
    }

    /// <summary>H&amp;E: a thumbnail and two patches of 224 pixels at 20x per type.</summary>
    /// <param name="options">The cohort; its slides are at least 224 pixels wide.</param>
    public static Picture Slides(PhantomOptions options) => Sheet(
        options, "H&E of each type: slide, bar 250 um; two patches at 20x, bar 25 um",
        (patient, truth) =>
        {
            var slide = truth.Slide(options.Seed, patient.Key, 0, patient.Type, options.Preset.SlideSize);
            var (name, size) = (options.Preset.Disease.Labels.NameOf(patient.Type), slide.Size);
            return
            [
                Thumbnail(slide, $"{name}, slide"),
                Patch(slide, size * 3 / 8, size * 3 / 8, $"{name}, 20x"),
                Patch(slide, size * 5 / 8, size / 2, $"{name}, 20x"),
            ];
        });

    private static Picture Sheet(PhantomOptions options, string title, Func<PhantomPatient, PhantomTruth, IReadOnlyList<Tile>> tiles)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (plan, disease) = (PhantomPatient.Plan(options), options.Preset.Disease);
        var drawn = disease.Labels.Types.Select((_, type) => plan.First(patient => patient.Type == type)).AsParallel().AsOrdered()
            .Select(patient => tiles(patient, disease.Draw(options.Seed, patient.Key, patient.Type, options.Knobs)));
        return ImageSheet.Draw([.. drawn.SelectMany(some => some)], Columns, TileSize, title, synthetic: true);
    }

    private static Tile Slice(string type, PhantomCt ct, int slice, double centre, double width)
    {
        var grey = ct.Hounsfield.AsSpan(slice * ct.Size * ct.Size, ct.Size * ct.Size).ToArray()
            .Select(hounsfield => (byte)CtSequences.Windowed(hounsfield, centre, width)).ToArray();
        var tile = Tile.Grey(grey, ct.Size, ct.Size, $"{type}, slice {slice} of {ct.Slices}");
        DrawBar(tile.Image, CtBar / ct.PixelSpacing, 255);
        return tile;
    }

    private static Tile Patch(PhantomSlide slide, int left, int top, string caption)
    {
        (left, top) = (Math.Min(left, slide.Size - TileSize), Math.Min(top, slide.Size - TileSize));
        var pixels = new byte[3 * TileSize * TileSize];
        for (var y = 0; y < TileSize; y++)
        {
            slide.Rgb.AsSpan(3 * (((top + y) * slide.Size) + left), 3 * TileSize).CopyTo(pixels.AsSpan(3 * y * TileSize));
        }

        var image = new RgbImage(TileSize, TileSize, pixels);
        DrawBar(image, PatchBar / PhantomTissue.MicronsPerPixel, 0);
        return new Tile(image, caption);
    }

    private static Tile Thumbnail(PhantomSlide slide, string caption)
    {
        var average = new BlockAverage(slide.Size, slide.Size, TileSize, TileSize);
        average.Add(slide.Rgb, 0, 0, slide.Size, slide.Size);
        var image = average.Image();
        DrawBar(image, ThumbnailBar / PhantomTissue.MicronsPerPixel * TileSize / slide.Size, 0);
        return new Tile(image, caption);
    }

    // a bar of a known length near the lower left corner
    private static void DrawBar(RgbImage image, double length, byte value)
    {
        const int Margin = 8, Thickness = 4;
        for (var y = image.Height - Margin - Thickness; y < image.Height - Margin; y++)
        {
            image.Pixels.AsSpan(3 * ((y * image.Width) + Margin), 3 * (int)Math.Round(length)).Fill(value);
        }
    }
}
