using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Reports.Inputs;

/// <summary>One slice averaged to pixels of about 3 mm: enough to see what part of which body it shows, and free of noise.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="PixelArea">mm^2.</param>
/// <param name="Hounsfield">(Rows, Columns).</param>
internal sealed record CoarseSlice(int Rows, int Columns, double PixelArea, float[] Hounsfield)
{
    private const double Edge = 3; // mm

    /// <summary>Averages a slice.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="index">Which of its slices.</param>
    public static CoarseSlice Of(CtVolume volume, int index)
    {
        int Step(double spacing) => Math.Max(1, (int)Math.Round(Edge / spacing));
        var (down, across) = (Step(volume.RowSpacing), Step(volume.ColumnSpacing));
        var (rows, columns) = (Math.Max(1, volume.Rows / down), Math.Max(1, volume.Columns / across));
        (down, across) = (volume.Rows / rows, volume.Columns / columns);
        var slice = volume.Slice(index);
        var averaged = new float[rows * columns];
        for (var y = 0; y < rows * down; y++)
        {
            for (var x = 0; x < columns * across; x++)
            {
                averaged[(y / down * columns) + (x / across)] += slice[(y * volume.Columns) + x];
            }
        }

        for (var i = 0; i < averaged.Length; i++)
        {
            averaged[i] /= down * across;
        }

        return new CoarseSlice(rows, columns, down * volume.RowSpacing * across * volume.ColumnSpacing, averaged);
    }

    /// <summary>The pixels for which something holds.</summary>
    public PixelMask Where(Predicate<float> holds)
    {
        var mask = new PixelMask(Rows, Columns);
        for (var i = 0; i < Hounsfield.Length; i++)
        {
            mask.Pixels[i] = holds(Hounsfield[i]);
        }

        return mask;
    }
}
