using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MhdNet.Tests.BuildEnvironment; // not ".Environment", which would hide System.Environment from all tests

/// <summary>The build's libstdc++ fix (environment/LibStdCxx.targets), driven on copies.</summary>
public sealed class LibStdCxxTests(WeakenedLibraries libraries) : IClassFixture<WeakenedLibraries>
{
    private const string Version = WeakenedLibraries.Version;

    [Theory]
    [InlineData("there alone")]
    [InlineData("there among others")]
    public void Where_the_runtime_has_the_version_the_library_stays_as_it_came(string runtime)
    {
        var one = Weakened(runtime);
        Assert.True(one.Succeeded, one.Said);
        Assert.Equal(one.Before, File.ReadAllBytes(one.Library));
        Assert.Equal(one.Written, File.GetLastWriteTimeUtc(one.Library));
    }

    [Theory]
    [InlineData("lacking")]
    [InlineData("longer name")]
    public void Elsewhere_it_differs_in_one_flag_and_a_second_build_changes_nothing(string runtime)
    {
        var one = Weakened(runtime);
        Assert.True(one.Succeeded, one.Said);
        Assert.Contains($"the need for {Version} is weak now", one.Said, StringComparison.Ordinal);
        AssertOnlyTheFlagDiffers(one.Before, File.ReadAllBytes(one.Library));

        var again = Weakened(runtime + ", again");
        Assert.True(again.Succeeded, again.Said);
        Assert.DoesNotContain("is weak now", again.Said, StringComparison.Ordinal);
        Assert.Equal(again.Before, File.ReadAllBytes(again.Library));
        Assert.Equal(again.Written, File.GetLastWriteTimeUtc(again.Library));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(again.Library)!, PackagedLibrary.FileName + "*"));
    }

    [Fact]
    public void A_hard_link_is_replaced_and_what_it_was_linked_to_keeps_its_bytes()
    {
        var one = Weakened("hard link");
        Assert.True(one.Succeeded, one.Said);
        Assert.Equal(one.Before, File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(one.Library)!, WeakenedLibraries.LinkedFrom)));
        AssertOnlyTheFlagDiffers(one.Before, File.ReadAllBytes(one.Library));
    }

    [Fact]
    public void The_package_cache_still_holds_what_the_package_delivered()
    {
        OnLinux();
        Assert.Equal(PackagedLibrary.Original(), File.ReadAllBytes(PackagedLibrary.Cached));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("not even the header")]
    [InlineData("section tables beyond the end")]
    [InlineData("no library")]
    public void What_is_torn_or_no_library_stops_the_build_with_one_clear_line(string what)
    {
        var one = Weakened(what);
        Assert.False(one.Succeeded);
        Assert.Contains($"{one.Library} is not a whole 64-bit ELF library: delete it", one.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", one.Said, StringComparison.Ordinal);
        Assert.Equal(one.Before, File.ReadAllBytes(one.Library));
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

    private WeakenedLibrary Weakened(string name)
    {
        OnLinux();
        return libraries.Find(name);
    }
}
