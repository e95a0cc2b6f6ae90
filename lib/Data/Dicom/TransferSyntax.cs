namespace MhdNet.Data.Dicom;

/// <summary>How the elements and pixels of a DICOM file are encoded.</summary>
/// <param name="Uid">Its unique identifier.</param>
/// <param name="Name">Its name in the standard (PS3.6, Annex A).</param>
/// <param name="ExplicitVr">Whether elements state their value representation.</param>
/// <param name="Readable">Whether <see cref="DicomReader"/> reads it.</param>
internal sealed record TransferSyntax(string Uid, string Name, bool ExplicitVr, bool Readable)
{
    private static readonly TransferSyntax[] Known =
    [
        new("1.2.840.10008.1.2", "Implicit VR Little Endian", false, true),
        new("1.2.840.10008.1.2.1", "Explicit VR Little Endian", true, true),
        new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", true, false),
        new("1.2.840.10008.1.2.2", "Explicit VR Big Endian", true, false),
        new("1.2.840.10008.1.2.4.50", "JPEG Baseline", true, false),
        new("1.2.840.10008.1.2.4.51", "JPEG Extended", true, false),
        new("1.2.840.10008.1.2.4.57", "JPEG Lossless", true, false),
        new("1.2.840.10008.1.2.4.70", "JPEG Lossless, First-Order Prediction", true, false),
        new("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", true, false),
        new("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", true, false),
        new("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", true, false),
        new("1.2.840.10008.1.2.4.91", "JPEG 2000", true, false),
        new("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", true, false),
        new("1.2.840.10008.1.2.5", "RLE Lossless", true, false),
    ];

    /// <summary>The syntax of that identifier; an unknown one is named so and not readable.</summary>
    public static TransferSyntax Of(string uid) =>
        Known.FirstOrDefault(syntax => syntax.Uid == uid) ?? new TransferSyntax(uid, "unknown to this reader", true, false);
}
