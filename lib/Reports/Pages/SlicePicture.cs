using MhdNet.Data;
using MhdNet.Figures;
using SkiaSharp;

namespace MhdNet.Reports.Pages;

/// <summary>Key slices as pictures: the slice, and beside it the same with the saliency laid over.</summary>
internal static class SlicePicture
{
    private const float Strongest = 0.6f; // share of colour where the saliency is highest
    private const int Side = 256, Gap = 4, Line = 22;

    /// <summary>The slice.</summary>
    public static RgbImage Grey(KeySlice slice) => new(
        slice.Size, slice.Size, [.. slice.Grey.SelectMany(value => new[] { value, value, value })]);

    /// <summary>The slice under its saliency, dark colours for little and bright ones for much; null without saliency.</summary>
    public static RgbImage? Overlay(KeySlice slice)
    {
        if (slice.Saliency is not { } map)
        {
            return null;
        }

        var colours = new ScottPlot.Colormaps.Inferno();
        var rgb = new byte[3 * map.Length];
        for (var i = 0; i < map.Length; i++)
        {
            var (colour, share) = (colours.GetColor(map[i]), Strongest * map[i]);
            byte Blend(byte tint) => (byte)((slice.Grey[i] * (1 - share)) + (tint * share));
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (Blend(colour.R), Blend(colour.G), Blend(colour.B));
        }

        return new RgbImage(slice.Size, slice.Size, rgb);
    }

    /// <summary>Words under a slice.</summary>
    public static string Caption(KeySlice slice) =>
        $"slice {slice.Slice}{(slice.Share is { } share ? FormattableString.Invariant($", {100 * share:0} % of the saliency") : "")}";

    /// <summary>All key slices as one sheet, the notice above them.</summary>
    /// <param name="report">A report with key slices.</param>
    public static Picture Sheet(SeriesReport report)
    {
        var rows = report.KeySlices;
        return Picture.Draw((2 * Side) + (3 * Gap), Line + (rows.Count * (Side + Line)) + Gap, canvas =>
        {
            using var font = new SKFont(Typefaces.Face(), 13);
            using var bold = new SKFont(Typefaces.Face(bold: true), 13);
            using var ink = new SKPaint { Color = SKColors.White, IsAntialias = true };
            canvas.Clear(SKColors.Black);
            canvas.DrawText(report.Notice, Gap, Line - 7, bold, ink);
            foreach (var (row, slice) in rows.Index())
            {
                var top = Line + (row * (Side + Line));
                ImageSheet.DrawPixels(canvas, Grey(slice), SKRect.Create(Gap, top, Side, Side));
                if (Overlay(slice) is { } overlay)
                {
                    ImageSheet.DrawPixels(canvas, overlay, SKRect.Create(Side + (2 * Gap), top, Side, Side));
                }

                canvas.DrawText(Caption(slice), Gap, top + Side + Line - 7, font, ink);
            }
        });
    }

    /// <summary>A picture as a PNG file's bytes, enlarged so that its pixels blend.</summary>
    public static byte[] Png(RgbImage image) =>
        Picture.Draw(Side, Side, canvas => ImageSheet.DrawPixels(canvas, image, SKRect.Create(0, 0, Side, Side))).Png;
}
