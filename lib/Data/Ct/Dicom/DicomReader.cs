
using MhdNet.Data.Ct.Checks;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// Reads a folder of DICOM slices, or an enhanced CT, whose slices are the frames of one file or of several. Takes the files that are
/// DICOM, whatever their names, and those that claim to be (`.dcm`): the order is by position along the slice normal. Other modalities,
/// localizers and screenshots are left out and noted; what then is not one axial series of one acquisition in Hounsfield units is refused.
/// Heads are read at once, pixels when a slice is asked for, but for those that <see cref="SeriesCheck"/> looks at.
/// </summary>
public sealed class DicomReader : ICtReader
{
    /// <inheritdoc/>
    public bool CanRead(string path) =>
        Directory.Exists(path) ? Candidates(path) is var files && (files.Exists(IsNamed) || files.Exists(IsDicom)) : IsDicom(path);

    IReadOnlyList<string> ICtReader.Files(string path) => Directory.Exists(path) ? Files(path) : [path];

    IReadOnlyList<string> ICtReader.Problems(string path) => Directory.Exists(path) ? [.. Files(path).Select(Damage).OfType<string>()] : [];

    /// <inheritdoc/>
    public CtVolume Read(string path) => Read(path, assumeHounsfield: false);

    /// <inheritdoc/>
    public CtVolume Read(string path, bool assumeHounsfield)
    {
        var slices = new List<SliceHeader>();
        var others = new Dictionary<string, int>();
        SeriesHead? head = null;
        foreach (var file in File.Exists(path) ? [path] : Files(path))
        {
            var dataset = DicomParser.Read(file, pixels: false);
            if (SliceHeader.IsSlice(dataset, out var instead))
            {
                slices.AddRange(dataset.Images().Select(SliceHeader.From));
                head ??= SeriesHead.From(dataset);
            }
            else
            {
                others[instead] = others.GetValueOrDefault(instead) + 1;
            }
        }

        var leftOut = others.OrderBy(other => other.Key, StringComparer.Ordinal)
            .Select(other => $"{other.Value} file{(other.Value == 1 ? "" : "s")} left out: {other.Key}").ToList();
        if (slices.Count == 0)
        {
            var said = $"{path}: no CT slices ({string.Join("; ", leftOut)}): give a CT series";
            throw others.Count > 0 ? new NotCtException(said) : new InputException(said);
        }

        if (File.Exists(path) && slices is [{ Frame: null }])
        {
            throw new InputException($"{path}: one slice: give the folder of the series");
        }

        RefuseMixed(path, slices);
        var units = Units.Settle(path, slices, assumeHounsfield);
        var stack = SliceStack.Create(path, slices);
        return SeriesCheck.Refuse(new CtVolume(
            stack.Slices.Count, slices[0].Rows, slices[0].Columns, stack.Read, slices[0].Spacing[0], slices[0].Spacing[1], stack.Spacing,
            path, [.. leftOut, .. Lossy(slices), .. units, .. stack.Notes])
        {
            Remarks = new CtRemarks(head!.Thickness ?? slices[0].Thickness, head.Sex, head.Age) { Synthetic = head.IsSynthetic },
        });
    }

    private static IEnumerable<string> Lossy(List<SliceHeader> slices) =>
        slices.Where(slice => slice.Lossy).Take(1).Select(slice => $"compressed with loss, such as {Path.GetFileName(slice.Source)}: "
            + "values differ from those that were scanned");

    // what keeps a file from being read up to its pixels, or that it is shorter than they are
    private static string? Damage(string file)
    {
        try
        {
            var dataset = DicomParser.Read(file, pixels: false);
            if (SliceHeader.IsSlice(dataset, out _))
            {
                dataset.Images().ToList().ForEach(image => SliceHeader.From(image));
            }

            return null;
        }
        catch (InputException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>The files of a folder that are DICOM, and those whose name says so; where no name does, all that are there.</summary>
    internal static IReadOnlyList<string> Files(string folder)
    {
        var all = Candidates(folder);
        return all.Exists(IsNamed) ? all.FindAll(file => IsNamed(file) || IsDicom(file)) : all;
    }

    private static List<string> Candidates(string folder) =>
    [
        .. Directory.EnumerateFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.') && Path.GetFileName(file) != "DICOMDIR")
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsNamed(string file) => file.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase);

    private static bool IsDicom(string file)
    {
        if (new FileInfo(file) is not { Exists: true, Length: > 0 })
        {
            return false; // pipes and devices, too, which may never answer
        }

        Span<byte> start = stackalloc byte[DicomStart.Length];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return DicomStart.IsDicom(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }

    private static void RefuseMixed(string folder, List<SliceHeader> slices)
    {
        var series = slices.GroupBy(slice => slice.Series).ToList();
        if (series.Count > 1)
        {
            var named = series.OrderByDescending(one => one.Count()).Take(4)
                .Select(one => $"{one.Count()} x '{one.First().Description}', such as {Path.GetFileName(one.First().Source)}");
            throw new InputException($"{folder}: {(series.Count == 2 ? "two" : series.Count)} series in one folder "
                + $"({string.Join("; ", named)}): keep one series per folder");
        }

        var first = slices[0];
        if (slices.Find(slice => slice.Marks.Patient != first.Marks.Patient) is { } stranger)
        {
            throw new InputException($"{folder}: slices of two patients ({first.Name} and {stranger.Name}): keep one patient's series per "
                + "folder");
        }

        foreach (var slice in slices)
        {
            var difference = slice.Rows != first.Rows || slice.Columns != first.Columns ? $"two sizes ({first.Rows} x {first.Columns}, "
                + $"{slice.Rows} x {slice.Columns})"
                : Differ(slice.Spacing, first.Spacing) ? "two pixel spacings"
                : Differ(slice.Orientation, first.Orientation) ? "two orientations"
                : null;
            if (difference is not null)
            {
                throw new InputException($"{folder}: {difference} in one folder ({Path.GetFileName(first.Source)} and "
                    + $"{Path.GetFileName(slice.Source)}): keep one series per folder");
            }
        }
    }

    private static bool Differ(double[] a, double[] b) => a.Zip(b).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-3);
}
