using MhdNet.Data.Ct.Dicom;

namespace MhdNet.Reports.Dicom;

/// <summary>One slice of the series that was read.</summary>
/// <param name="SopClass">Its SOP class.</param>
/// <param name="Instance">Its SOP instance UID.</param>
/// <param name="Frame">Which frame of it, from 0; null where it is the whole.</param>
internal sealed record SourceSlice(string SopClass, string Instance, int? Frame);

/// <summary>The DICOM series that was read: what the objects that are made of it take over.</summary>
/// <param name="Head">Its first file.</param>
/// <param name="Slices">Its slices, head first, as the volume has them.</param>
internal sealed record SourceSeries(DicomDataset Head, IReadOnlyList<SourceSlice> Slices)
{
    private const uint CharacterSet = 0x00080005, Study = 0x0020000D, Series = 0x0020000E, Reference = 0x00200052;
    private const uint SopInstance = 0x00080018, Name = 0x00100010;

    // patient and study (PS3.3, C.7.1.1 and C.7.2.1): what must be there, empty or not
    private static readonly (uint Tag, string Representation)[] Required =
    [
        (0x00080020, "DA"), (0x00080030, "TM"), (0x00080050, "SH"), (0x00080090, "PN"), (Name, "PN"), (DicomTag.PatientId, "LO"),
        (0x00100030, "DA"), (0x00100040, "CS"), (0x00200010, "SH"),
    ];

    // and what is taken over where it is there
    private static readonly (uint Tag, string Representation)[] Optional =
    [
        (CharacterSet, "CS"), (0x00081030, "LO"), (0x00100021, "LO"), (0x00101010, "AS"), (0x00120062, "CS"), (0x00120063, "LO"),
    ];

    /// <summary>The series in a folder; null where it is no DICOM.</summary>
    /// <param name="path">Where it was read from.</param>
    public static SourceSeries? Find(string path)
    {
        if (!Path.Exists(path) || !new DicomReader().CanRead(path))
        {
            return null;
        }

        var files = (File.Exists(path) ? [path] : DicomReader.Files(path)).Select(file => DicomParser.Read(file, pixels: false))
            .Where(file => SliceHeader.IsSlice(file, out _)).ToDictionary(file => file.Source);
        var stack = SliceStack.Create(path, [.. files.Values.SelectMany(file => file.Images()).Select(SliceHeader.From)]);
        return new SourceSeries(
            files[stack.Slices[0].Source],
            [.. stack.Slices.Select(slice => new SourceSlice(
                files[slice.Source].Text(DicomTag.SopClassUid) ?? "", files[slice.Source].Text(SopInstance) ?? "", slice.Frame))]);
    }

    /// <summary>Study instance UID.</summary>
    public string StudyUid => Head.Text(Study) ?? "";

    /// <summary>Series instance UID.</summary>
    public string SeriesUid => Head.Text(Series) ?? "";

    /// <summary>Frame of reference UID; null where the series has none.</summary>
    public string? FrameOfReferenceUid => Head.Text(Reference) is { Length: > 0 } uid ? uid : null;

    /// <summary>Whose series it is, for people who asked for it.</summary>
    public string Identity => $"patient {Head.Text(DicomTag.PatientId)}, {Head.Text(Name)}; series {SeriesUid}";

    /// <summary>Patient and study as the series has them, byte for byte, and the character set they are in.</summary>
    public ElementSet PatientAndStudy()
    {
        var elements = new ElementSet().Text(Study, "UI", StudyUid);
        foreach (var (tag, representation) in Required)
        {
            elements.Bytes(tag, representation, Head.Bytes(tag) ?? ReadOnlyMemory<byte>.Empty);
        }

        foreach (var (tag, representation) in Optional)
        {
            if (Head.Bytes(tag) is { Length: > 0 } value)
            {
                elements.Bytes(tag, representation, value);
            }
        }

        return elements;
    }
}
