using System.Globalization;
using MhdNet.Phantom;
using MhdNet.Runtime;

namespace MhdNet.Reports.Dicom;

/// <summary>What all objects of a report have in common: patient and study of the series, a series and instance of their own, the device,
/// the notice.</summary>
internal static class ReportObject
{
    /// <summary>Name of the device that all objects say they are from.</summary>
    public const string Device = "MhdNet";

    private const int LongestText = 64; // letters of LO

    /// <summary>The elements in common (PS3.3, C.7.3.1, C.7.5.1, C.12.1).</summary>
    /// <param name="source">The series.</param>
    /// <param name="report">The report.</param>
    /// <param name="sopClass">SOP class of the object.</param>
    /// <param name="modality">Modality of its series.</param>
    /// <param name="number">Number of its series.</param>
    /// <param name="instance">Its SOP instance UID.</param>
    public static ElementSet Begin(
        SourceSeries source, SeriesReport report, string sopClass, string modality, int number, out string instance)
    {
        instance = ElementSet.NewUid();
        var (date, time) = (report.Created.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            report.Created.ToString("HHmmss", CultureInfo.InvariantCulture));
        return source.PatientAndStudy()
            .Text(0x00080012, "DA", date).Text(0x00080013, "TM", time)
            .Text(0x00080016, "UI", sopClass).Text(0x00080018, "UI", instance)
            .Text(0x00080021, "DA", date).Text(0x00080023, "DA", date).Text(0x00080031, "TM", time).Text(0x00080033, "TM", time)
            .Text(0x00080060, "CS", modality)
            .Text(0x00080070, "LO", Device).Text(0x00081090, "LO", "CT series report").Text(0x00181000, "LO", report.Model.Run)
            .Text(0x0008103E, "LO", Short(report.Notice))
            .Text(0x00181020, "LO", Short($"code {report.Model.Code}"))
            .Text(0x0020000E, "UI", ElementSet.NewUid())
            .Text(0x00200011, "IS", number.ToString(CultureInfo.InvariantCulture)).Text(0x00200013, "IS", "1");
    }

    /// <summary>Writes an object, whole or not at all.</summary>
    public static void Write(string path, string sopClass, string instance, ElementSet elements)
    {
        var file = DicomFile.Wrap(sopClass, instance, DicomFile.ExplicitLittleEndian, "MHDNET_REPORT", elements.Write());
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>References to slices, as other objects name them.</summary>
    public static IEnumerable<ElementSet> References(IEnumerable<SourceSlice> slices) => slices.Distinct().Select(slice =>
    {
        var reference = new ElementSet().Text(0x00081150, "UI", slice.SopClass).Text(0x00081155, "UI", slice.Instance);
        return slice.Frame is { } frame
            ? reference.Text(0x00081160, "IS", (frame + 1).ToString(CultureInfo.InvariantCulture)) : reference;
    });

    /// <summary>As much of a text as an element of 64 letters takes.</summary>
    public static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
