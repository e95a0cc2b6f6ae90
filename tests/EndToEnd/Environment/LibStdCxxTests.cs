using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace MhdNet.Tests.BuildEnvironment; // not ".Environment", which would hide System.Environment from all tests

/// <summary>The build's libstdc++ fix (environment/LibStdCxx.targets), driven on copies in a folder of its own.</summary>
public sealed class LibStdCxxTests : IDisposable
{
    private const string Version = "GLIBCXX_3.4.32";

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    private string Library => Path.Combine(_folder, PackagedLibrary.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Version + "\0")]
    [InlineData("GLIBCXX_3.4.30\0" + Version + "\0GLIBCXX_3.4.33\0")]
    public void Where_the_runtime_has_the_version_the_library_stays_as_it_came(string runtime)
    {
        OnLinux();
        var original = PackagedLibrary.Original();
        File.WriteAllBytes(Library, original);
        var written = File.GetLastWriteTimeUtc(Library);

        var (code, output) = Weaken(runtime);

        Assert.True(code == 0, output);
        Assert.Equal(original, File.ReadAllBytes(Library));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Library));
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.30\0")]
    [InlineData(Version + "9\0")] // a longer name is another version
    public void Elsewhere_it_differs_in_one_flag_and_a_second_build_changes_nothing(string runtime)
    {
        OnLinux();
        var original = PackagedLibrary.Original();
        File.WriteAllBytes(Library, original);

        var (code, output) = Weaken(runtime);
        Assert.True(code == 0, output);
        Assert.Contains($"the need for {Version} is weak now", output, StringComparison.Ordinal);
        var patched = File.ReadAllBytes(Library);
        AssertOnlyTheFlagDiffers(original, patched);

        var written = File.GetLastWriteTimeUtc(Library);
        (code, output) = Weaken(runtime);
        Assert.True(code == 0, output);
        Assert.DoesNotContain("is weak now", output, StringComparison.Ordinal);
        Assert.Equal(patched, File.ReadAllBytes(Library));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Library));
        Assert.Single(Directory.GetFiles(_folder, PackagedLibrary.FileName + "*"));
    }

    [Fact]
    public void A_hard_link_is_replaced_and_what_it_was_linked_to_keeps_its_bytes()
    {
        OnLinux();
        var original = PackagedLibrary.Original();
        var cache = Path.Combine(_folder, "cache.so");
        File.WriteAllBytes(cache, original);
        var (code, output) = Repository.Run("ln", cache, Library);
        Assert.True(code == 0, output);

        (code, output) = Weaken("GLIBCXX_3.4.30\0");

        Assert.True(code == 0, output);
        Assert.Equal(original, File.ReadAllBytes(cache));
        AssertOnlyTheFlagDiffers(original, File.ReadAllBytes(Library));
    }

    [Fact]
    public void The_package_cache_still_holds_what_the_package_delivered()
    {
        OnLinux();
        Assert.Equal(PackagedLibrary.Original(), File.ReadAllBytes(PackagedLibrary.Cached));
    }

    [Theory]
    [InlineData(0)] // empty
    [InlineData(40)] // not even the header
    [InlineData(100_000)] // the header, and section tables beyond the end
    public void A_torn_library_stops_the_build_with_one_clear_line(int bytes)
    {
        OnLinux();
        AssertRefused(PackagedLibrary.Original()[..bytes]);
    }

    [Fact]
    public void A_file_that_is_no_library_stops_the_build_with_one_clear_line()
    {
        OnLinux();
        AssertRefused(Encoding.ASCII.GetBytes(new string('x', 4096)));
    }

    [Fact]
    public void The_output_these_tests_run_from_loads_and_computes()
    {
        OnLinux();
        using (var four = ones(2, 2).sum())
        {
            Assert.Equal(4f, four.item<float>());
        }

        var output = Path.Combine(AppContext.BaseDirectory, PackagedLibrary.FileName);
        Assert.Contains(output, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
        Assert.True(NativeLibrary.TryLoad(output, out var handle));
        NativeLibrary.Free(handle);
        var (original, built) = (PackagedLibrary.Original(), File.ReadAllBytes(output));
        if (!original.AsSpan().SequenceEqual(built))
        {
            AssertOnlyTheFlagDiffers(original, built);
        }
    }

    private static void OnLinux() =>
        Assert.SkipUnless(RuntimeInformation.RuntimeIdentifier == "linux-x64", "the fix is for Linux on x64");

    private void AssertRefused(byte[] content)
    {
        File.WriteAllBytes(Library, content);
        var (code, output) = Weaken("GLIBCXX_3.4.30\0");
        Assert.NotEqual(0, code);
        Assert.Contains($"{Library} is not a whole 64-bit ELF library: delete it", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(Library));
    }

    /// <summary>One byte differs, by the weak bit, right behind the hash of the version's name (System V, "Symbol Versioning").</summary>
    private static void AssertOnlyTheFlagDiffers(byte[] original, byte[] patched)
    {
        Assert.Equal(original.Length, patched.Length);
        var at = Assert.Single(Enumerable.Range(0, original.Length), i => original[i] != patched[i]);
        Assert.Equal(original[at] | 0x2, patched[at]);
        Assert.Equal(ElfHash(Version), BitConverter.ToUInt32(original, at - 4));
    }

    private static uint ElfHash(string name)
    {
        var hash = 0u;
        foreach (var letter in name)
        {
            hash = (hash << 4) + letter;
            var high = hash & 0xf000_0000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    /// <summary>Runs the target on the folder's library, with a stand-in for the system's C++ runtime.</summary>
    private (int Code, string Output) Weaken(string runtime)
    {
        var standIn = Path.Combine(_folder, "libstdc++.so.6");
        File.WriteAllText(standIn, runtime);
        var project = Path.Combine(_folder, "weaken.proj");
        File.WriteAllText(project, $"""<Project><Import Project="{Repository.PathOf("environment", "LibStdCxx.targets")}" /></Project>""");
        return Repository.Run(
            "dotnet", "msbuild", project, "-nologo", "-nodeReuse:false", "-tl:off", "-verbosity:normal",
            "-target:WeakenLibTorchSharpVersionNeed", $"-property:OutDir={_folder}/", $"-property:LibStdCxx={standIn}");
    }
}
