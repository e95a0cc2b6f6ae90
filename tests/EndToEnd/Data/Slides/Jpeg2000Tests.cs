using BitMiracle.LibTiff.Classic;
using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Slides;

/// <summary>Codestreams that OpenJPEG's own program writes, as a slide's tile. Real colours: OpenSlideTests; one component, signed:
/// TransferSyntaxTests.</summary>
public sealed class Jpeg2000Tests : IDisposable
{
    private const int Edge = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1x1:1x1:1x1")]
    [InlineData("1x1:2x1:2x1")]
    [InlineData("1x1:2x2:2x2")]
    public void Components_of_half_the_size_are_repeated(string sampling)
    {
        int[] across = [.. sampling.Split(':').Select(part => part[0] - '0')],
            down = [.. sampling.Split(':').Select(part => part[^1] - '0')];
        var planes = across.Select((dx, c) => Enumerable.Range(0, Edge * Edge / dx / down[c])
            .Select(i => (byte)((i * 7) + (50 * c))).ToArray()).ToArray();
        var code = Jpeg2000File.Encode(_folder, [.. planes.SelectMany(plane => plane)], $"{Edge},{Edge},3,8,u@{sampling}");
        var values = Pixels(code);
        for (var i = 0; i < values.Length; i++)
        {
            var (c, x, y) = (i % 3, i / 3 % Edge, i / 3 / Edge);
            Assert.Equal(planes[c][(y / down[c] * (Edge / across[c])) + (x / across[c])], values[i]);
        }
    }

    [Fact]
    public void Several_tiles_layers_and_sensible_precincts_are_read()
    {
        var code = Code("-t", "32,32", "-c", "[16,16],[8,8]", "-n", "2", "-r", "2,1", "-SOP", "-EPH");
        Assert.Equal(Pixels(Code()), Pixels(code));
    }

    [Theory]
    [InlineData("another size", "is 64 x 48, 3 components, not 64 x 64, 3")]
    [InlineData("other components", "1 components, not 64 x 64, 3")]
    [InlineData("too many bits", "12 bits")]
    [InlineData("one-pixel precincts", "damaged")]
    [InlineData("one-pixel tiles", "4096 tiles")]
    [InlineData("truncated", "damaged")]
    [InlineData("a tile-part shorter than its head", "damaged")]
    [InlineData("a JP2 file", "damaged")]
    public void What_is_not_as_expected_is_refused(string what, string says)
    {
        var code = what switch
        {
            "another size" => Jpeg2000File.Encode(_folder, new byte[48 * Edge * 3], $"48,{Edge},3,8,u@1x1:1x1:1x1"),
            "other components" => Jpeg2000File.Encode(_folder, new byte[Edge * Edge], $"{Edge},{Edge},1,8,u"),
            "too many bits" => Jpeg2000File.Encode(_folder, new byte[Edge * Edge * 6], $"{Edge},{Edge},3,12,u@1x1:1x1:1x1"),
            "one-pixel precincts" => OnePixelPrecincts(Code("-c", "[64,64],[64,64],[64,64]", "-n", "3")),
            "a tile-part shorter than its head" => ShortTilePart(Code()),
            "truncated" => Code()[..^2000],
            "a JP2 file" => [0, 0, 0, 12, .. "jP  \r\n\u0087\n"u8, .. Code()],
            _ => Code(),
        };
        if (what == "one-pixel tiles")
        {
            code.AsSpan(24, 8).Clear();
            (code[27], code[31]) = (1, 1);
        }

        Assert.Contains(says, Assert.Throws<InputException>(() => Pixels(code)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_changed_byte_gives_pixels_or_one_line()
    {
        var (whole, random, refused) = (Code(), new Random(1), 0);
        for (var i = 0; i < 500; i++)
        {
            var code = whole.ToArray();
            code[random.Next(2) == 0 ? random.Next(code.Length) : random.Next(120)] = (byte)random.Next(256);
            try
            {
                Pixels(code);
            }
            catch (InputException refusal)
            {
                refused++;
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }

        Assert.InRange(refused, 50, 450);
    }

    // the sizes of precincts end the segment of the coding style (T.800, A.6.1): exponents of the sides
    private static byte[] OnePixelPrecincts(byte[] code)
    {
        var style = code.AsSpan().IndexOf((byte[])[0xFF, 0x52]);
        code.AsSpan(style + 14, code[style + 9] + 1).Clear();
        return code;
    }

    // Psot (T.800, A.4.2): from the marker on
    private static byte[] ShortTilePart(byte[] code)
    {
        var part = code.AsSpan().IndexOf((byte[])[0xFF, 0x90]);
        code.AsSpan(part + 6, 4).Clear();
        code[part + 9] = 12;
        return code;
    }

    private byte[] Pixels(byte[] code)
    {
        SlideFile.Write(_folder.File("a.svs"), SlideFile.Raw(Edge, Edge, (Compression)33005, Photometric.RGB, code));
        using var slide = WholeSlides.Open(_folder.File("a.svs"));
        var rgb = new byte[Edge * Edge * 3];
        slide.ReadRegion(0, 0, Edge, Edge, rgb);
        return rgb;
    }

    private byte[] Code(params string[] options) =>
        Jpeg2000File.Encode(_folder, [.. Enumerable.Range(0, Edge * Edge * 3).Select(i => (byte)((i * 31) ^ (i >> 3)))],
            $"{Edge},{Edge},3,8,u@1x1:1x1:1x1", options);
}
