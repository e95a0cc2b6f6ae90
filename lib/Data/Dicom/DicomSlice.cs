using System.Buffers.Binary;
using MhdNet.Runtime;

namespace MhdNet.Data.Dicom;

/// <summary>One CT slice: where it lies in the patient, and its voxels in HU.</summary>
/// <param name="Source">The file.</param>
/// <param name="Series">Series instance UID.</param>
/// <param name="Position">Centre of the first pixel in mm: x to the patient's left, y to the back, z to the head.</param>
/// <param name="Orientation">Direction of a row (3) and of a column (3).</param>
/// <param name="Spacing">Distance between rows and between columns in mm.</param>
/// <param name="Thickness">Slice thickness in mm, where stated.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Hounsfield">(Rows, Columns).</param>
internal sealed record DicomSlice(
    string Source, string Series, double[] Position, double[] Orientation, double[] Spacing, double? Thickness, int Rows, int Columns, short[] Hounsfield)
{
    /// <summary>Makes a slice of a file's elements.</summary>
    /// <exception cref="InputException">No image, no CT, no place in space, or a kind of pixel that is not read.</exception>
    public static DicomSlice From(DicomDataset file)
    {
        if (file.Bytes(DicomTag.PixelData) is not { } pixels)
        {
            throw new InputException($"{file.Source}: a DICOM file without an image (or cut off before it): remove it from the series' folder");
        }

        if (file.Text(DicomTag.Modality) is { Length: > 0 } modality && modality != "CT")
        {
            throw new InputException($"{file.Source}: modality {Printable(modality)}, not CT: give a CT series");
        }

        int rows = Required(file, DicomTag.Rows), columns = Required(file, DicomTag.Columns);
        if (rows == 0 || columns == 0)
        {
            throw new InputException($"{file.Source}: an image of {rows} x {columns}: export the series again");
        }

        return new DicomSlice(
            file.Source,
            file.Text(DicomTag.SeriesInstanceUid) ?? "",
            file.Numbers(DicomTag.ImagePositionPatient, 3) ?? throw NoPlace(file, "position", DicomTag.ImagePositionPatient),
            file.Numbers(DicomTag.ImageOrientationPatient, 6) ?? throw NoPlace(file, "orientation", DicomTag.ImageOrientationPatient),
            Positive(file, file.Numbers(DicomTag.PixelSpacing, 2) ?? throw NoPlace(file, "pixel spacing", DicomTag.PixelSpacing)),
            file.Numbers(DicomTag.SliceThickness, 1)?[0],
            rows,
            columns,
            Decode(file, pixels.Span, rows, columns));
    }

    // Stored value to HU: slope and intercept (PS3.3, C.11.1). MONOCHROME1 concerns display alone, HU are the same.
    private static short[] Decode(DicomDataset file, ReadOnlySpan<byte> pixels, int rows, int columns)
    {
        var allocated = Required(file, DicomTag.BitsAllocated);
        var stored = file.Whole(DicomTag.BitsStored) ?? allocated;
        var shift = (file.Whole(DicomTag.HighBit) ?? stored - 1) + 1 - stored;
        var samples = file.Whole(DicomTag.SamplesPerPixel) ?? 1;
        var frames = file.Numbers(DicomTag.NumberOfFrames, 1)?[0] ?? 1;
        if (allocated is not (8 or 16) || stored < 1 || shift < 0 || stored + shift > allocated || samples != 1 || frames != 1)
        {
            throw new InputException(
                $"{file.Source}: pixels of {allocated} bits ({stored} stored), {samples} samples, {frames} frames are not read: give a series of single grey slices of 8 or 16 bits");
        }

        var count = rows * columns;
        if (pixels.Length < (long)rows * columns * (allocated / 8))
        {
            throw new InputException($"{file.Source}: {pixels.Length} bytes of pixels, {rows} x {columns} need {(long)rows * columns * (allocated / 8)}: fetch the file again");
        }

        var slope = file.Numbers(DicomTag.RescaleSlope, 1)?[0] ?? 1;
        var intercept = file.Numbers(DicomTag.RescaleIntercept, 1)?[0] ?? 0;
        var signed = file.Whole(DicomTag.PixelRepresentation) == 1;
        var unused = 32 - stored;
        var hounsfield = new short[count];
        for (var i = 0; i < count; i++)
        {
            var raw = (uint)(allocated == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(pixels[(2 * i)..]) : pixels[i]) >> shift << unused;
            var value = signed ? (int)raw >> unused : (int)(raw >> unused);
            hounsfield[i] = (short)Math.Clamp(Math.Round((value * slope) + intercept, MidpointRounding.AwayFromZero), short.MinValue, short.MaxValue);
        }

        return hounsfield;
    }

    private static int Required(DicomDataset file, uint tag) =>
        file.Whole(tag) ?? throw new InputException($"{file.Source}: element {DicomDataset.Name(tag)} is missing: this is no usable image, remove it or export the series again");

    private static double[] Positive(DicomDataset file, double[] spacing) =>
        spacing[0] > 0 && spacing[1] > 0 ? spacing : throw new InputException($"{file.Source}: pixel spacing {spacing[0]} x {spacing[1]} mm: export the series again");

    private static InputException NoPlace(DicomDataset file, string what, uint tag) =>
        new($"{file.Source}: no {what} {DicomDataset.Name(tag)}: slices cannot be put in order without it, export the series again");

    private static string Printable(string text) => new([.. text.Where(letter => letter is >= ' ' and <= '~')]);
}
