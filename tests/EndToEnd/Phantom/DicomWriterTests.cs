using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MhdNet.Phantom;

namespace MhdNet.Tests.Data.Phantom;

public sealed class DicomWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(DicomLayout.Plain, 32)]
    [InlineData(DicomLayout.ImplicitUnsigned, 32)]
    [InlineData(DicomLayout.Shuffled, 32)]
    [InlineData(DicomLayout.Plain, 13)]
    public void Dcm2niix_reads_the_very_voxels_without_complaint(DicomLayout layout, int slices)
    {
        var ct = Write(layout, slices);
        var (code, output) = ExternalTool.Run("dcm2niix", "dcm2niix",
            "-z", "n", "-f", "converted", "-o", _folder, Path.Combine(_folder, "ct"));
        Assert.Equal(0, code);
        var warnings = output.Split('\n')
            .Where(line => line.Contains("arning", StringComparison.Ordinal) || line.Contains("rror", StringComparison.Ordinal));
        // it knows the makers of real scanners only, and a phantom names none of them
        Assert.All(warnings, line => Assert.Contains("Unable to determine manufacturer", line, StringComparison.Ordinal));
        AssertSame(ct, File.ReadAllBytes(Path.Combine(_folder, "converted.nii")));
    }

    [Fact]
    public void Every_file_says_that_it_is_synthetic()
    {
        Write(DicomLayout.Plain, 2);
        Assert.All(Directory.GetFiles(Path.Combine(_folder, "ct")), file =>
        {
            var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.Equal("DICM", text[128..132]);
            Assert.Contains("SYNTHETIC^PHANTOM P001", text, StringComparison.Ordinal);
            Assert.Contains("MhdNet SYNTHETIC PHANTOM", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Shuffled_names_are_in_another_order_than_the_slices()
    {
        Write(DicomLayout.Shuffled, 24);
        var positions = Directory.GetFiles(Path.Combine(_folder, "ct")).Order(StringComparer.Ordinal).Select(SliceLocation).ToList();
        Assert.Equal(24, positions.Distinct().Count());
        Assert.NotEqual(positions.OrderDescending(), positions);
    }

    private PhantomCt Write(DicomLayout layout, int slices)
    {
        var ct = PhantomThorax.Render(1, 1, PhantomParameters.Draw(1, 1, 4, PhantomKnobs.Fixed), 48, slices, 1);
        DicomWriter.Write(Path.Combine(_folder, "ct"), ct, PhantomPerson.Draw(1, 1, "P001"), 1, layout);
        return ct;
    }

    // Explicit representation: tag 0020,1041, DS, length, text.
    private static double SliceLocation(string file)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        var at = bytes.IndexOf("\u0020\0\u0041\u0010DS"u8);
        return double.Parse(Encoding.ASCII.GetString(bytes.Slice(at + 8, bytes[at + 6])), CultureInfo.InvariantCulture);
    }

    // NIfTI-1 counts from the right, the back and below; DICOM rows and our slices from the front and above.
    private static void AssertSame(PhantomCt ct, byte[] nifti)
    {
        short Header(int offset) => BinaryPrimitives.ReadInt16LittleEndian(nifti.AsSpan(offset));
        Assert.Equal([ct.Size, ct.Size, ct.Slices], [Header(42), Header(44), Header(46)]);
        Assert.Contains(Header(70), new short[] { 4, 512 }); // int16 and uint16; our values read alike as both
        var spacing = MemoryMarshal.Cast<byte, float>(nifti.AsSpan(80, 12)).ToArray();
        Assert.Equal(ct.PixelSpacing, spacing[0], 4);
        Assert.Equal(ct.SliceSpacing, spacing[2], 4);
        var (slope, intercept) = (BitConverter.ToSingle(nifti, 112), BitConverter.ToSingle(nifti, 116));
        var voxels = MemoryMarshal.Cast<byte, short>(nifti.AsSpan((int)BitConverter.ToSingle(nifti, 108)));
        var different = 0;
        for (var slice = 0; slice < ct.Slices; slice++)
        {
            for (var row = 0; row < ct.Size; row++)
            {
                for (var column = 0; column < ct.Size; column++)
                {
                    var stored = voxels[((((ct.Slices - 1 - slice) * ct.Size) + ct.Size - 1 - row) * ct.Size) + column];
                    different += (stored * slope) + intercept == ct.Hounsfield[(((slice * ct.Size) + row) * ct.Size) + column] ? 0 : 1;
                }
            }
        }

        Assert.Equal(0, different);
    }
}
