namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// Values that fill an image where nothing was measured, outside the round field of the scan (Pixel Padding Value, PS3.3, C.7.5.1.1.2).
/// Those below air look like air and stay as they are; others would pass for metal or tissue.
/// </summary>
/// <param name="First">Least such value.</param>
/// <param name="Last">Largest such value.</param>
/// <param name="Bits">The value as its bits stand in the file, which may be more than those that count.</param>
/// <param name="LooksLikeTissue">Whether they are values of tissue, too: then those that reach the image's edge alone are padding.</param>
internal sealed record PixelPadding(int First, int Last, ushort Bits, bool LooksLikeTissue)
{
    private const short Air = -1024;
    private const double DarkAsAir = -900, Metal = 3071;

    /// <summary>What a file says of it.</summary>
    public static PixelPadding? Read(DicomDataset file, PixelFormat format)
    {
        if (file.Whole(DicomTag.PixelPaddingValue) is not { } value)
        {
            return null;
        }

        int Number(int bits) => format.Signed ? format.Allocated == 8 ? (sbyte)bits : (short)bits : bits;
        int one = Number(value), other = Number(file.Whole(DicomTag.PixelPaddingLimit) ?? value);
        double Hounsfield(int stored) => (stored * format.Slope) + format.Intercept;
        var shown = Hounsfield(format.Value((ushort)value));
        return Math.Max(shown, Math.Max(Hounsfield(one), Hounsfield(other))) <= DarkAsAir
            ? null : new PixelPadding(Math.Min(one, other), Math.Max(one, other), (ushort)value, shown <= Metal);
    }

    /// <summary>Where an image is padded; null where it is not.</summary>
    /// <param name="stored">(rows, columns), stored values as their bits stand in the file.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="format">What the bits are.</param>
    public bool[]? Find(ReadOnlySpan<short> stored, int rows, int columns, PixelFormat format)
    {
        var padded = new bool[stored.Length];
        var any = false;
        for (var i = 0; i < stored.Length; i++)
        {
            var value = format.Value((ushort)stored[i]);
            padded[i] = (value >= First && value <= Last) || (ushort)stored[i] == Bits;
            any |= padded[i];
        }

        return !any ? null : LooksLikeTissue ? AtEdge(padded, rows, columns) : padded;
    }

    /// <summary>Makes what is padded air.</summary>
    public static void MakeAir(Span<short> hounsfield, bool[]? padded)
    {
        for (var i = 0; i < (padded?.Length ?? 0); i++)
        {
            hounsfield[i] = padded![i] ? Air : hounsfield[i];
        }
    }

    // what is connected with the edge of the image
    private static bool[] AtEdge(bool[] padded, int rows, int columns)
    {
        var reached = new bool[padded.Length];
        var pending = new Stack<int>();
        for (var i = 0; i < padded.Length; i++)
        {
            if (i / columns == 0 || i / columns == rows - 1 || i % columns == 0 || i % columns == columns - 1)
            {
                Visit(i);
            }
        }

        while (pending.TryPop(out var at))
        {
            Visit(at % columns > 0 ? at - 1 : at);
            Visit(at % columns < columns - 1 ? at + 1 : at);
            Visit(at - columns);
            Visit(at + columns);
        }

        return reached;

        void Visit(int pixel)
        {
            if (pixel >= 0 && pixel < padded.Length && padded[pixel] && !reached[pixel])
            {
                reached[pixel] = true;
                pending.Push(pixel);
            }
        }
    }
}
