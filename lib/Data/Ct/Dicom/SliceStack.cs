
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>The slices of one axial series in the order of <see cref="CtVolume"/>, and what is unusual about where they lie.</summary>
internal sealed class SliceStack
{
    private const double SamePlace = 0.01;   // mm
    private const double Hole = 1.5;         // of the median distance
    private const int MostHolesNamed = 3;
    private const double UprightTilt = 0.5;  // degrees
    private const double Uneven = 0.2;       // of the larger of two distances
    private const int FewestAlternating = 4;

    private readonly bool _flipRows;
    private readonly bool _flipColumns;

    private SliceStack(IReadOnlyList<SliceHeader> slices, double spacing, IReadOnlyList<string> notes)
    {
        (Slices, Spacing, Notes) = (slices, spacing, notes);
        (_flipRows, _flipColumns) = (slices[0].Orientation[4] < 0, slices[0].Orientation[0] < 0);
    }

    /// <summary>Superior first.</summary>
    public IReadOnlyList<SliceHeader> Slices { get; }

    /// <summary>Distance between slices along their normal in mm: the median.</summary>
    public double Spacing { get; }

    /// <summary>Holes, repeated slices, gantry tilt: a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Puts slices of one series in order. A slice that is there twice, pixel for pixel, is taken once.</summary>
    /// <exception cref="InputException">Not axial, or different slices at one position.</exception>
    public static SliceStack Create(string folder, IReadOnlyList<SliceHeader> slices)
    {
        var (row, column) = (slices[0].Orientation[..3], slices[0].Orientation[3..]);
        double[] normal = [(row[1] * column[2]) - (row[2] * column[1]), (row[2] * column[0]) - (row[0] * column[2]),
            (row[0] * column[1]) - (row[1] * column[0])];
        if (Math.Abs(normal[2]) < 0.7 || Math.Abs(row[0]) < 0.7 || Math.Abs(column[1]) < 0.7)
        {
            throw new InputException($"{folder}: not an axial series (rows along {Text(row)}, columns along {Text(column)}): "
                + "give the axial one");
        }

        var up = Math.Sign(normal[2]);
        var notes = new List<string>();
        AcquisitionMarks.RefuseMixed(folder, slices, Height);
        var ordered = WithoutRepeats(folder, [.. slices.OrderByDescending(Height)], Height, notes);
        var distances = ordered.Zip(ordered.Skip(1), (upper, lower) => Height(upper) - Height(lower)).ToList();
        var spacing = distances.Count == 0 ? ordered[0].Thickness ?? 1 : distances.Order().ElementAt(distances.Count / 2);
        RefuseAlternating(folder, ordered, distances);
        notes.AddRange(Holes(ordered, distances, spacing));
        notes.AddRange(Tilt(ordered, normal, row));
        return new SliceStack(ordered, spacing, notes);

        double Height(SliceHeader slice) => up * Dot(normal, slice.Position);
    }

    /// <summary>The voxels of a slice in HU, rows to the back and columns to the left.</summary>
    public short[] Read(int index)
    {
        var slice = Slices[index];
        var hounsfield = slice.ReadHounsfield();
        if (_flipRows && _flipColumns)
        {
            Array.Reverse(hounsfield);
        }
        else if (_flipRows || _flipColumns)
        {
            Mirror(hounsfield, slice.Rows, slice.Columns);
        }

        return hounsfield;
    }

    private void Mirror(Span<short> pixels, int rows, int columns)
    {
        if (_flipRows)
        {
            pixels.Reverse();
        }

        for (var y = 0; y < rows; y++)
        {
            pixels.Slice(y * columns, columns).Reverse();
        }
    }

    private static List<SliceHeader> WithoutRepeats(string folder, List<SliceHeader> ordered, Func<SliceHeader,
        double> height, List<string> notes)
    {
        var kept = new List<SliceHeader> { ordered[0] };
        string? repeated = null;
        foreach (var slice in ordered.Skip(1))
        {
            if (height(kept[^1]) - height(slice) >= SamePlace)
            {
                kept.Add(slice);
                continue;
            }

            var pair = $"{kept[^1].Name} and {slice.Name}";
            if (!kept[^1].ReadHounsfield().AsSpan().SequenceEqual(slice.ReadHounsfield()))
            {
                throw new InputException($"{folder}: {pair} lie at the same position and differ: keep one of them, "
                    + "or one series per folder");
            }

            repeated ??= pair;
        }

        if (repeated is not null)
        {
            notes.Add($"{ordered.Count - kept.Count} of {ordered.Count} files repeat a slice, such as {repeated}: taken once");
        }

        return kept;
    }

    // two stacks of one spacing, shifted against each other by anything but half of it
    private static void RefuseAlternating(string folder, List<SliceHeader> ordered, List<double> distances)
    {
        var alternating = Enumerable.Range(0, Math.Max(0, distances.Count - 2)).Count(i =>
            Math.Abs(distances[i] - distances[i + 1]) > Uneven * Math.Max(distances[i], distances[i + 1])
            && Math.Abs(distances[i] - distances[i + 2]) < Uneven / 4 * distances[i]);
        if (alternating >= FewestAlternating && 2 * alternating > distances.Count)
        {
            throw new InputException($"{folder}: the distances between its slices alternate ({distances[0]:0.##}, {distances[1]:0.##}, "
                + $"{distances[2]:0.##} mm, from {ordered[0].Name} on): two acquisitions in one series, give one of them");
        }
    }

    private static IEnumerable<string> Holes(List<SliceHeader> ordered, List<double> distances, double spacing)
    {
        var holes = distances.Index().Where(distance => distance.Item > Hole * spacing).ToList();
        string Between((int Index, double Item) hole) => $"{ordered[hole.Index].Name} and {ordered[hole.Index + 1].Name} "
            + $"({hole.Item:0.##} mm instead of {spacing:0.##})";
        return holes.Count > MostHolesNamed
            ? [$"slices are missing, or their distance changes, at {holes.Count} of {distances.Count} places, first between "
                + Between(holes[0])]
            : holes.Select(hole => $"slices are missing between {Between(hole)}");
    }

    // A tilted gantry either turns the slices, or leaves them axial and shifts each against the one before.
    private static IEnumerable<string> Tilt(List<SliceHeader> ordered, double[] normal, double[] row)
    {
        var first = ordered[0];
        if (ordered.Count > 1)
        {
            double[] way = [.. ordered[^1].Position.Zip(first.Position, (to, from) => to - from)];
            var along = Math.Abs(Dot(way, normal));
            var across = Math.Abs(Dot(way, row));
            var shear = Math.Atan2(Math.Sqrt(Math.Max(0, Dot(way, way) - (along * along))), along) * 180 / Math.PI;
            if (shear > UprightTilt)
            {
                yield return $"slices are shifted against each other ({shear:0.0} degrees{(across > along * 0.01 ? ", sideways" : "")}): "
                    + "a tilted gantry; they are taken as they are";
                yield break;
            }
        }

        var turned = Math.Acos(Math.Min(1, Math.Abs(normal[2]))) * 180 / Math.PI;
        if (turned > UprightTilt || Math.Abs(first.Tilt) > UprightTilt)
        {
            yield return $"slices are tilted by {Math.Max(turned, Math.Abs(first.Tilt)):0.0} degrees; they are taken as they are";
        }
    }

    private static double Dot(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);

    private static string Text(double[] direction) => string.Join(" ", direction.Select(value => value.ToString("0.##")));
}
