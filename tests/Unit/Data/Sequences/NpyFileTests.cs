using System.Text;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_what_numpy_writes()
    {
        // numpy.save of arange(6, dtype=uint8).reshape(2, 3): magic, 1.0, header of 118 bytes, data at 128
        var stream = new MemoryStream();
        NpyFile.Write(stream, [2, 3], [0, 1, 2, 3, 4, 5]);
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n";
        Assert.Equal([0x93, .. Encoding.ASCII.GetBytes("NUMPY"), 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), 0, 1, 2, 3, 4, 5],
            stream.ToArray());
    }

    [Theory]
    [InlineData(new[] { 1, 24, 8, 8 })]
    [InlineData(new[] { 7 })]
    public void What_is_written_is_read(int[] shape)
    {
        var data = Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (byte)i).ToArray();
        using (var stream = File.Create(_folder.File("a.npy")))
        {
            NpyFile.Write(stream, shape, data);
        }

        Assert.Equal(data, NpyFile.Read(_folder.File("a.npy"), shape));
        var failure = Assert.Throws<InputException>(() => NpyFile.Read(_folder.File("a.npy"), [.. shape, 1]));
        Assert.Contains("shape", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_truncated_and_foreign_files_are_refused()
    {
        _folder.Write("text.npy", "not an array at all");
        var stream = new MemoryStream();
        NpyFile.Write(stream, [4], [1, 2, 3, 4]);
        File.WriteAllBytes(_folder.File("short.npy"), stream.ToArray()[..^1]);
        foreach (var name in new[] { "none.npy", "text.npy", "short.npy" })
        {
            Assert.Contains(name, Assert.Throws<InputException>(() => NpyFile.Read(_folder.File(name), [4])).Message,
                StringComparison.Ordinal);
        }
    }
}
