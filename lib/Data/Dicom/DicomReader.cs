using MhdNet.Runtime;

namespace MhdNet.Data.Dicom;

/// <summary>
/// Reads a folder of DICOM slices, uncompressed, little endian. Takes the `.dcm` files or, where there are none, all files, whatever their names: the
/// order is by position along the slice normal. Refuses what is not one axial series: no slice is guessed, dropped or repeated.
/// </summary>
public sealed class DicomReader : ICtReader
{
    private const double Tolerance = 1e-3;

    /// <inheritdoc/>
    public bool CanRead(string path)
    {
        if (Directory.Exists(path))
        {
            return true;
        }

        Span<byte> start = stackalloc byte[132];
        using var stream = File.OpenRead(path);
        return DicomParser.IsDicom(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }

    /// <inheritdoc/>
    public CtVolume Read(string path)
    {
        if (File.Exists(path))
        {
            throw new InputException($"{path}: one slice: give the folder of the series");
        }

        return Assemble(path, Files(path).ConvertAll(file => DicomSlice.From(DicomParser.Parse(File.ReadAllBytes(file), file))));
    }

    private static List<string> Files(string folder)
    {
        var all = Directory.EnumerateFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal).ToList();
        var named = all.FindAll(file => file.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase));
        return named.Count > 0 ? named
            : all.Count > 0 ? all
            : throw new InputException($"{folder}: an empty folder: give the folder that holds the slices themselves");
    }

    private static CtVolume Assemble(string folder, List<DicomSlice> slices)
    {
        var first = slices[0];
        foreach (var slice in slices)
        {
            RefuseMixed(folder, first, slice);
        }

        var (row, column) = (first.Orientation[..3], first.Orientation[3..]);
        double[] normal = [(row[1] * column[2]) - (row[2] * column[1]), (row[2] * column[0]) - (row[0] * column[2]), (row[0] * column[1]) - (row[1] * column[0])];
        if (Math.Abs(normal[2]) < 0.7 || Math.Abs(row[0]) < 0.7 || Math.Abs(column[1]) < 0.7)
        {
            throw new InputException($"{folder}: not an axial series (rows along {Text(row)}, columns along {Text(column)}): give the axial one");
        }

        var up = Math.Sign(normal[2]);
        var ordered = slices.Select(slice => (Slice: slice, Height: up * Dot(normal, slice.Position))).OrderByDescending(item => item.Height).ToList();
        var spacing = SliceSpacing(folder, ordered);
        var voxels = new short[(long)slices.Count * first.Rows * first.Columns];
        for (var i = 0; i < ordered.Count; i++)
        {
            Place(ordered[i].Slice, voxels.AsSpan(i * first.Rows * first.Columns, first.Rows * first.Columns), flipRows: column[1] < 0, flipColumns: row[0] < 0);
        }

        return new CtVolume(slices.Count, first.Rows, first.Columns, voxels, first.Spacing[0], first.Spacing[1], spacing, folder);
    }

    private static void RefuseMixed(string folder, DicomSlice first, DicomSlice slice)
    {
        var difference = slice.Series != first.Series ? "two series"
            : slice.Rows != first.Rows || slice.Columns != first.Columns ? $"two sizes ({first.Rows} x {first.Columns}, {slice.Rows} x {slice.Columns})"
            : Differ(slice.Spacing, first.Spacing) ? "two pixel spacings"
            : Differ(slice.Orientation, first.Orientation) ? "two orientations"
            : null;
        if (difference is not null)
        {
            throw new InputException($"{folder}: {difference} in one folder ({Path.GetFileName(first.Source)} and {Path.GetFileName(slice.Source)}): keep one series a folder");
        }
    }

    // The median distance; equal positions and holes are refused.
    private static double SliceSpacing(string folder, List<(DicomSlice Slice, double Height)> ordered)
    {
        if (ordered.Count == 1)
        {
            return ordered[0].Slice.Thickness ?? 1;
        }

        var distances = ordered.Zip(ordered.Skip(1), (upper, lower) => upper.Height - lower.Height).ToList();
        var median = distances.Order().ElementAt(distances.Count / 2);
        for (var i = 0; i < distances.Count; i++)
        {
            var pair = $"{Path.GetFileName(ordered[i].Slice.Source)} and {Path.GetFileName(ordered[i + 1].Slice.Source)}";
            if (distances[i] < 0.01)
            {
                throw new InputException($"{folder}: {pair} lie at the same position: keep one of them, or one series a folder");
            }

            if (distances[i] > 1.5 * median)
            {
                throw new InputException($"{folder}: slices are missing between {pair} ({distances[i]:0.##} mm instead of {median:0.##}): fetch the series again");
            }
        }

        return median;
    }

    private static void Place(DicomSlice slice, Span<short> target, bool flipRows, bool flipColumns)
    {
        for (var y = 0; y < slice.Rows; y++)
        {
            var line = target.Slice(y * slice.Columns, slice.Columns);
            slice.Hounsfield.AsSpan((flipRows ? slice.Rows - 1 - y : y) * slice.Columns, slice.Columns).CopyTo(line);
            if (flipColumns)
            {
                line.Reverse();
            }
        }
    }

    private static bool Differ(double[] a, double[] b) => a.Zip(b).Any(pair => Math.Abs(pair.First - pair.Second) > Tolerance);

    private static double Dot(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);

    private static string Text(double[] direction) => string.Join(" ", direction.Select(value => value.ToString("0.##")));
}
