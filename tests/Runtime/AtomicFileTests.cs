using MhdNet.Runtime;

namespace MhdNet.Tests.Runtime;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_failing_write_leaves_the_old_file_and_no_remains()
    {
        var path = Path.Combine(_folder, "a.txt");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_failing_folder_leaves_the_old_one_and_no_remains()
    {
        var path = Path.Combine(_folder, "run");
        AtomicFile.WriteFolder(path, folder => File.WriteAllText(Path.Combine(folder, "x"), "1"));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.WriteFolder(path, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "y"), "2");
            throw new InvalidOperationException();
        }));
        Assert.Equal([Path.Combine(path, "x")], Directory.GetFileSystemEntries(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }
}
