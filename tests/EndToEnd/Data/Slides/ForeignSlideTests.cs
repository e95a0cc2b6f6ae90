using BitMiracle.LibTiff.Classic;
using MhdNet.Data.Slides;
using MhdNet.Runtime;
using MhdNet.Tests.Data.Phantom;

namespace MhdNet.Tests.Data.Slides;

/// <summary>Slides of scanners that are not read are named in one line, with the command that converts them.</summary>
public sealed class ForeignSlideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.ndpi", "Hamamatsu NDPI")]
    [InlineData("a.bif", "Ventana BIF")]
    [InlineData("a.mrxs", "MIRAX")]
    [InlineData("A.SCN", "Leica SCN")]
    public void By_the_ending(string name, string format) => Refused(_folder.Write(name, "whatever is in it"), format);

    [Fact]
    public void By_what_is_in_a_renamed_file()
    {
        File.WriteAllBytes(_folder.File("ndpi.tif"), new TiffFile().Bytes([TiffFile.Tiled(new TiffFile.Entry(65420, 4, 1, 1))]));
        Refused(_folder.File("ndpi.tif"), "Hamamatsu NDPI");

        var xmp = "<EncodeInfo Ver=\"2\"><SlideStitchInfo/></EncodeInfo>"u8.ToArray();
        SlideFile.Write(
            _folder.File("bif.tif"), tiff =>
            {
                tiff.SetField(TiffTag.XMLPACKET, xmp.Length, xmp);
                SlideFile.Tiled(64, 64, SlideFile.Place)(tiff);
            });
        Refused(_folder.File("bif.tif"), "Ventana BIF");

        var other = "<x:xmpmeta>any other note</x:xmpmeta>"u8.ToArray();
        SlideFile.Write(
            _folder.File("plain.tif"), tiff =>
            {
                tiff.SetField(TiffTag.XMLPACKET, other.Length, other);
                SlideFile.Tiled(64, 64, SlideFile.Place)(tiff);
            });
        using var slide = WholeSlides.Open(_folder.File("plain.tif"));
        Assert.Equal(64, slide.Width);
    }

    [Fact]
    public void The_command_that_is_named_gives_a_slide_that_is_read()
    {
        var foreign = _folder.File("a.ndpi");
        SlideFile.Write(foreign, SlideFile.Tiled(256, 192, SlideFile.Place,
            Compression.JPEG, description: "Aperio Image Library v11\r\n256x192 |AppMag = 20|MPP = 0.4990"));
        var said = Assert.Throws<InputException>(() => WholeSlides.Open(foreign)).Message;
        string[] command = [.. said[said.IndexOf("vips tiffsave", StringComparison.Ordinal)..].Split(' ').Select(word => word.Trim('\''))];
        var (code, output) = ExternalTool.Run("libvips-tools", command[0], command[1..]);
        Assert.True(code == 0, output);
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        Assert.Equal((256, 192), (slide.Width, slide.Height));
        Assert.InRange(slide.MicronsPerPixel!.Value, 0.498, 0.5);
    }

    private static void Refused(string path, string format)
    {
        var error = Assert.Throws<InputException>(() => WholeSlides.Open(path));
        Assert.StartsWith($"{path}: a slide in {format}, which is not read: convert it", error.Message, StringComparison.Ordinal);
        Assert.Contains($"vips tiffsave '{path}' '{Path.ChangeExtension(path, null)}.tif'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
