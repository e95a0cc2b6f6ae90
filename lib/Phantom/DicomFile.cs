namespace MhdNet.Phantom;

/// <summary>A data set as a DICOM file: preamble and file meta information (PS3.10, 7.1) before it.</summary>
internal static class DicomFile
{
    /// <summary>Explicit representation, little endian.</summary>
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>Wraps a data set.</summary>
    /// <param name="sopClass">What it is.</param>
    /// <param name="instance">Which one.</param>
    /// <param name="transferSyntax">How it is encoded.</param>
    /// <param name="version">Who wrote it, at most 16 letters.</param>
    /// <param name="data">The data set.</param>
    public static byte[] Wrap(string sopClass, string instance, string transferSyntax, string version, DicomElementWriter data)
    {
        var meta = new DicomElementWriter(explicitRepresentation: true);
        meta.Element(0x00020001, "OB", [0, 1]);
        meta.Text(0x00020002, "UI", sopClass);
        meta.Text(0x00020003, "UI", instance);
        meta.Text(0x00020010, "UI", transferSyntax);
        meta.Text(0x00020012, "UI", DicomWriter.Uid(0, 0, "MhdNet"));
        meta.Text(0x00020013, "SH", version);
        var group = new DicomElementWriter(explicitRepresentation: true);
        group.UnsignedLong(0x00020000, (uint)meta.Bytes.Length);
        return [.. new byte[128], .. "DICM"u8, .. group.Bytes, .. meta.Bytes, .. data.Bytes];
    }
}
