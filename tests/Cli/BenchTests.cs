namespace MhdNet.Tests.Cli;

/// <summary>The benchmarks run and say what they measured; what is fast is no business of a test.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("kernels", "involution, stage 1", "attention over the correlation, stage 1", "ConMB", "memory update")]
    [InlineData("steps", "teacher step", "student step", "typing one sequence")]
    public async Task A_benchmark_prints_its_table_and_writes_it(string which, params string[] rows)
    {
        var file = Path.Combine(_folder, "table.md");
        var answer = await Mhdnet.RunAsync("bench", which, "--scale", "smoke", "--rounds", "1", "-o", file);
        Assert.True(answer.Code == 0, answer.Error);
        var table = File.ReadAllText(file);
        Assert.All(rows, row => Assert.Contains(row, table, StringComparison.Ordinal));
        Assert.Contains("load average", table, StringComparison.Ordinal);
        Assert.Contains("libtorch", table, StringComparison.Ordinal);
        Assert.Contains(rows[0], answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-python", "no such program")]
    [InlineData("/bin/false", "it needs torch")]
    public async Task Without_PyTorch_the_comparison_says_so_in_one_line(string python, string why)
    {
        var answer = await Mhdnet.RunAsync("bench", "peers", "--scale", "smoke", "--rounds", "1", "--python", python);
        Assert.NotEqual(0, answer.Code);
        Assert.Contains(why, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.Trim().Split('\n'));
    }
}
