using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// The safetensors file format: an 8-byte little-endian header length, a JSON header (name -> dtype, shape, byte range) and
/// the tensors' bytes, row-major. Any framework reads it, and nothing in it can run.
/// </summary>
public static class Safetensors
{
    /// <summary>Writes named tensors and text metadata, whole or not at all.</summary>
    /// <param name="path">Target file.</param>
    /// <param name="tensors">Tensors of any layout; written row-major.</param>
    /// <param name="metadata">Free text by key.</param>
    public static void Save(string path, IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var header = new Dictionary<string, object> { [SafetensorsHeader.MetadataKey] = metadata };
        long offset = 0;
        foreach (var (name, value) in tensors)
        {
            var end = offset + (value.numel() * value.element_size());
            header.Add(name, new Entry(SafetensorsHeader.NameOf(value.dtype), value.shape, [offset, end]));
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
    /// <exception cref="InputException">The file is missing, torn or no safetensors file. No tensor has been made then.</exception>
    public static (IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Load(string path) =>
        Open(path, file =>
    {
        var (entries, metadata, origin) = SafetensorsHeader.Read(file);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var tensor = empty(entry.Shape, entry.Type);
            file.Position = origin + entry.Begin;
            file.ReadExactly(tensor.bytes);
            tensors.Add(entry.Name, tensor);
        }

        return ((IReadOnlyDictionary<string, Tensor>)tensors, metadata);
    });

    /// <summary>Reads the header alone.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Shapes by name, and the metadata.</returns>
    /// <exception cref="InputException">The file is missing, torn or no safetensors file.</exception>
    public static (IReadOnlyDictionary<string, long[]> Shapes, IReadOnlyDictionary<string, string> Metadata) Head(string path) =>
        Open(path, file =>
    {
        var (entries, metadata, _) = SafetensorsHeader.Read(file);
        return ((IReadOnlyDictionary<string, long[]>)entries.ToDictionary(entry => entry.Name, entry => entry.Shape), metadata);
    });

    private static T Open<T>(string path, Func<FileStream, T> read)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: no such file: give a .safetensors file");
        }

        using var stream = File.OpenRead(path);
        try
        {
            return read(stream);
        }
        catch (Exception error) when (error is JsonException or EndOfStreamException or InvalidDataException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new InputException($"{path}: not a whole safetensors file ({SafetensorsHeader.OneLine(error.Message)}): write it anew",
                error);
        }
    }

    private sealed record Entry(
        [property: JsonPropertyName("dtype")] string Dtype,
        [property: JsonPropertyName("shape")] long[] Shape,
        [property: JsonPropertyName("data_offsets")] long[] DataOffsets);
}
