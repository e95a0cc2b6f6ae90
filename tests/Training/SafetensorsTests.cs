using System.Buffers.Binary;
using System.Text;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Training;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "a.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tensors_of_every_type_and_layout_come_back_equal()
    {
        using var scope = NewDisposeScope();
        var generator = new Generator(1);
        (string, Tensor)[] tensors =
        [
            ("float", randn([2, 3, 4], generator: generator)),
            ("double", randn([5], ScalarType.Float64, generator: generator)),
            ("permuted", randn([2, 3, 4, 5], generator: generator).permute(0, 3, 1, 2)),
            ("count", tensor(7L)),
            ("flags", tensor(new[] { true, false })),
            ("bytes", tensor(new byte[] { 1, 255 })),
            ("none", empty(0, 3)),
        ];
        Safetensors.Save(Path, tensors, new Dictionary<string, string> { ["note"] = "synthetic \"quoted\"" });

        var (loaded, metadata) = Safetensors.Load(Path);

        Assert.Equal("synthetic \"quoted\"", metadata["note"]);
        Assert.Equal(tensors.Length, loaded.Count);
        foreach (var (name, value) in tensors)
        {
            Assert.Equal(value.shape, loaded[name].shape);
            Assert.Equal(value.dtype, loaded[name].dtype);
            Assert.True(value.equal(loaded[name]).all().item<bool>(), name);
        }
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(Path, [("x", tensor(new[] { 1f, -2f }))], new Dictionary<string, string>());
        var file = File.ReadAllBytes(Path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal("""{"__metadata__":{},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", Encoding.UTF8.GetString(file, 8, header));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], file[(8 + header)..]);
    }

    public static TheoryData<string, byte[]> BrokenFiles => new()
    {
        { "empty", [] },
        { "header longer than the file", [200, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8] },
        { "negative header", [255, 255, 255, 255, 255, 255, 255, 255, .. "{}"u8] },
        { "no JSON", [4, 0, 0, 0, 0, 0, 0, 0, .. "abcd"u8] },
        { "unknown type", WithHeader("""{"x":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}""", 1) },
        { "tensor past the end", WithHeader("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4) },
        { "offsets that contradict the shape", WithHeader("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8) },
        { "negative size", WithHeader("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}""", 8) },
        { "no offsets", WithHeader("""{"x":{"dtype":"F32","shape":[1]}}""", 8) },
        { "no object", WithHeader("[1,2]", 8) },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_file_is_refused_in_one_line(string what, byte[] content)
    {
        File.WriteAllBytes(Path, content);
        var error = Assert.Throws<InputException>(() => Safetensors.Load(Path));
        Assert.True(error.Message.StartsWith(Path, StringComparison.Ordinal) && !error.Message.Contains('\n'), what);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("no such file", Assert.Throws<InputException>(() => Safetensors.Load(Path)).Message, StringComparison.Ordinal);

    private static byte[] WithHeader(string header, int dataLength)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. new byte[dataLength]];
    }
}
