using System.Buffers.Binary;
using System.Text;

namespace MhdNet.Cli.Fuzz;

/// <summary>
/// Damages valid files: sets fields to extreme values, or all extents to the same one; changes bits and bytes; cuts, repeats, splices
/// with another file. The result depends on the random numbers alone.
/// </summary>
internal sealed class Mutator(Random random, IReadOnlyList<Seed> seeds)
{
    private static readonly long[] Extreme =
    [
        0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 63, 64, 127, 128, 255, 256, 1023, 1024,
        4095, 4096, 4097, 8192, 20_000, 32767, 32768, 65534, 65535, 65536,
        1 << 20, 1 << 24, (1 << 28) - 1, 1 << 28, int.MaxValue - 1L, int.MaxValue, 1L << 31, (1L << 31) + 1,
        0xFFFF_FFFE, 0xFFFF_FFFF, 1L << 32, long.MaxValue, long.MinValue, -1, -2,
    ];

    private static readonly double[] ExtremeReal =
    [
        0, -0.0, 1, -1, 0.5, 1e-9, 1e-30, -1e-30, 255, 352, 348, 65536, 1e9, 2e9, 3e9, 1e30, -1e30,
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, float.Epsilon,
    ];

    private static readonly string[] ExtremeText =
    [
        "0", "-0", "1", "-1", "1e-9", "1e9", "1e308", "1e999", "-1e308", "NaN", "Infinity",
        "", "\\", "\\\\", "1\\1", "0\\0\\0", "1\\1\\1\\1\\1\\1\\1", "9999999999", "1\n2", "\u001b[31m", "\0\0",
    ];

    /// <summary>A damaged file, under the name of the valid one.</summary>
    public (string Name, byte[] Bytes) Next()
    {
        var seed = seeds[random.Next(seeds.Count)];
        var bytes = seed.Content.ToArray();
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            bytes = random.Next(10) < 6 && bytes.Length == seed.Content.Length ? Fields(bytes, seed.Fields) : Bytes(bytes);
        }

        return (seed.Name, seed.Pack is null ? bytes : random.Next(4) > 0 ? seed.Pack(bytes) : Bytes(seed.File));
    }

    private byte[] Fields(byte[] bytes, IReadOnlyList<Field> fields)
    {
        if (random.Next(10) == 0)
        {
            var extent = Extreme[random.Next(Extreme.Length)];
            foreach (var field in fields.Where(field => field.Kind == FieldKind.Extent))
            {
                Set(bytes, field, extent);
            }
        }
        else if (fields.Count > 0)
        {
            Set(bytes, fields[random.Next(fields.Count)]);
        }

        return bytes;
    }

    private void Set(byte[] bytes, Field field)
    {
        var at = bytes.AsSpan(field.Offset, field.Length);
        switch (field.Kind)
        {
            case FieldKind.Real:
                var real = ExtremeReal[random.Next(ExtremeReal.Length)];
                Set(bytes, field, field.Length == 4 ? BitConverter.SingleToInt32Bits((float)real) : BitConverter.DoubleToInt64Bits(real));
                break;
            case FieldKind.Text:
                var parts = Encoding.Latin1.GetString(at).Split('\\');
                var part = random.Next(-1, parts.Length);
                var text = ExtremeText[random.Next(ExtremeText.Length)];
                text = part < 0 ? text : string.Join('\\', parts.Select((old, i) => i == part ? Fitted(text, old.Length) : old));
                Encoding.Latin1.GetBytes(Fitted(text, at.Length)).CopyTo(at);
                break;
            default:
                var value = random.Next(4) == 0 ? Get(bytes, field) + random.Next(-2, 3) : Extreme[random.Next(Extreme.Length)];
                Set(bytes, field, value);
                break;
        }
    }

    private static string Fitted(string text, int length) => text.PadRight(length)[..length];

    private static long Get(byte[] bytes, Field field)
    {
        var value = 0L;
        for (var i = 0; i < field.Length; i++)
        {
            value = (value << 8) | bytes[field.Offset + (field.BigEndian ? i : field.Length - 1 - i)];
        }

        return value;
    }

    private static void Set(byte[] bytes, Field field, long value)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, value);
        var low = all[..Math.Min(field.Length, 8)];
        if (field.BigEndian)
        {
            low.Reverse();
        }

        low.CopyTo(bytes.AsSpan(field.Offset));
    }

    private byte[] Bytes(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        var at = random.Next(bytes.Length);
        var count = Math.Min(bytes.Length - at, 1 << random.Next(12));
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                Set(bytes, new Field(at, Math.Min(bytes.Length - at, 1 << random.Next(4)), FieldKind.Whole, random.Next(2) == 0));
                return bytes;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes[..at], .. bytes[(at + count)..]];
            case 5:
                return [.. bytes[..(at + count)], .. bytes[at..]];
            case 6:
                var filled = random.Next(3) switch { 0 => (byte)0, 1 => (byte)0xFF, _ => (byte)random.Next(256) };
                bytes.AsSpan(at, count).Fill(filled);
                return bytes;
            default:
                var other = seeds[random.Next(seeds.Count)].File;
                return [.. bytes[..at], .. other[random.Next(other.Length)..]];
        }
    }
}
