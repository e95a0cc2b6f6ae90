
using MhdNet.Data.Ct.Dicom;
using MhdNet.Runtime;

namespace MhdNet.Figures;

/// <summary>What one DICOM file says of itself, for people to look at; <see cref="DicomReader"/> reads the images.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="TransferSyntax">How it is encoded, by name.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Bits">Bits stored per pixel.</param>
/// <param name="Signed">Whether stored values are signed.</param>
/// <param name="Slope">HU per stored unit.</param>
/// <param name="Intercept">HU of the stored value 0.</param>
/// <param name="RowSpacing">Distance between rows in mm.</param>
/// <param name="ColumnSpacing">Distance between columns in mm.</param>
/// <param name="Z">Height of the slice in mm, towards the head.</param>
public sealed record DicomHeader(
    string File, string TransferSyntax, int Rows, int Columns, int Bits, bool Signed, double Slope, double Intercept, double RowSpacing,
    double ColumnSpacing, double Z)
{
    /// <summary>The headers of a series' `.dcm` files, in the order of their names, which need not be that of the slices.</summary>
    /// <returns>Empty where the folder holds no such file, or is none.</returns>
    /// <exception cref="InputException">A file is no readable DICOM image.</exception>
    public static IReadOnlyList<DicomHeader> OfSeries(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.GetFiles(folder, "*.dcm").Order(StringComparer.Ordinal).Select(Of)];

    private static DicomHeader Of(string path)
    {
        var file = DicomParser.Read(path, pixels: false);
        var slice = SliceHeader.From(file);
        return new DicomHeader(
            Path.GetFileName(path),
            file.Syntax.Name,
            slice.Rows,
            slice.Columns,
            file.Whole(DicomTag.BitsStored) ?? file.Whole(DicomTag.BitsAllocated) ?? 0,
            file.Whole(DicomTag.PixelRepresentation) == 1,
            file.Numbers(DicomTag.RescaleSlope, 1)?[0] ?? 1,
            file.Numbers(DicomTag.RescaleIntercept, 1)?[0] ?? 0,
            slice.Spacing[0],
            slice.Spacing[1],
            slice.Position[2]);
    }
}
