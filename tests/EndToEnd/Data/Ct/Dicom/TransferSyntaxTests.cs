using MhdNet.Data.Ct;
using MhdNet.Phantom;
using MhdNet.Tests.Data.Phantom;

namespace MhdNet.Tests.Data.Dicom;

/// <summary>One synthetic series in every transfer syntax, as dcmtk writes it, against the uncompressed one and against dcm2niix.</summary>
public sealed class TransferSyntaxTests : IDisposable
{
    private const int Slices = 6;
    private const int Size = 45; // no multiple of a JPEG block's edge

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, DicomLayout, string[]> Converters => new()
    {
        { "implicit", DicomLayout.Plain, ["dcmconv", "+ti"] },
        { "explicit", DicomLayout.ImplicitUnsigned, ["dcmconv", "+te"] },
        { "big endian", DicomLayout.Plain, ["dcmconv", "+tb"] },
        { "big endian, unsigned", DicomLayout.ImplicitUnsigned, ["dcmconv", "+tb"] },
        { "deflated", DicomLayout.Plain, ["dcmconv", "+td"] },
        { "sequences of undefined length", DicomLayout.Plain, ["dcmconv", "+te", "-e", "+g"] },
        { "RLE", DicomLayout.Plain, ["dcmcrle"] },
        { "RLE, unsigned", DicomLayout.ImplicitUnsigned, ["dcmcrle"] },
        { "JPEG Lossless", DicomLayout.ImplicitUnsigned, ["dcmcjpeg", "+e1"] },
        { "JPEG Lossless, signed", DicomLayout.Plain, ["dcmcjpeg", "+e1"] },
        { "JPEG Lossless, predictor 4", DicomLayout.ImplicitUnsigned, ["dcmcjpeg", "+el", "+sv", "4"] },
        { "JPEG Lossless, in fragments", DicomLayout.ImplicitUnsigned, ["dcmcjpeg", "+e1", "+fs", "1"] },
        { "JPEG-LS", DicomLayout.ImplicitUnsigned, ["dcmcjpls"] },
        { "JPEG-LS, signed", DicomLayout.Plain, ["dcmcjpls"] },
        { "JPEG 2000", DicomLayout.ImplicitUnsigned, ["gdcmconv", "--j2k"] },
        { "JPEG 2000, signed", DicomLayout.Plain, ["gdcmconv", "--j2k"] },
    };

