using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>Where one tensor lies in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Begin">First byte, from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
internal readonly record struct SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

/// <summary>
/// A safetensors header, checked whole against the length of its file before anything is believed: every size, every sum, every range.
/// Tensors must follow one another without gap or overlap and fill the file, as the format demands.
/// </summary>
internal static class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    private const int LargestHeader = 64 << 20;
    private const int LongestText = 300;
    private const int MostAxes = 64;   // libtorch's own limit

    private static readonly (string Name, ScalarType Type)[] Types =
    [
        ("F32", ScalarType.Float32), ("F64", ScalarType.Float64), ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16),
        ("I64", ScalarType.Int64), ("I32", ScalarType.Int32), ("I16", ScalarType.Int16), ("I8", ScalarType.Int8),
        ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
    ];

    /// <summary>The format's name of a type.</summary>
    public static string NameOf(ScalarType type) => Types.First(known => known.Type == type).Name;

    /// <summary>What a file says, fit for an error message: its names may hold anything, at any length.</summary>
    public static string OneLine(string text) =>
        new([.. text.Take(LongestText).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter)]);

    /// <summary>Reads the header from the file's start.</summary>
    /// <returns>Tensors in the order of their bytes, metadata, and where the bytes begin.</returns>
    /// <exception cref="InvalidDataException">Something in it is wrong; the message says what.</exception>
    public static (IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata, long Origin) Read(Stream file)
    {
        Span<byte> length = stackalloc byte[8];
        file.ReadExactly(length);
        var size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size is < 2 or > LargestHeader || size > file.Length - 8)
        {
            throw new InvalidDataException("its header length is impossible");
        }

        var json = new byte[size];   // no longer than the file is
        file.ReadExactly(json);
        using var header = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<SafetensorsEntry>();
        foreach (var item in header.RootElement.EnumerateObject())
        {
            if (item.Name != MetadataKey)
            {
                entries.Add(Entry(item.Name, item.Value));
                continue;
            }

            foreach (var pair in item.Value.EnumerateObject())
            {
                metadata[pair.Name] = pair.Value.GetString() ?? throw new InvalidDataException($"its metadata {pair.Name} is no text");
            }
        }

        SafetensorsEntry[] ordered = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        Tile(ordered, file.Length - 8 - size);
        return (ordered, metadata, 8 + size);
    }

    private static SafetensorsEntry Entry(string name, JsonElement value)
    {
        var known = Types.FirstOrDefault(type => type.Name == value.GetProperty("dtype").GetString());
        if (known.Name is null)
        {
            throw new InvalidDataException($"tensor {name} is of type {value.GetProperty("dtype")}, which is not read here");
        }

        long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] range = [.. value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (shape.Length > MostAxes || shape.Any(size => size < 0) || range is not [>= 0, >= 0])
        {
            throw new InvalidDataException($"tensor {name} has a shape or a range that no tensor has");
        }

        return range[1] - range[0] == Bytes(shape, known.Type)
            ? new SafetensorsEntry(name, known.Type, shape, range[0], range[1])
            : throw new InvalidDataException($"tensor {name} has a shape and a range that contradict each other");
    }

    // libtorch multiplies the sizes too, a zero among them or not: no product may overflow
    private static long Bytes(long[] shape, ScalarType type)
    {
        var bytes = (Int128)type.ElementSize();
        foreach (var size in shape)
        {
            bytes *= Math.Max(size, 1);
            if (bytes > int.MaxValue)
            {
                throw new InvalidDataException("a tensor is larger than 2 GB, which is not read here");
            }
        }

        return shape.Contains(0) ? 0 : (long)bytes;
    }

    private static void Tile(SafetensorsEntry[] ordered, long length)
    {
        var end = 0L;
        foreach (var entry in ordered)
        {
            if (entry.Begin != end || entry.End > length)
            {
                throw new InvalidDataException(
                    $"tensor {entry.Name} lies {(entry.End > length ? "outside the file" : "not where the one before it ends")}");
            }

            end = entry.End;
        }

        if (end != length)
        {
            throw new InvalidDataException($"{length - end} bytes at its end belong to no tensor");
        }
    }
}
