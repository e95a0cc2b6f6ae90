using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// What a slice says of the acquisition it is of. Several may stand under one series instance UID: the phases of a contrast study, repeated
/// breaths, a map beside the image.
/// </summary>
/// <param name="Number">Acquisition number.</param>
/// <param name="Phase">Temporal position.</param>
/// <param name="Time">Acquisition time.</param>
/// <param name="Kernel">Convolution kernel.</param>
/// <param name="Type">Image type.</param>
/// <param name="Patient">Patient id and name, to be compared and not to be printed.</param>
internal sealed record AcquisitionMarks(string Number, string Phase, string Time, string Kernel, string Type, string Patient)
{
    private const int Returns = 3; // runs beyond one per acquisition: a seam where two meet may be ragged

    private static readonly (string Name, Func<AcquisitionMarks, string> Of)[] Marks =
    [
        ("acquisition number", marks => marks.Number), ("temporal position", marks => marks.Phase),
        ("image type", marks => marks.Type), ("kernel", marks => marks.Kernel), ("acquisition time", marks => marks.Time),
    ];

    /// <summary>Reads them from a file, or of one of its frames.</summary>
    public static AcquisitionMarks Read(DicomDataset file)
    {
        string Text(uint tag) => new([.. (file.Text(tag) ?? "").Where(letter => letter is >= ' ' and <= '~')]);
        string Number(uint tag) => file.Frame is null || file.Whole(tag) is not { } number ? "" : $"{number}"; // of frames alone
        string First(params ReadOnlySpan<string> texts)
        {
            foreach (var text in texts)
            {
                if (text.Length > 0)
                {
                    return text;
                }
            }

            return "";
        }

        return new AcquisitionMarks(
            First(Number(DicomTag.FrameAcquisitionNumber), Text(DicomTag.AcquisitionNumber)),
            First(file.Frame is null ? "" : file.Long(DicomTag.TemporalPositionIndex), Text(DicomTag.TemporalPosition)),
            First(Text(DicomTag.FrameAcquisitionTime), Text(DicomTag.AcquisitionTime)), Text(DicomTag.ConvolutionKernel),
            First(Text(DicomTag.FrameType), Text(DicomTag.ImageType)),
            $"{file.Text(DicomTag.PatientId)}\u001f{file.Text(DicomTag.PatientName)}");
    }

    /// <summary>
    /// Refuses slices of several acquisitions that lie among one another: each of one that follows the other, as in a scan of several
    /// beds, is one stack.
    /// </summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="slices">The slices.</param>
    /// <param name="height">Where each lies along the normal.</param>
    /// <exception cref="InputException">They do; the acquisitions are named.</exception>
    public static void RefuseMixed(string folder, IReadOnlyList<SliceHeader> slices, Func<SliceHeader, double> height)
    {
        foreach (var (name, mark) in Marks)
        {
            var groups = slices.GroupBy(slice => mark(slice.Marks)).OrderByDescending(group => group.Count()).ToList();
            var ordered = slices.OrderByDescending(height).ThenBy(slice => mark(slice.Marks), StringComparer.Ordinal).ToList();
            var changes = ordered.Zip(ordered.Skip(1)).Count(pair => mark(pair.First.Marks) != mark(pair.Second.Marks));
            if (groups.Count > 1 && changes >= groups.Count - 1 + Returns)
            {
                var named = groups.Take(4).Select(group => $"{name} {(group.Key.Length > 0 ? group.Key : "unstated")}: "
                    + $"{group.Count()} slices, such as {group.First().Name}");
                throw new InputException($"{folder}: {groups.Count} acquisitions among one another in one series "
                    + $"({string.Join("; ", named)}): give one of them, in a folder of its own");
            }
        }
    }
}
