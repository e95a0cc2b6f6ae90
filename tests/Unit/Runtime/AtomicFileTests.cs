
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

    [Theory]
    [InlineData(28, true)]   // ENOSPC
    [InlineData(122, true)]  // EDQUOT
    [InlineData(39, false)]  // ENOTEMPTY
    [InlineData(13, false)]  // EACCES
    public void A_full_disk_is_one_line_and_loses_nothing(int error, bool full)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "error numbers are Linux's");
        var path = Path.Combine(_folder, "a.txt");
        AtomicFile.WriteText(path, "old");
        var failure = new IOException("the system's words", error);
        void Write(Action<Action> write)
        {
            var thrown = Record.Exception(() => write(() => throw failure))!;
            Assert.Equal(full, thrown is InputException);
            Assert.Equal(!full, thrown == failure);
            Assert.Equal(full, thrown.Message.Contains("the disk is full: free space", StringComparison.Ordinal));
            Assert.DoesNotContain(".tmp", thrown.Message, StringComparison.Ordinal);
        }

        Write(fail => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            fail();
        }));
        Write(fail => AtomicFile.WriteFolder(Path.Combine(_folder, "run"), folder =>
        {
            File.WriteAllText(Path.Combine(folder, "x"), "1");
            fail();
        }));
        Write(fail => AtomicFile.WriteFiles(Path.Combine(_folder, "cohort"), folder =>
        {
            File.WriteAllText(Path.Combine(folder, "x"), "1");
            fail();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Several_files_come_together_and_leave_the_others()
    {
        var there = Path.Combine(_folder, "there");
        File.WriteAllText(there, "kept");
        AtomicFile.WriteFiles(_folder, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "a"), "1");
            File.WriteAllText(Path.Combine(folder, "b"), "2");
        });
        Assert.Equal(["a", "b", "there"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("kept", File.ReadAllText(there));
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
