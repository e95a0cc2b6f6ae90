namespace MhdNet.Tests.Data.Dicom;

/// <summary>An enhanced CT (PS3.3, A.38): all slices in one file, each said where it lies in functional groups.</summary>
internal static class EnhancedFile
{
    /// <summary>Writes one, explicit little endian.</summary>
    /// <param name="heights">z of each frame.</param>
    /// <param name="pixels">Stored values, frame after frame.</param>
    /// <param name="rows">Rows of a frame.</param>
    /// <param name="columns">Columns of a frame.</param>
    /// <param name="undefined">Whether its sequences have no stated length.</param>
    /// <param name="described">How many frames the groups describe; null for all.</param>
    public static byte[] Bytes(double[] heights, int[] pixels, int rows, int columns, bool undefined = false, int? described = null)
    {
        byte[] Sequence(int group, int element, params byte[][] items) => undefined
            ? SliceFile.Raw(true, group, element, "SQ",
                [.. items.SelectMany(item => SliceFile.Raw(false, 0xFFFE, 0xE000, "", [.. item, .. End(0xE00D)], uint.MaxValue)),
                    .. End(0xE0DD)], uint.MaxValue)
            : SliceFile.Raw(true, group, element, "SQ", [.. items.SelectMany(item => SliceFile.Raw(false, 0xFFFE, 0xE000, "", item))]);
        byte[] Frame(double z) =>
        [
            .. Sequence(0x0020, 0x9111, SliceFile.Element(0x0018, 0x9074, "DT", "20200101101010")),
            .. Sequence(0x0020, 0x9113, SliceFile.Element(0x0020, 0x0032, "DS", FormattableString.Invariant($@"-10\-20\{z}"))),
        ];
        byte[] shared =
        [
            .. Sequence(0x0020, 0x9116, SliceFile.Element(0x0020, 0x0037, "DS", @"1\0\0\0\1\0")),
            .. Sequence(0x0028, 0x9110,
                [.. SliceFile.Element(0x0018, 0x0050, "DS", "5"), .. SliceFile.Element(0x0028, 0x0030, "DS", @"2\3")]),
            .. Sequence(0x0028, 0x9145,
                [.. SliceFile.Element(0x0028, 0x1052, "DS", "-1024"), .. SliceFile.Element(0x0028, 0x1053, "DS", "2"),
                .. SliceFile.Element(0x0028, 0x1054, "LO", "HU")]),
        ];
        byte[] groups =
        [
            .. Sequence(0x5200, 0x9229, shared), .. Sequence(0x5200, 0x9230, [.. heights.Take(described ?? heights.Length).Select(Frame)]),
        ];
        return new SliceFile
        {
            Rows = rows,
            Columns = columns,
            Position = null,
            Orientation = null,
            Spacing = null,
            Slope = null,
            Intercept = null,
            Signed = false,
            Pixels = null,
            Extra = [.. SliceFile.Element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2.1"),
                .. SliceFile.Element(0x0008, 0x0070, "LO", "SIEMENS"), .. SliceFile.Element(0x0028, 0x0008, "IS", $"{heights.Length}")],
            After = [.. groups, .. SliceFile.Raw(true, 0x7FE0, 0x0010, "OW",
                [.. pixels.SelectMany(value => (byte[])[(byte)value, (byte)(value >> 8)])])],
        }.Bytes();
    }

    private static byte[] End(int element) => SliceFile.Raw(false, 0xFFFE, element, "", []);
}
