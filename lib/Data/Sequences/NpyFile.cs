using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Data.Sequences;

/// <summary>Reads and writes arrays of bytes in NumPy's .npy format, version 1.0, C order: `numpy.load` opens them.</summary>
public static class NpyFile
{
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>Writes an array of dtype uint8.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="shape">Its axes; their product is the number of bytes.</param>
    /// <param name="data">The elements, last axis fastest.</param>
    public static void Write(Stream stream, IReadOnlyList<int> shape, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = Header(shape);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        stream.Write(Magic);
        stream.Write(length);
        stream.Write(header);
        stream.Write(data);
    }

    /// <summary>Reads an array of dtype uint8 whose shape is known.</summary>
    /// <exception cref="InputException">No such file, another shape or type, or a truncated file.</exception>
    public static byte[] Read(string path, IReadOnlyList<int> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: missing: run preprocessing again");
        }

        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[Magic.Length + 2];
        var elements = shape.Aggregate(1L, (product, axis) => product * axis);
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(Magic))
        {
            throw new InputException($"{path}: not a .npy file of version 1.0: delete it and run preprocessing again");
        }

        var header = new byte[BinaryPrimitives.ReadUInt16LittleEndian(start[Magic.Length..])];
        var data = start.Length + header.Length;
        if (file.Length - data != elements || file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !Describes(Encoding.ASCII.GetString(header), shape))
        {
            throw new InputException($"{path}: not {elements} bytes of shape ({string.Join(", ", shape)}): "
                + "delete it and run preprocessing again");
        }

        var bytes = new byte[elements];
        file.ReadExactly(bytes);
        return bytes;
    }

    // The data starts at a multiple of 64 bytes, as the format asks.
    private static byte[] Header(IReadOnlyList<int> shape)
    {
        var text = $"{{'descr': '|u1', 'fortran_order': False, 'shape': {ShapeText(shape)}, }}";
        var padding = 63 - ((Magic.Length + 2 + text.Length) % 64);
        return Encoding.ASCII.GetBytes(text + new string(' ', padding) + "\n");
    }

    private static bool Describes(string header, IReadOnlyList<int> shape) =>
        header.Contains("'|u1'", StringComparison.Ordinal) && header.Contains("False", StringComparison.Ordinal)
        && header.Contains(ShapeText(shape), StringComparison.Ordinal);

    private static string ShapeText(IReadOnlyList<int> shape)
    {
        var axes = string.Join(", ", shape.Select(axis => axis.ToString(CultureInfo.InvariantCulture)));
        return shape.Count == 1 ? $"({axes},)" : $"({axes})";
    }
}
