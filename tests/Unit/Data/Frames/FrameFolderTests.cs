using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Data.Frames;
using MhdNet.Runtime;
using SkiaSharp;

namespace MhdNet.Tests.Data;

public sealed class FrameFolderTests : IDisposable
{
    private static readonly PreprocessingOptions Options = new() { Frames = 3, Size = 4 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frames_come_in_natural_order_and_untouched_where_the_size_is_right()
    {
        FrameTree.Grey(_folder.Path, 12, size: 4);
        var frames = FrameFolder.Open(_folder.Path);
        Assert.Equal(["9.png", "10.png", "11.png", "12.png"], frames.Files.Skip(8).Select(Path.GetFileName));
        Assert.False(frames.AreInColour());
        var pixels = frames.Read(9, channels: 1, Options);
        Assert.Equal(3 * 16, pixels.Length);
        for (var t = 0; t < 3; t++)
        {
            Assert.Equal([255, 49 + t, 49 + t, 49 + t], pixels.Skip((16 * t) + 4).Take(4).Select(grey => (int)grey));
        }
    }

    [Theory]
    [InlineData("png", 0)]
    [InlineData("jpg", 3)]
    public void Colours_come_in_planes_and_shrink_by_area(string ending, int tolerance)
    {
        FrameTree.Coloured(_folder.Path, 3, size: 16, ending);
        var frames = FrameFolder.Open(_folder.Path);
        Assert.True(frames.AreInColour());
        var pixels = frames.Read(0, channels: 3, Options);
        Assert.Equal(3 * 3 * 16, pixels.Length);
        int[] expected = [100, 50, 120];
        for (var channel = 0; channel < 3; channel++)
        {
            // a pixel off the white column
            Assert.InRange(pixels[(channel * 48) + 5], expected[channel] - tolerance, expected[channel] + tolerance);
            // 1 of 4 columns is white
            var mixed = ((3 * expected[channel]) + 255) / 4.0;
            Assert.InRange(pixels[channel * 48], mixed - 1 - (10 * tolerance), mixed + 1 + (10 * tolerance));
        }
    }

    [Fact]
    public void What_is_no_frame_is_one_line()
    {
        FrameTree.Grey(_folder.File("sizes"), 2);
        FrameTree.Grey(_folder.File("sizes"), 1, size: 9, name: _ => "3");
        Says("sizes", "3.png has 9 x 9 pixels, 1.png 8 x 8");
        FrameTree.Grey(_folder.File("mixed"), 3);
        FrameTree.Write(_folder.File("mixed"), 1, 8, "png", _ => "9", (_, _, _) => SKColors.Red);
        Says("mixed", "1 of 4 frames are in colour");
        _folder.Write("text/1.png", "no picture");
        Says("text", "no PNG or JPEG picture");
        FrameTree.Grey(_folder.File("torn"), 1, size: 200);
        var torn = _folder.File("torn/1.png");
        File.WriteAllBytes(torn, File.ReadAllBytes(torn)[..^60]);
        Says("torn", "truncated or damaged");
        Directory.CreateDirectory(_folder.File("bomb"));
        File.WriteAllBytes(_folder.File("bomb/1.png"), Header(60_000, 60_000, 8));
        Says("bomb", "60000 x 60000 pixels");
        Directory.CreateDirectory(_folder.File("deep"));
        File.WriteAllBytes(_folder.File("deep/1.png"), Header(8, 8, 16));
        Says("deep", "16 bits per channel");
    }

    [Fact]
    public void A_folder_of_pictures_beside_dicom_is_a_series()
    {
        FrameTree.Grey(_folder.File("a"), 1);
        Assert.True(FrameFolder.Is(_folder.File("a")));
        _folder.Write("a/1-01.dcm", "");
        Assert.False(FrameFolder.Is(_folder.File("a")));
        Assert.False(FrameFolder.Is(_folder.File("none")));
        Assert.False(FrameFolder.Is(_folder.Path));
    }

    [Fact]
    public void A_series_on_disk_and_ready_frames_are_cut_by_one_call()
    {
        FrameTree.Grey(_folder.File("f"), 7);
        Assert.Equal([0, 3], CtSequences.Of(_folder.File("f"), Options).Select(sequence => sequence.First));
        FrameTree.Coloured(_folder.File("c"), 7);
        Assert.Contains("in colour where CT is meant",
            Assert.Throws<InputException>(() => CtSequences.Of(_folder.File("c"), Options)).Message, StringComparison.Ordinal);
        Assert.Contains("ready frames, not a CT series",
            Assert.Throws<InputException>(() => CtReaders.Read(_folder.File("f"))).Message, StringComparison.Ordinal);
    }

    private void Says(string folder, string what)
    {
        var failure = Assert.Throws<InputException>(() => FrameFolder.Open(_folder.File(folder)).AreInColour());
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File(folder), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    // signature, IHDR with its checksum, nothing else
    private static byte[] Header(int width, int height, byte depth)
    {
        byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
        byte[] chunk = [.. "IHDR"u8, .. Big(width), .. Big(height), depth, 0, 0, 0, 0];
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Big(13), .. chunk, .. Big((int)Crc(chunk)), .. Big(0), .. "IDAT"u8];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
            }
        }

        return ~crc;
    }
}
