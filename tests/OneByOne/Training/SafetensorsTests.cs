using System.Buffers.Binary;
using System.Text;
using FsCheck.Xunit;
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
            ("half", randn([5], generator: generator).to_type(ScalarType.Float16)),
            ("brain", randn([5], generator: generator).to_type(ScalarType.BFloat16)),
            ("permuted", randn([2, 3, 4, 5], generator: generator).permute(0, 3, 1, 2)),
            ("count", tensor(7L)),
            ("int", tensor(new[] { 1, -1 })),
            ("short", tensor(new short[] { 1, -1 })),
            ("signed", tensor(new sbyte[] { 1, -1 })),
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

        var head = Safetensors.Head(Path);
        Assert.Equal(metadata, head.Metadata);
        Assert.Equal([2L, 5, 3, 4], head.Shapes["permuted"]);
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(Path, [("x", tensor(new[] { 1f, -2f }))], new Dictionary<string, string>());
        var file = File.ReadAllBytes(Path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal("""{"__metadata__":{},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
            Encoding.UTF8.GetString(file, 8, header));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], file[(8 + header)..]);
    }

    public static TheoryData<string, byte[]> BrokenFiles => new()
    {
        { "empty", [] },
        { "torn in its length", [2, 0, 0] },
        { "header longer than the file", [200, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8] },
        { "header of 2^62 bytes", [0, 0, 0, 0, 0, 0, 0, 64, .. "{}"u8] },
        { "negative header", [255, 255, 255, 255, 255, 255, 255, 255, .. "{}"u8] },
        { "no JSON", [4, 0, 0, 0, 0, 0, 0, 0, .. "abcd"u8] },
        { "no UTF-8", [6, 0, 0, 0, 0, 0, 0, 0, .. "{\""u8, 0xff, .. "\":1"u8] },
        { "nested too deep", WithHeader(string.Concat(Enumerable.Repeat("[", 1000))) },
        { "unknown type", WithHeader("""{"x":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}""", 1) },
        { "type of another kind", WithHeader("""{"x":{"dtype":7,"shape":[1],"data_offsets":[0,1]}}""", 1) },
        { "no type", WithHeader("""{"x":{"shape":[1],"data_offsets":[0,4]}}""", 4) },
        { "tensor past the end", WithHeader("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4) },
        { "offsets that contradict the shape", WithHeader("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8) },
        { "offsets that fall", WithHeader("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}""", 8) },
        { "offsets whose sum with the header overflows",
            WithHeader("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[9223372036854775805,9223372036854775807]}}""", 8) },
        { "offsets beyond 64 bits", WithHeader("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,18446744073709551617]}}""", 8) },
        { "three offsets", WithHeader("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}""", 1) },
        { "negative size", WithHeader("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}""", 8) },
        { "two negative sizes", WithHeader("""{"x":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", 8) },
        { "sizes whose product overflows to the right number",
            WithHeader("""{"x":{"dtype":"U8","shape":[4294967296,4294967296,1],"data_offsets":[0,0]}}""") },
        { "sizes whose product overflows",
            WithHeader("""{"x":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", 4) },
        { "sizes whose product overflows beside a zero",
            WithHeader("""{"x":{"dtype":"F32","shape":[0,9223372036854775807,4],"data_offsets":[0,0]}}""") },
        { "a size that is no whole number", WithHeader("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}""", 6) },
        { "a hundred thousand axes",
            WithHeader($$$"""{"x":{"dtype":"U8","shape":[{{{string.Join(',', Enumerable.Repeat(1, 100_000))}}}],"data_offsets":[0,1]}}""",
                1) },
        { "no offsets", WithHeader("""{"x":{"dtype":"F32","shape":[1]}}""", 8) },
        { "no shape", WithHeader("""{"x":{"dtype":"F32","shape":null,"data_offsets":[0,4]}}""", 4) },
        { "no object", WithHeader("[1,2]", 8) },
        { "an entry that is none", WithHeader("""{"x":null}""") },
        { "one name twice",
            WithHeader("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""",
                2) },
        { "tensors that overlap",
            WithHeader("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
                3) },
        { "tensors that share their bytes",
            WithHeader("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""",
                2) },
        { "a gap between tensors",
            WithHeader("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""",
                3) },
        { "bytes that belong to no tensor", WithHeader("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2) },
        { "metadata that is no object", WithHeader("""{"__metadata__":[]}""") },
        { "metadata that is no text", WithHeader("""{"__metadata__":{"a":1}}""") },
        { "a name over two lines", WithHeader("""{"x\ny\u001b[31m":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}""", 1) },
        { "a name of half a character", WithHeader("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1) },
        { "a name of a megabyte",
            WithHeader($$$"""{"{{{new string('x', 1 << 20)}}}":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}""", 1) },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_file_is_refused_in_one_line_and_nothing_is_made_on_its_word(string what, byte[] content)
    {
        File.WriteAllBytes(Path, content);
        var before = Tensor.TotalCount;
        var error = Assert.Throws<InputException>(() => Safetensors.Load(Path));
        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(error.Message.StartsWith(Path, StringComparison.Ordinal) && !error.Message.Any(char.IsControl), what);
        Assert.InRange(error.Message.Length, 1, Path.Length + 400);
    }

    [Property(MaxTest = 300)]
    public void A_damaged_file_is_refused_in_one_line_or_holds_no_more_than_its_bytes(int seed)
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(Path, [("a", ones(2, 3)), ("b", tensor(7L)), ("c", zeros(0, 4))],
            new Dictionary<string, string> { ["format"] = "pt" });
        var damaged = Damage(File.ReadAllBytes(Path), new Random(seed));
        File.WriteAllBytes(Path, damaged);
        try
        {
            Assert.InRange(Safetensors.Load(Path).Tensors.Values.Sum(value => value.numel() * value.element_size()), 0, damaged.Length);
        }
        catch (InputException error)
        {
            Assert.DoesNotContain(error.Message, char.IsControl);
        }
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("no such file", Assert.Throws<InputException>(() => Safetensors.Load(Path)).Message, StringComparison.Ordinal);

    // a few bytes changed, digits for digits among them, a run taken out, doubled, or cut off
    private static byte[] Damage(byte[] file, Random random)
    {
        var bytes = file.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var place = random.Next(bytes.Count);
            var run = random.Next(Math.Min(20, bytes.Count - place));
            switch (random.Next(5))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    var digits = Enumerable.Range(0, bytes.Count).Where(i => char.IsAsciiDigit((char)bytes[i])).ToArray();
                    bytes[digits.Length > 0 ? digits[random.Next(digits.Length)] : place] = (byte)('0' + random.Next(10));
                    break;
                case 2:
                    bytes.RemoveRange(place, run);
                    break;
                case 3:
                    bytes.InsertRange(place, bytes.GetRange(place, run));
                    break;
                default:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }

    private static byte[] WithHeader(string header, int dataLength = 0)
    {
        var bytes = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        return [.. length, .. bytes, .. new byte[dataLength]];
    }
}
