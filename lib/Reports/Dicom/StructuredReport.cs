namespace MhdNet.Reports.Dicom;

/// <summary>
/// A report as a DICOM Comprehensive SR by template 1500, Measurement Report (PS3.16): language, observer, procedure, a library of the key
/// slices, the probabilities as a group of measurements, and the types as qualitative evaluations.
/// </summary>
internal static class StructuredReport
{
    private const string SopClass = "1.2.840.10008.5.1.4.1.1.88.33";
    private static readonly Code _percent = new("%", "UCUM", "percent");

    /// <summary>Writes the file.</summary>
    public static void Write(string path, SourceSeries source, SeriesReport report)
    {
        var elements = ReportObject.Begin(source, report, SopClass, "SR", 9901, out var instance);
        var used = source.Slices.Skip(report.Series.FirstUsed).Take(report.Series.LastUsed - report.Series.FirstUsed + 1);
        elements.Sequence(0x00080110, new ElementSet().Text(0x00080102, "SH", Code.OwnScheme).Text(0x00080115, "ST", ReportObject.Device))
            .Sequence(0x00081111)
            .Sequence(0x0040A372)
            .Sequence(0x0040A375, new ElementSet().Text(0x0020000D, "UI", source.StudyUid).Sequence(0x00081115, new ElementSet()
                .Text(0x0020000E, "UI", source.SeriesUid)
                .Sequence(0x00081199, ReportObject.References(used.Select(slice => slice with { Frame = null })))))
            .Text(0x0040A491, "CS", "COMPLETE").Text(0x0040A493, "CS", "UNVERIFIED");
        Content(source, report, elements);
        ReportObject.Write(path, SopClass, instance, elements);
    }

    // the root's elements are the document's own
    private static void Content(SourceSeries source, SeriesReport report, ElementSet document) => document
        .Text(0x0040A040, "CS", "CONTAINER").Text(0x0040A050, "CS", "SEPARATE")
        .Sequence(0x0040A043, Code.Dcm("126000", "Imaging Measurement Report").Item())
        .Sequence(0x0040A504, new ElementSet().Text(0x00080105, "CS", "DCMR").Text(0x0040DB00, "CS", "1500"))
        .Sequence(0x0040A730,
        [
            ContentItem.Coded(ContentItem.Modifies, Code.Dcm("121049", "Language of Content Item and Descendants"),
                new Code("eng", "RFC5646", "English")),
            ContentItem.Coded(ContentItem.Observes, Code.Dcm("121005", "Observer Type"), Code.Dcm("121007", "Device")),
            ContentItem.Uid(ContentItem.Observes, Code.Dcm("121012", "Device Observer UID"), ElementSet.NewUid()),
            ContentItem.Text(ContentItem.Observes, Code.Dcm("121013", "Device Observer Name"), ReportObject.Device),
            ContentItem.Text(ContentItem.Observes, Code.Dcm("121015", "Device Observer Model Name"), report.Model.Run),
            ContentItem.Coded(ContentItem.Modifies, Code.Dcm("121058", "Procedure reported"), new Code("24627-2", "LN", "CT Chest")),
            Library(source, report),
            ContentItem.Container(ContentItem.Contains, Code.Dcm("126010", "Imaging Measurements"), null, Measurements(report)),
            ContentItem.Container(ContentItem.Contains, new Code("C0034375", "UMLS", "Qualitative Evaluations"), null, Evaluations(report)),
        ]);

    private static ElementSet Library(SourceSeries source, SeriesReport report) =>
        ContentItem.Container(ContentItem.Contains, Code.Dcm("111028", "Image Library"), null, ContentItem.Container(
            ContentItem.Contains, Code.Dcm("126200", "Image Library Group"), null,
            [
                ContentItem.Coded(ContentItem.Acquired, Code.Dcm("121139", "Modality"), Code.Dcm("CT", "Computed Tomography")),
                .. source.FrameOfReferenceUid is { } uid
                    ? (ElementSet[])[ContentItem.Uid(ContentItem.Acquired, Code.Dcm("112227", "Frame of Reference UID"), uid)] : [],
                .. report.KeySlices.Select(slice => ContentItem.Image(source.Slices[slice.Slice - 1])),
            ]));

    private static ElementSet Measurements(SeriesReport report) =>
        ContentItem.Container(ContentItem.Contains, Code.Dcm("125007", "Measurement Group"), "1501",
        [
            ContentItem.Text(ContentItem.Observes, Code.Dcm("112039", "Tracking Identifier"), "tumour"),
            ContentItem.Uid(ContentItem.Observes, Code.Dcm("112040", "Tracking Unique Identifier"), ElementSet.NewUid()),
            .. report.Types.Select((type, k) => ContentItem.Number(ContentItem.Contains,
                Code.Own($"P{k}", $"Probability of {type.Key}{(report.Calibrated ? ", calibrated" : "")}"), 100 * type.Value, _percent)),
            .. report.HighRisk is { } high
                ? (ElementSet[])[ContentItem.Number(
                    ContentItem.Contains, Code.Own("HIGH", "Probability of high risk"), 100 * high, _percent)]
                : [],
        ]);

    private static List<ElementSet> Evaluations(SeriesReport report)
    {
        string[] names = [.. report.Types.Keys];
        Code Type(string name) => Code.Own($"T{Array.IndexOf(names, name)}", name);
        var best = report.Types.MaxBy(type => type.Value).Key;
        return
        [
            ContentItem.Coded(ContentItem.Contains, Code.Own("TYPE", "Most probable type, given that there is a tumour"), Type(best)),
            .. (report.Set ?? []).Select(name => ContentItem.Coded(
                ContentItem.Contains, Code.Own("INSET", $"In the {100 * report.Level:0} % conformal set"), Type(name))),
            ContentItem.Text(ContentItem.Contains, Code.Own("STATUS", "Status"), report.Status),
            ContentItem.Text(ContentItem.Contains, Code.Own("NOTICE", "Notice"), report.Notice),
            ContentItem.Text(ContentItem.Contains, Code.Own("VERDICT", "Verdict"), report.Verdict),
            .. report.Limits.Select(limit => ContentItem.Text(ContentItem.Contains, Code.Own("LIMIT", "Limit"), limit)),
        ];
    }
}