    [Theory]
    [MemberData(nameof(Converters))]
    public void Every_syntax_gives_the_same_voxels(string name, DicomLayout layout, string[] converter)
    {
        Write(layout);
        Convert("converted", "ct", converter);
        var expected = CtReaders.Read(_folder.File("ct")).ReadAll();
        Assert.True(expected.Distinct().Count() > 100, "an empty picture proves nothing");
        Assert.Equal(expected, CtReaders.Read(_folder.File("converted")).ReadAll());

        // Debian's dcm2niix reads neither deflated files, nor images in several fragments, nor JPEG-LS: then the plain series stands in
        var source = name is "deflated" or "JPEG Lossless, in fragments" or "JPEG-LS" or "JPEG-LS, signed" ? "ct" : "converted";
        Assert.Equal(0, ExternalTool.Run("dcm2niix", "dcm2niix", "-z", "n", "-f", "v", "-o", _folder.Path, _folder.File(source)).Code);
        Assert.Equal(expected, CtReaders.Read(_folder.File("v.nii")).ReadAll());
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.90", false)]
    [InlineData("1.2.840.10008.1.2.4.91", false)]
    [InlineData("1.2.840.10008.1.2.4.90", true)]
    public void Jpeg_2000_gives_the_same_voxels(string syntax, bool signed)
    {
        var random = new Random(1);
        int[] pixels = [.. Enumerable.Range(0, Size * 40).Select(i => random.Next(4096))];
        File.WriteAllBytes(_folder.File("1.dcm"), Encapsulated(syntax, Codestream(pixels, signed), signed).Bytes());
        Assert.Equal(pixels.Select(value => (short)(signed ? value - 32768 : value)), CtReaders.Read(_folder.Path).ReadAll());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Jpeg_2000_is_read_or_refused_without_a_word_from_its_decoder(bool damaged)
    {
        var code = Codestream([.. Enumerable.Range(0, Size * 40)], signed: false);
        code.AsSpan(damaged ? code.Length / 2 : code.Length).Fill(0xFF);
        foreach (var name in new[] { "1.dcm", "2.dcm" }) // the same slice twice: their pixels are looked at
        {
            File.WriteAllBytes(_folder.File(name), Encapsulated("1.2.840.10008.1.2.4.90", code, signed: false).Bytes());
        }

        var answer = await Cli.Mhdnet.RunAsync("preprocess", "--ct", _folder.Path);
        Assert.Equal(damaged ? $"error: {_folder.File("1.dcm")}: damaged JPEG 2000 image: fetch the file again\n" : "", answer.Error);
    }

    [Theory]
    [InlineData("JPEG Extended", "1.2.840.10008.1.2.4.51", "dcmdjpeg in.dcm out.dcm")]
    [InlineData("JPEG Baseline", "1.2.840.10008.1.2.4.50", "dcmdjpeg in.dcm out.dcm")]
    public void What_is_not_read_is_named_with_the_command_that_converts_it(string name, string syntax, string command)
    {
        File.WriteAllBytes(_folder.File("1.dcm"), new SliceFile { Syntax = syntax }.Bytes());
        var failure = Assert.Throws<MhdNet.Runtime.InputException>(() => CtReaders.Read(_folder.Path));
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.Contains(command, failure.Message, StringComparison.Ordinal);
    }

    // words are swapped in big endian whatever they hold (PS3.5, 7.3 and A.2)
    [Fact]
    public void Eight_bits_in_big_endian_words_give_the_same_voxels()
    {
        Directory.CreateDirectory(_folder.File("ct"));
        File.WriteAllBytes(_folder.File("ct/1.dcm"),
            new SliceFile { Allocated = 8, Stored = 8, HighBit = 7, Signed = false, Pixels = [0, 1, 2, 3, 4, 255] }.Bytes());
        Convert("converted", "ct", ["dcmconv", "+tb"]);
        Assert.Equal([0, 1, 2, 3, 4, 255], CtReaders.Read(_folder.File("converted")).ReadAll());
    }

    // near-lossless: dcmtk decodes the same image to the same values
    [Fact]
    public void Near_lossless_jpeg_ls_gives_the_voxels_that_dcmtk_gives()
    {
        Write(DicomLayout.ImplicitUnsigned);
        Convert("near", "ct", ["dcmcjpls", "+en", "+md", "3"]);
        Convert("plain", "near", ["dcmdjpls"]);
        var near = CtReaders.Read(_folder.File("near")).ReadAll();
        Assert.Equal(CtReaders.Read(_folder.File("plain")).ReadAll(), near);
        Assert.NotEqual(CtReaders.Read(_folder.File("ct")).ReadAll(), near);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_of_an_enhanced_file_give_the_voxels_that_dcm2niix_gives(bool compressed)
    {
        int[] pixels = [.. Enumerable.Range(0, 5 * Size * 40).Select(i => (i * 7919) % 4096)];
        Directory.CreateDirectory(_folder.File("ct"));
        File.WriteAllBytes(_folder.File("ct/1.dcm"), EnhancedFile.Bytes([10, 5, 0, -5, -10], pixels, 40, Size));
        Convert("rle", "ct", ["dcmcrle"]);
        Assert.Equal(0, ExternalTool.Run("dcm2niix", "dcm2niix", "-z", "n", "-f", "v", "-o", _folder.Path, _folder.File("ct")).Code);
        Assert.Equal(CtReaders.Read(_folder.File("v.nii")).ReadAll(), CtReaders.Read(_folder.File(compressed ? "rle" : "ct")).ReadAll());
    }

    private void Convert(string to, string from, string[] converter)
    {
        Directory.CreateDirectory(_folder.File(to));
        foreach (var file in Directory.GetFiles(_folder.File(from)))
        {
            var (code, output) = ExternalTool.Run(converter[0].StartsWith("gdcm", StringComparison.Ordinal)
                ? "libgdcm-tools" : "dcmtk", converter[0],
                [.. converter[1..], file, Path.Combine(_folder.File(to), Path.GetFileName(file))]);
            Assert.True(code == 0, $"{string.Join(' ', converter)}: {output}");
        }
    }

    private static SliceFile Encapsulated(string syntax, byte[] image, bool signed) => new()
    {
        Syntax = syntax,
        Rows = 40,
        Columns = Size,
        Signed = signed,
        Stored = 16,
        Pixels = null,
        After = SliceFile.Raw(true, 0x7FE0, 0x0010, "OB",
            [.. SliceFile.Raw(false, 0xFFFE, 0xE000, "", []), .. SliceFile.Raw(false, 0xFFFE, 0xE000, "", image),
                .. SliceFile.Raw(false, 0xFFFE, 0xE0DD, "", [])], uint.MaxValue),
    };

    // an unsigned image and a signed one differ in one bit of their heads, and in their values by half the range
    private byte[] Codestream(int[] pixels, bool signed)
    {
        var code = Jpeg2000File.Encode(_folder,
            [.. pixels.SelectMany(value => (byte[])[(byte)(value >> 8), (byte)value])], $"{Size},40,1,16,u");
        code[42] |= (byte)(signed ? 0x80 : 0);
        return code.Length % 2 == 0 ? code : [.. code, 0];
    }

    private void Write(DicomLayout layout)
    {
        var ct = PhantomThorax.Render(1, 1, PhantomParameters.Draw(1, 1, 4, PhantomKnobs.Fixed), Size, Slices, 1);
        DicomWriter.Write(_folder.File("ct"), ct, PhantomPerson.Draw(1, 1, "P001"), 1, layout);
    }
}
