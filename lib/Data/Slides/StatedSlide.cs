using System.Globalization;

namespace MhdNet.Data.Slides;

/// <summary>A slide whose user states how large its pixels are; its note says so, and what the file says where that differs.</summary>
/// <param name="slide">The slide; goes with this one.</param>
/// <param name="microns">Edge of a level-0 pixel in micrometres.</param>
internal sealed class StatedSlide(IWholeSlide slide, double microns) : IWholeSlide
{
    private const double Same = 0.05; // scanners of one magnification differ by less

    public string Source => slide.Source;

    public int Width => slide.Width;

    public int Height => slide.Height;

    public double? MicronsPerPixel => microns;

    public bool Synthetic => slide.Synthetic;

    public string Note => string.Join("; ", new[]
    {
        string.Create(CultureInfo.InvariantCulture, $"{microns:0.####} um a pixel as stated by the user")
            + (slide.MicronsPerPixel is { } own && Math.Abs(own - microns) > Same * microns
                ? string.Create(CultureInfo.InvariantCulture, $", where the file says {own:0.####}") : ""),
        slide.MicronsPerPixel is null ? slide.Note : "",
    }.Where(note => note.Length > 0));

    public IReadOnlyList<double> Downsamples => slide.Downsamples;

    public void ReadRegion(int x, int y, int width, int height, Span<byte> rgb, int level = 0) =>
        slide.ReadRegion(x, y, width, height, rgb, level);

    public RgbImage Thumbnail(int longestSide) => slide.Thumbnail(longestSide);

    public void Dispose() => slide.Dispose();
}
