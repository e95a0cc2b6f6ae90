using System.Buffers.Binary;
using System.Text.Json;
using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// The safetensors file format: an 8-byte little-endian header length, a JSON header (name -> dtype, shape, byte range) and
/// the tensors' bytes, row-major. Any framework reads it, and nothing in it can run.
/// </summary>
public static class Safetensors
{
    private const string MetadataKey = "__metadata__";
    private const int LargestHeader = 64 << 20;

    private static readonly (string Name, ScalarType Type)[] Types =
    [
        ("F32", ScalarType.Float32), ("F64", ScalarType.Float64), ("I64", ScalarType.Int64),
        ("I32", ScalarType.Int32), ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
    ];

    /// <summary>Writes named tensors and text metadata, whole or not at all.</summary>
    /// <param name="path">Target file.</param>
    /// <param name="tensors">Tensors of any layout; written row-major.</param>
    /// <param name="metadata">Free text by key.</param>
    public static void Save(string path, IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var header = new Dictionary<string, object> { [MetadataKey] = metadata };
        long offset = 0;
        foreach (var (name, value) in tensors)
        {
            var dtype = Types.First(type => type.Type == value.dtype).Name;
            var end = offset + value.numel() * value.element_size();
            header.Add(name, new Entry(dtype, value.shape, [offset, end]));
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header, JsonFormat.Compact);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
            stream.Write(length);
            stream.Write(json);
            foreach (var (_, value) in tensors)
            {
                using var step = NewDisposeScope();
                stream.Write(value.detach().cpu().contiguous().bytes);
            }
        });
    }

    /// <summary>Reads a file written by <see cref="Save"/> or by another safetensors writer, on the CPU.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors by name, and the metadata.</returns>
    /// <exception cref="InputException">The file is missing, torn or no safetensors file.</exception>
    public static (IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: no such file: give a .safetensors file");
        }

        using var stream = File.OpenRead(path);
        try
        {
            return Read(stream);
        }
        catch (Exception error) when (error is JsonException or EndOfStreamException or InvalidDataException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new InputException($"{path}: not a whole safetensors file ({error.Message}): write it anew", error);
        }
    }

    private static (IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, string>) Read(FileStream stream)
    {
        Span<byte> length = stackalloc byte[8];
        stream.ReadExactly(length);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength is < 2 or > LargestHeader || headerLength > stream.Length - 8)
        {
            throw new InvalidDataException("its header length is impossible");
        }

        var json = new byte[headerLength];
        stream.ReadExactly(json);
        using var header = JsonDocument.Parse(json);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in header.RootElement.EnumerateObject())
        {
            if (item.Name == MetadataKey)
            {
                foreach (var pair in item.Value.EnumerateObject())
                {
                    metadata[pair.Name] = pair.Value.GetString() ?? "";
                }

                continue;
            }

            var entry = item.Value.Deserialize<Entry>(JsonFormat.Compact) ?? throw new InvalidDataException($"{item.Name} has no entry");
            tensors[item.Name] = ReadTensor(stream, 8 + headerLength, item.Name, entry);
        }

        return (tensors, metadata);
    }

    private static Tensor ReadTensor(FileStream stream, long origin, string name, Entry entry)
    {
        var type = Types.FirstOrDefault(candidate => candidate.Name == entry.Dtype);
        if (type.Name is null || entry.Shape is null || entry.DataOffsets is not [var begin, var end] || entry.Shape.Any(size => size < 0))
        {
            throw new InvalidDataException($"tensor {name} has type {entry.Dtype}, which is not read here, or a broken entry");
        }

        var size = type.Type.ElementSize();
        var count = entry.Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
        if (begin < 0 || end - begin != count * size || origin + end > stream.Length)
        {
            throw new InvalidDataException($"tensor {name} lies outside the file");
        }

        var tensor = empty(entry.Shape, type.Type);
        stream.Position = origin + begin;
        stream.ReadExactly(tensor.bytes);
        return tensor;
    }

    private sealed record Entry(
        [property: System.Text.Json.Serialization.JsonPropertyName("dtype")] string Dtype,
        [property: System.Text.Json.Serialization.JsonPropertyName("shape")] long[] Shape,
        [property: System.Text.Json.Serialization.JsonPropertyName("data_offsets")] long[] DataOffsets);
}
