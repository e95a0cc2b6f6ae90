using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Slides;

/// <summary>Files that announce more than they hold are refused before anything is allocated for them.</summary>
public sealed class TiffStructureTests : IDisposable
{
    private const long MostAllocated = 4 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Both_byte_orders_and_the_large_form_are_read(bool big, bool motorola)
    {
        var bytes = new TiffFile(big, motorola).Bytes([TiffFile.Tiled()]);
        File.WriteAllBytes(_folder.File("a.tif"), bytes);
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        Assert.Equal((64, 64), (slide.Width, slide.Height));
        Assert.Null(slide.MicronsPerPixel);
    }

    [Fact]
    public void The_large_form_in_big_endian_which_the_library_does_not_open_is_refused()
    {
        File.WriteAllBytes(_folder.File("a.tif"), new TiffFile(big: true, motorola: true).Bytes([TiffFile.Tiled()]));
        Assert.Contains("a.tif: damaged TIFF", Assert.Throws<InputException>(() => WholeSlides.Open(_folder.File("a.tif"))).Message,
            StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "a circle", "circle" },
        { "two million bytes of directories", "more than 1000 images" },
        { "a directory beyond the end", "a directory is missing" },
        { "a sum that overflows", "a directory is missing" },
        { "tiles of 65535", "damaged TIFF" },
        { "tiles of 0", "an image of 64 x 64" },
        { "a side of four thousand million", "too short" },
        { "tiles of 1 pixel", "too short" },
        { "65535 planes", "too short" },
        { "a table longer than the file", "more than the file holds" },
        { "a product that overflows", "more than the file holds" },
        { "a tile beyond the end", "truncated" },
        { "a tile of gigabytes", "truncated" },
        { "a short table of lengths", "" },
        { "no entries", "damaged TIFF" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_a_file_cannot_hold_is_refused_in_one_line(string what, string says)
    {
        const ulong Many = uint.MaxValue;
        TiffFile.Entry[] Odd(params TiffFile.Entry[] entries) => TiffFile.Tiled(entries);
        var bytes = what switch
        {
            "a circle" => new TiffFile().Bytes([TiffFile.Tiled(), TiffFile.Tiled()], last: 1),
            "two million bytes of directories" => new TiffFile().Bytes(Enumerable.Repeat(TiffFile.Tiled(), 15_000)),
            "a directory beyond the end" => new TiffFile().Bytes([TiffFile.Tiled()], last: Many),
            "a sum that overflows" => new TiffFile(big: true).Bytes([TiffFile.Tiled()], last: ulong.MaxValue - 3),
            "tiles of 65535" => new TiffFile().Bytes([Odd(new(322, 4, 1, 65535), new(323, 4, 1, 65535))]),
            "tiles of 0" => new TiffFile().Bytes([Odd(new(322, 4, 1, 0), new(323, 4, 1, 0))]),
            "a side of four thousand million" => new TiffFile().Bytes([Odd(new TiffFile.Entry(256, 4, 1, Many), new(257, 4, 1, Many))]),
            "tiles of 1 pixel" =>
                new TiffFile().Bytes([Odd(new(256, 4, 1, 60000), new(257, 4, 1, 60000), new(322, 4, 1, 1), new(323, 4, 1, 1))]),
            "65535 planes" => new TiffFile().Bytes([Odd(new(277, 3, 1, 65535), new(284, 3, 1, 2))]),
            "a table longer than the file" => new TiffFile().Bytes([Odd(new TiffFile.Entry(324, 4, 1 << 20, 8))]),
            "a product that overflows" => new TiffFile(big: true).Bytes([Odd(new TiffFile.Entry(324, 16, (ulong.MaxValue / 8) + 2, 8))]),
            "a tile beyond the end" => new TiffFile().Bytes([Odd(new TiffFile.Entry(324, 4, 1, Many))]),
            "a tile of gigabytes" => new TiffFile().Bytes([Odd(new TiffFile.Entry(259, 3, 1, 5), new(325, 4, 1, Many))]),
            "a short table of lengths" =>
                new TiffFile().Bytes([Odd(new(256, 4, 1, 128), new(259, 3, 1, 5), new(324, 3, 2, 8), new(325, 4, 1, 12288))]),
            _ => new TiffFile().Bytes([[]]),
        };
        File.WriteAllBytes(_folder.File("a.svs"), bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<InputException>(() => WholeSlides.Open(_folder.File("a.svs")));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains("a.svs: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Any_changed_byte_gives_a_picture_or_one_line()
    {
        SlideFile.Write(_folder.File("a.svs"),
            SlideFile.Tiled(128, 64, SlideFile.Place, BitMiracle.LibTiff.Classic.Compression.JPEG, tile: 32), SlideFile.Strips(20, 10));
        var whole = File.ReadAllBytes(_folder.File("a.svs"));
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 1500; i++)
        {
            var bytes = whole.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                // the directories lie behind the tiles; half of the changes go there
                var at = random.Next(2) == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(400);
                bytes[at] = (byte)(random.Next(3) switch { 0 => 0, 1 => 255, _ => random.Next(256) });
            }

            File.WriteAllBytes(_folder.File("b.svs"), bytes);
            try
            {
                using var slide = WholeSlides.Open(_folder.File("b.svs"));
                slide.ReadRegion(0, 0, 64, 64, new byte[64 * 64 * 3]);
                _ = slide.Thumbnail(32);
            }
            catch (InputException refusal)
            {
                refused++;
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }

        Assert.InRange(refused, 100, 1400);
    }
}
