using System.Buffers.Binary;

namespace MhdNet.Cli.Fuzz;

/// <summary>An enhanced CT of two frames, plain and with each frame compressed, with a table of their places and without.</summary>
internal static class EnhancedSeeds
{
    public const int Frames = 2;

    public static IReadOnlyList<Seed> All(byte[] image, List<Field> fields, string syntax) =>
    [
        Native("enhanced.dcm", explicitVr: true), Native("enhanced-implicit.dcm", explicitVr: false),
        Encapsulated("enhanced-fragments.dcm", syntax, image, fields, hasTable: false),
        Encapsulated("enhanced-table.dcm", syntax, image, fields, hasTable: true),
    ];

    private static Seed Native(string name, bool explicitVr)
    {
        var file = Started(explicitVr, explicitVr ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2", out var head);
        var pixels = new byte[2 * Frames * DicomSeeds.Pixels.Length];
        for (var i = 0; i < pixels.Length / 2; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(2 * i), DicomSeeds.Pixels[i % DicomSeeds.Pixels.Length]);
        }

        file.Element(0x7FE0_0010, "OW", pixels, (uint)pixels.Length);
        head.Append(file.Bytes, file.Fields);
        return new Seed(name, head.Bytes, head.Fields);
    }

    private static Seed Encapsulated(string name, string syntax, byte[] image, List<Field> fields, bool hasTable)
    {
        const int HeadOfItem = 8;
        var file = Started(explicitVr: true, syntax, out var head);
        file.Element(0x7FE0_0010, "OB", [], DicomBuilder.Undefined);
        var table = new byte[hasTable ? 4 * Frames : 0];
        for (var frame = 0; frame < table.Length / 4; frame++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 * frame), (uint)(frame * (image.Length + HeadOfItem)));
        }

        file.Element(0xFFFE_E000, "", table, (uint)table.Length, hasTable ? FieldKind.Whole : null);
        for (var frame = 0; frame < Frames; frame++)
        {
            file.Element(0xFFFE_E000, "", [], (uint)image.Length);
            file.Append(image, fields);
        }

        file.Element(0xFFFE_E0DD, "", [], 0);
        head.Append(file.Bytes, file.Fields);
        return new Seed(name, head.Bytes, head.Fields);
    }

    private static DicomBuilder Started(bool explicitVr, string syntax, out DicomBuilder head)
    {
        head = new DicomBuilder(explicitVr: true, bigEndian: false);
        head.Head(syntax);
        var file = new DicomBuilder(explicitVr, bigEndian: false);
        file.Text(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.2.1");
        file.Text(0x0008_0060, "CS", "CT", FieldKind.Text);
        file.Text(0x0020_000E, "UI", "1.2.3.4", FieldKind.Text);
        file.Whole(0x0028_0002, 1);
        file.Text(0x0028_0008, "IS", $"{Frames}", FieldKind.Text);
        file.Whole(0x0028_0010, DicomSeeds.Rows, FieldKind.Extent);
        file.Whole(0x0028_0011, DicomSeeds.Columns, FieldKind.Extent);
        file.Whole(0x0028_0100, 16);
        file.Whole(0x0028_0101, 16);
        file.Whole(0x0028_0102, 15);
        file.Whole(0x0028_0103, 0);
        Sequence(file, 0x5200_9229, () => Item(file, () =>
        {
            Macro(file, 0x0020_9116, () => file.Text(0x0020_0037, "DS", @"1.0000\0.0000\0.0000\0.0000\1.0000\0.0000", FieldKind.Text));
            Macro(file, 0x0028_9110, () => file.Text(0x0028_0030, "DS", @"8.0000\8.0000", FieldKind.Text));
            Macro(file, 0x0028_9145, () =>
            {
                file.Text(0x0028_1052, "DS", "-1024   ", FieldKind.Text);
                file.Text(0x0028_1053, "DS", "1.000000", FieldKind.Text);
            });
        }));
        Sequence(file, 0x5200_9230, () =>
        {
            for (var frame = 0; frame < Frames; frame++)
            {
                Item(file, () => Macro(file, 0x0020_9113, () =>
                    file.Text(0x0020_0032, "DS", $@"-100.0\-100.0\{6 - (2 * frame):000000}", FieldKind.Text)));
            }
        });
        return file;
    }

    private static void Macro(DicomBuilder file, uint tag, Action inside) => Sequence(file, tag, () => Item(file, inside));

    private static void Sequence(DicomBuilder file, uint tag, Action items)
    {
        file.Element(tag, "SQ", [], DicomBuilder.Undefined);
        items();
        file.Element(0xFFFE_E0DD, "", [], 0);
    }

    private static void Item(DicomBuilder file, Action elements)
    {
        file.Element(0xFFFE_E000, "", [], DicomBuilder.Undefined);
        elements();
        file.Element(0xFFFE_E00D, "", [], 0);
    }
}
