namespace MhdNet.Tests.Cli;

/// <summary>A short campaign; the long one is <c>mhdnet fuzz</c>.</summary>
public sealed class FuzzTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("dicom")]
    [InlineData("nifti")]
    [InlineData("tiff")]
    public async Task Damaged_files_are_read_or_refused_in_one_line(string reader)
    {
        var answer = await FuzzAsync("--reader", reader, "--inputs", "600", "--seed", "1");
        Assert.True(answer.Code == 0, answer.Output);
        Assert.Contains("seed 1: 600 inputs", answer.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 findings", answer.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    // what a campaign that never finds anything is worth, this one shows
    [Fact]
    public async Task Every_kind_of_misbehaviour_is_found_and_the_file_kept()
    {
        var answer = await FuzzAsync("--reader", "canary", "--inputs", "10", "--seed", "1");
        Assert.Equal(1, answer.Code);
        string[] kinds =
        [
            "refusal: of a valid file", "exception: KeyNotFoundException",
            "wrong result: -1 slices", "refusal: not one printable line", "refusal: does not say of which file",
            "allocation: the managed heap gave out", "allocation: the process grew by",
            "hang: nothing for 3 s", "crash: the process ended with",
        ];
        Assert.All(kinds, kind => Assert.Contains(kind, answer.Output, StringComparison.Ordinal));
        Assert.Equal(kinds.Length, Directory.GetFiles(_folder).Length);
        Assert.Equal("hang", File.ReadAllText(Path.Combine(_folder, "canary-1-8-hang.txt")));
    }

    [Fact]
    public async Task A_finding_comes_again_by_its_number()
    {
        var answer = await FuzzAsync("--reader", "canary", "--inputs", "1", "--first", "2");
        Assert.Equal(1, answer.Code);
        Assert.EndsWith("canary-1-2-throw.txt", Assert.Single(Directory.GetFiles(_folder)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_damages_alike()
    {
        var (once, again, other) = (await TableAsync(1), await TableAsync(1), await TableAsync(2));
        Assert.Equal(once, again);
        Assert.NotEqual(once, other);

        async Task<string> TableAsync(int seed) =>
            (await FuzzAsync("--reader", "dicom", "--inputs", "300", "--seed", $"{seed}")).Output.Split('\n')
            .Single(line => line.TrimStart().StartsWith("dicom ", StringComparison.Ordinal))[..40];
    }

    private Task<Mhdnet.Answer> FuzzAsync(params string[] arguments) => Mhdnet.RunAsync(["fuzz", .. arguments, "--output", _folder]);
}
