using System.Numerics;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// Stored pixel values to Hounsfield units: bits, sign, slope and intercept (PS3.3, C.7.6.3 and C.11.1). MONOCHROME1 concerns display
/// alone, HU are the same.
/// </summary>
/// <param name="Allocated">Bits a pixel takes: 8 or 16.</param>
/// <param name="Stored">Bits that count.</param>
/// <param name="Shift">Bits below them.</param>
/// <param name="Signed">Two's complement.</param>
/// <param name="Slope">HU per step.</param>
/// <param name="Intercept">HU of 0.</param>
/// <param name="Unit">What the values are once rescaled; null where no rescaling is stated, so that nothing says it.</param>
internal sealed record PixelFormat(int Allocated, int Stored, int Shift, bool Signed, double Slope, double Intercept, string? Unit)
{
    /// <summary>What a CT's values are where nothing else is said (PS3.3, C.8.2.1.1.2).</summary>
    public const string Hounsfield = "HU";

    /// <summary>Which values stand for no measurement, and would pass for one; null where there are none.</summary>
    public PixelPadding? Padding { get; private init; }

    /// <summary>Bytes a pixel takes.</summary>
    public int Bytes => Allocated / 8;

    /// <summary>The format of a file.</summary>
    /// <exception cref="InputException">Colour, several frames, or other depths.</exception>
    public static PixelFormat Read(DicomDataset file)
    {
        var allocated = file.Whole(DicomTag.BitsAllocated)
            ?? throw new InputException($"{file.Source}: element {DicomDataset.Name(DicomTag.BitsAllocated)} is missing: "
                + "this is no usable image, remove it or export the series again");
        var stored = file.Whole(DicomTag.BitsStored) ?? allocated;
        var shift = (file.Whole(DicomTag.HighBit) ?? stored - 1) + 1 - stored;
        var samples = file.Whole(DicomTag.SamplesPerPixel) ?? 1;
        var frames = file.Numbers(DicomTag.NumberOfFrames, 1)?[0] ?? 1;
        if (allocated is not (8 or 16) || stored < 1 || shift < 0 || stored + shift > allocated || samples != 1
            || (frames != 1 && file.Frame is null))
        {
            throw new InputException(
                $"{file.Source}: pixels of {allocated} bits ({stored} stored), {samples} samples, {frames} frames are not read: "
                + "give single grey slices of 8 or 16 bits, or the .nii.gz that dcm2niix makes of the series");
        }

        var slope = file.Numbers(DicomTag.RescaleSlope, 1)?[0] ?? 1;
        var intercept = file.Numbers(DicomTag.RescaleIntercept, 1)?[0];
        var unit = intercept is null ? null : Printable(file.Text(DicomTag.RescaleType)) is { Length: > 0 } named ? named : Hounsfield;
        var format = new PixelFormat(
            allocated, stored, shift, file.Whole(DicomTag.PixelRepresentation) == 1, slope, intercept ?? 0, unit);
        return slope != 0
            ? format with { Padding = PixelPadding.Read(file, format) }
            : throw new InputException($"{file.Source}: rescale slope 0: every voxel would be the same, export the series again");
    }

    private static string Printable(string? text) => new([.. (text ?? "").Where(letter => letter is >= ' ' and <= '~')]);

    /// <summary>One stored value, its bits as they stand in the file.</summary>
    public int Value(ushort bits)
    {
        var unused = 32 - Stored;
        var shifted = (uint)bits >> Shift << unused;
        return Signed ? (int)shifted >> unused : (int)(shifted >> unused);
    }

    /// <summary>Stored values, as their bits stand in the file, to HU, in place.</summary>
    public void ToHounsfield(Span<short> values)
    {
        // whole numbers, as nearly all scanners write them, cannot leave 32 bits
        var start = double.IsInteger(Slope) && double.IsInteger(Intercept) && Math.Abs(Slope) <= short.MaxValue
            && Math.Abs(Intercept) <= short.MaxValue ? ToHounsfieldAtOnce(values) : 0;
        for (var i = start; i < values.Length; i++)
        {
            values[i] = (short)Math.Clamp(Math.Round((Value((ushort)values[i]) * Slope) + Intercept, MidpointRounding.AwayFromZero),
                short.MinValue, short.MaxValue);
        }
    }

    // as many as fill whole vectors
    private int ToHounsfieldAtOnce(Span<short> values)
    {
        var (slope, intercept, unused) = ((int)Slope, new Vector<int>((int)Intercept), 32 - Stored);
        var done = 0;
        for (; done <= values.Length - Vector<short>.Count; done += Vector<short>.Count)
        {
            var part = values.Slice(done, Vector<short>.Count);
            Vector.Widen(new Vector<short>(part).As<short, ushort>(), out var low, out var high);
            Vector.NarrowWithSaturation(Hounsfield(low), Hounsfield(high)).CopyTo(part);
        }

        return done;

        Vector<int> Hounsfield(Vector<uint> values)
        {
            var bits = Vector.ShiftLeft(Vector.ShiftRightLogical(values, Shift), unused);
            var value = Signed
                ? Vector.ShiftRightArithmetic(bits.As<uint, int>(), unused)
                : Vector.ShiftRightLogical(bits, unused).As<uint, int>();
            return (value * slope) + intercept;
        }
    }
}
