namespace MhdNet.Data.Ct.Dicom;

/// <summary>How the pixels of a transfer syntax are coded.</summary>
internal enum PixelCoding
{
    /// <summary>As they are.</summary>
    Native,

    /// <summary>Run lengths, one segment per byte plane (PS3.5, Annex G).</summary>
    Rle,

    /// <summary>JPEG Lossless, any predictor (ITU-T T.81, process 14).</summary>
    JpegLossless,

    /// <summary>JPEG-LS (ITU-T T.87).</summary>
    JpegLs,

    /// <summary>JPEG 2000 (ITU-T T.800).</summary>
    Jpeg2000,

    /// <summary>Coded in a way that is not read.</summary>
    NotRead,
}

/// <summary>How the elements and pixels of a DICOM file are encoded.</summary>
/// <param name="Uid">Its unique identifier.</param>
/// <param name="Name">Its name in the standard (PS3.6, Annex A).</param>
/// <param name="Coding">Its pixels.</param>
/// <param name="ExplicitVr">Whether elements state their value representation.</param>
/// <param name="BigEndian">Whether numbers have their high byte first.</param>
/// <param name="Deflated">Whether the data set is compressed as a whole.</param>
/// <param name="Converter">The program that makes a readable file of one that is not, where there is one.</param>
internal sealed record TransferSyntax(
    string Uid, string Name, PixelCoding Coding, bool ExplicitVr = true, bool BigEndian = false, bool Deflated = false,
    string? Converter = null)
{
    private static readonly TransferSyntax[] Known =
    [
        new("1.2.840.10008.1.2", "Implicit VR Little Endian", PixelCoding.Native, ExplicitVr: false),
        new("1.2.840.10008.1.2.1", "Explicit VR Little Endian", PixelCoding.Native),
        new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", PixelCoding.Native, Deflated: true),
        new("1.2.840.10008.1.2.2", "Explicit VR Big Endian", PixelCoding.Native, BigEndian: true),
        new("1.2.840.10008.1.2.4.50", "JPEG Baseline", PixelCoding.NotRead, Converter: "dcmdjpeg"),
        new("1.2.840.10008.1.2.4.51", "JPEG Extended", PixelCoding.NotRead, Converter: "dcmdjpeg"),
        new("1.2.840.10008.1.2.4.57", "JPEG Lossless", PixelCoding.JpegLossless),
        new("1.2.840.10008.1.2.4.70", "JPEG Lossless, First-Order Prediction", PixelCoding.JpegLossless),
        new("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", PixelCoding.JpegLs),
        new("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", PixelCoding.JpegLs),
        new("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", PixelCoding.Jpeg2000),
        new("1.2.840.10008.1.2.4.91", "JPEG 2000", PixelCoding.Jpeg2000),
        new("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", PixelCoding.NotRead),
        new("1.2.840.10008.1.2.5", "RLE Lossless", PixelCoding.Rle),
    ];

    /// <summary>Whether each image lies in fragments of its own coding.</summary>
    public bool Encapsulated => Coding != PixelCoding.Native;

    /// <summary>The syntax of that identifier; an unknown one is named so and not read.</summary>
    public static TransferSyntax Of(string uid) =>
        Known.FirstOrDefault(syntax => syntax.Uid == uid) ?? new TransferSyntax(uid, "unknown to this reader", PixelCoding.NotRead);
}
