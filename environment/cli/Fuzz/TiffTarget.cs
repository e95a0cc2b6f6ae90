
using MhdNet.Data;
using MhdNet.Data.Slides;

namespace MhdNet.Cli.Fuzz;

/// <summary>The slide reader: reads at corners, at the centre and beyond the edges, a thumbnail, and the first patches.</summary>
internal sealed class TiffTarget : Target
{
    private const int Edge = 40;
    private const int Patches = 24;

    private static readonly PreprocessingOptions _options = new() { Frames = 1, Size = 8, PatchSize = 16 };

    public override string Name => "tiff";

    protected override IReadOnlyList<Seed> Make() => TiffSeeds.All();

    public override void Read(string path)
    {
        using var slide = WholeSlides.Open(path);
        Check(slide.Width > 0 && slide.Height > 0, $"a slide of {slide.Width} x {slide.Height}");
        var sensible = slide.MicronsPerPixel is not { } microns || (double.IsFinite(microns) && microns > 0);
        Check(sensible, $"{slide.MicronsPerPixel} microns per pixel");
        var region = new byte[Edge * Edge * 3];
        foreach (var (x, y) in new[] { (0, 0), (-20, -20), (slide.Width - 20, slide.Height - 20), (slide.Width / 2, slide.Height / 2) })
        {
            slide.ReadRegion(x, y, Edge, Edge, region);
        }

        var thumbnail = slide.Thumbnail(Edge);
        Check(Math.Max(thumbnail.Width, thumbnail.Height) is > 0 and <= Edge, $"a thumbnail of {thumbnail.Width} x {thumbnail.Height}");
        foreach (var patch in PatchGrid.Create(slide, _options).Patches().Take(Patches))
        {
            Check(patch.X >= 0 && patch.Y >= 0 && double.IsFinite(patch.Judgement.White), $"a patch at {patch.X}, {patch.Y}");
        }
    }
}
