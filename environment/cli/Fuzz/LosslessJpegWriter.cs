using System.Numerics;

namespace MhdNet.Cli.Fuzz;

/// <summary>
/// Writes JPEG Lossless (ITU-T T.81, process 14), predictor 1, 16 bits: each difference's category in five bits, then the difference.
/// </summary>
internal static class LosslessJpegWriter
{
    private const int Categories = 17;
    private const int CodeLength = 5;

    public static byte[] Encode(ReadOnlySpan<ushort> pixels, int columns, int rows)
    {
        var bytes = new List<byte> { 0xFF, 0xD8, 0xFF, 0xC3, 0, 11, 16 };
        bytes.AddRange([(byte)(rows >> 8), (byte)rows, (byte)(columns >> 8), (byte)columns, 1, 1, 0x11, 0]);
        bytes.AddRange([0xFF, 0xC4, 0, 2 + 17 + Categories, 0]);
        bytes.AddRange(Enumerable.Range(1, 16).Select(length => (byte)(length == CodeLength ? Categories : 0)));
        bytes.AddRange(Enumerable.Range(0, Categories).Select(category => (byte)category));
        bytes.AddRange([0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0]);
        var (pending, count) = (0UL, 0);
        for (var i = 0; i < pixels.Length; i++)
        {
            int predicted = i == 0 ? 1 << 15 : i % columns == 0 ? pixels[i - columns] : pixels[i - 1];
            var difference = (short)(pixels[i] - predicted);
            var category = difference == short.MinValue ? 16 : 32 - BitOperations.LeadingZeroCount((uint)Math.Abs((int)difference));
            Put(category, CodeLength);
            if (category is > 0 and < 16)
            {
                Put(difference < 0 ? difference - 1 : difference, category);
            }
        }

        Put(0x7F, 7); // the rest of the last byte is ones
        return [.. bytes, 0xFF, 0xD9];

        void Put(int value, int bits)
        {
            pending = (pending << bits) | ((uint)value & ((1U << bits) - 1));
            for (count += bits; count >= 8; count -= 8)
            {
                var next = (byte)(pending >> (count - 8));
                bytes.Add(next);
                if (next == 0xFF)
                {
                    bytes.Add(0); // stuffing, so that the byte is no marker
                }
            }
        }
    }
}
