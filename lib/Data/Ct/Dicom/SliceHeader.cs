using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// What the file of one CT slice says besides its pixels: where it lies in the patient, and how its pixels are to be read.
/// </summary>
/// <param name="Source">The file.</param>
/// <param name="Syntax">How the file is encoded.</param>
/// <param name="Series">Series instance UID.</param>
/// <param name="Description">Series description; may be empty.</param>
/// <param name="Position">Centre of the first pixel in mm: x to the patient's left, y to the back, z to the head.</param>
/// <param name="Orientation">Direction of a row (3) and of a column (3).</param>
/// <param name="Spacing">Distance between rows and between columns in mm.</param>
/// <param name="Thickness">Slice thickness in mm, where stated.</param>
/// <param name="Tilt">Gantry tilt in degrees, where stated.</param>
/// <param name="Lossy">Whether it was compressed with loss at any time.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Pixels">Stored values to Hounsfield units.</param>
/// <param name="Frame">Which frame of the file it is; null where the file is one slice.</param>
/// <param name="Marks">What tells it from slices of other acquisitions.</param>
internal sealed record SliceHeader(
    string Source, TransferSyntax Syntax, string Series, string Description, double[] Position, double[] Orientation, double[] Spacing,
    double? Thickness, double Tilt,
    bool Lossy, int Rows, int Columns, PixelFormat Pixels, int? Frame, AcquisitionMarks Marks)
{
    private const double LargestPosition = 1e5; // mm
    private const double Rounding = 0.02; // of direction cosines

    /// <summary>Added to the values: 0, unless the user said what they are.</summary>
    public short Offset { get; init; }

    /// <summary>The file's name, and the frame where it has several.</summary>
    public string Name => Frame is { } frame ? $"{Path.GetFileName(Source)}, frame {frame + 1}" : Path.GetFileName(Source);

    // Secondary Capture and its multi-frame kinds (PS3.4, B.5): screenshots, dose reports
    private const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

    /// <summary>Whether the file is a CT image, neither localizer nor screenshot: what a series is made of.</summary>
    /// <param name="file">The file.</param>
    /// <param name="instead">Otherwise: what it is.</param>
    public static bool IsSlice(DicomDataset file, out string instead)
    {
        var modality = file.Text(DicomTag.Modality) ?? "";
        instead = modality is not ("CT" or "") ? $"modality {Printable(modality)}"
            : file.Text(DicomTag.SopClassUid) is { } kind
                && (kind == SecondaryCapture || kind.StartsWith(SecondaryCapture + ".", StringComparison.Ordinal)) ? "secondary capture"
            : $"{file.Text(DicomTag.ImageType)}\\{file.Text(DicomTag.FrameType)}".Split('\\').Contains("LOCALIZER") ? "localizer"
            : "";
        return instead.Length == 0;
    }

    /// <summary>Reads a slice's file up to its pixels.</summary>
    /// <exception cref="InputException">No image, no place in space, or a kind of pixel that is not read.</exception>
    public static SliceHeader From(DicomDataset file)
    {
        if (file.PixelLength is not { } length)
        {
            throw new InputException($"{file.Source}: a DICOM file without an image (or cut off before it): "
                + "remove it from the series' folder");
        }

        int rows = Required(file, DicomTag.Rows), columns = Required(file, DicomTag.Columns);
        if (rows is < 1 or > CtVolume.LargestEdge || columns is < 1 or > CtVolume.LargestEdge)
        {
            throw new InputException($"{file.Source}: an image of {rows} x {columns}: export the series again");
        }

        var format = PixelFormat.Read(file);
        var least = Least(file.Syntax.Coding, (long)rows * columns, format.Bytes);
        if (length < least)
        {
            throw new InputException($"{file.Source}: {length} bytes of pixels, {rows} x {columns} need at least {least}: "
                + "fetch the file again");
        }

        return new SliceHeader(
            file.Source,
            file.Syntax,
            file.Text(DicomTag.SeriesInstanceUid) ?? "",
            Printable(file.Text(DicomTag.SeriesDescription) ?? ""),
            Place(file, "position", DicomTag.ImagePositionPatient, 3, position => position.All(x => Math.Abs(x) <= LargestPosition),
                "mm is none of a scanner"),
            Place(file, "orientation", DicomTag.ImageOrientationPatient, 6, AreDirections, "is not that of an image"),
            Place(file, "pixel spacing", DicomTag.PixelSpacing, 2, spacing =>
                spacing.All(step => step is >= CtVolume.SmallestSpacing and <= CtVolume.LargestSpacing), "mm is none of a scanner"),
            file.Remark(DicomTag.SliceThickness) is { } thickness and >= CtVolume.SmallestSpacing and <= CtVolume.LargestSpacing
                ? thickness : null,
            file.Remark(DicomTag.GantryTilt) ?? 0,
            file.Text(DicomTag.LossyImageCompression) == "01",
            rows,
            columns,
            format,
            file.Frame,
            AcquisitionMarks.Read(file));
    }

    /// <summary>The slice's voxels in HU, (Rows, Columns): the file is read again.</summary>
    /// <exception cref="InputException">The file has gone or changed, or its pixels are damaged.</exception>
    public short[] ReadHounsfield()
    {
        var file = DicomParser.Read(Source, pixels: true, Frame ?? 0);
        if (file.Syntax != Syntax || (Frame is null && PixelFormat.Read(file) != Pixels) || file.Pixels is not { } bytes)
        {
            throw new InputException($"{Source}: changed while it was read: start again");
        }

        var voxels = new short[Rows * Columns];
        PixelDecoder.Decode(this, bytes, voxels);
        var outside = Pixels.Padding?.Find(voxels, Rows, Columns, Pixels);
        Pixels.ToHounsfield(voxels);
        for (var i = 0; i < voxels.Length && Offset != 0; i++)
        {
            voxels[i] = (short)Math.Clamp(voxels[i] + Offset, short.MinValue, short.MaxValue);
        }

        PixelPadding.MakeAir(voxels, outside);
        return voxels;
    }

    private static int Required(DicomDataset file, uint tag) =>
        file.Whole(tag) ?? throw new InputException($"{file.Source}: element {DicomDataset.Name(tag)} is missing: "
            + "this is no usable image, remove it or export the series again");

    private static double[] Place(DicomDataset file, string what, uint tag, int count, Predicate<double[]> holds, string otherwise)
    {
        var numbers = file.Numbers(tag, count)
            ?? throw new InputException($"{file.Source}: no {what} {DicomDataset.Name(tag)}: slices cannot be put in order without it, "
                + "export the series again");
        return holds(numbers) ? numbers : throw new InputException($"{file.Source}: {what} {string.Join(' ', numbers)} {otherwise}: "
            + "export the series again");
    }

    // two unit vectors at a right angle
    private static bool AreDirections(double[] cosines)
    {
        var (row, column) = (cosines[..3], cosines[3..]);
        double Dot(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);
        return Math.Abs(Dot(row, row) - 1) < Rounding && Math.Abs(Dot(column, column) - 1) < Rounding
            && Math.Abs(Dot(row, column)) < Rounding;
    }

    // What no image can be shorter than, so that nothing is allocated on the word of a head alone: two bytes of RLE give at most 128,
    // and a sample of JPEG Lossless takes at least a bit. JPEG 2000 has no such bound; its own head is checked against this one.
    private static long Least(PixelCoding coding, long pixels, int bytes) => coding switch
    {
        PixelCoding.Native => pixels * bytes,
        PixelCoding.Rle => pixels * bytes / 64,
        PixelCoding.JpegLossless => pixels / 8, // JPEG-LS has runs of any length
        _ => 0,
    };

    private static string Printable(string text) => new([.. text.Where(letter => letter is >= ' ' and <= '~')]);
}
