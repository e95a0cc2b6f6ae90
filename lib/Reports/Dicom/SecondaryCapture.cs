using MhdNet.Reports.Pages;
using SkiaSharp;

namespace MhdNet.Reports.Dicom;

/// <summary>The key slices with their saliency beside, the notice drawn into them, as a DICOM Secondary Capture (PS3.3, A.8.1).</summary>
internal static class SecondaryCapture
{
    private const string SopClass = "1.2.840.10008.5.1.4.1.1.7";

    /// <summary>Writes the file.</summary>
    public static void Write(string path, SourceSeries source, SeriesReport report)
    {
        var sheet = SlicePicture.Sheet(report);
        var elements = ReportObject.Begin(source, report, SopClass, "OT", 9903, out var instance)
            .Text(0x00080008, "CS", "DERIVED\\SECONDARY").Text(0x00080064, "CS", "WSD")
            .Text(0x00082111, "ST", $"Key slices, class activation maps beside. {report.Notice}")
            .Sequence(0x00082112, ReportObject.References(report.KeySlices.Select(slice => source.Slices[slice.Slice - 1])))
            .Text(0x00200020, "CS", "").Text(0x00200060, "CS", "").Text(0x00204000, "LT", $"{report.Notice}. {report.Verdict}")
            .Short(0x00280002, 3).Text(0x00280004, "CS", "RGB").Short(0x00280006, 0)
            .Short(0x00280010, sheet.Height).Short(0x00280011, sheet.Width)
            .Short(0x00280100, 8).Short(0x00280101, 8).Short(0x00280102, 7).Short(0x00280103, 0)
            .Text(0x00280301, "CS", "NO").Text(0x00282110, "CS", "00")
            .Bytes(0x7FE00010, "OB", Rgb(sheet.Png));
        if (source.FrameOfReferenceUid is { } uid)
        {
            elements.Text(0x00200052, "UI", uid).Text(0x00201040, "LO", "");
        }

        ReportObject.Write(path, SopClass, instance, elements);
    }

    private static byte[] Rgb(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        return [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
    }
}
