namespace MhdNet.Tests.Cli;

/// <summary>The benchmarks run and say what they measured; what is fast is no business of a test.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("kernels", "involution, stage 1", "attention over the correlation, stage 1", "ConMB", "memory update")]
    [InlineData("steps", "teacher step", "student step", "typing one sequence")]
    [InlineData(
        "methods", "aw3m-streams", "student", "moddrop", "mmformer", "sckd", "dagd", "dgmkd", "msan", "tfa", "transmed", "dpmf", "scm",
        "pcct", "cmmf")]
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

    [Fact]
    public async Task The_plain_formulation_gives_the_same_results_in_a_process_of_its_own()
    {
        var answer = await Mhdnet.RunAsync("bench", "peers", "--scale",
            "smoke", "--rounds", "1", "--beside", "plain", "--batch", "3", "--part", "2");
        Assert.True(answer.Code == 0, answer.Error);
        Assert.All(["teacher step: plain", "student step: plain", "typing one sequence: plain"],
            row => Assert.Contains(row, answer.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Loss_curves_of_both_precisions_begin_alike()
    {
        var file = Path.Combine(_folder, "precision.md");
        var answer = await Mhdnet.RunAsync("bench", "precision", "--scale", "smoke", "--steps", "2", "-o", file);
        Assert.True(answer.Code == 0, answer.Error);
        var first = File.ReadLines(file).First(line => line.StartsWith("| 1 |", StringComparison.Ordinal))
            .Split('|')[2..4].Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(first[1] / first[0], 0.97, 1.03);
        Assert.Contains("kinds of convolutions pass in bfloat16", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kernels", "--rounds")]
    [InlineData("steps", "--rounds")]
    [InlineData("peers", "--rounds")]
    [InlineData("precision", "--steps")]
    public async Task What_is_never_timed_is_refused_in_one_line(string which, string option)
    {
        var answer = await Mhdnet.RunAsync("bench", which, "--scale", "smoke", option, "0");
        Assert.Equal(2, answer.Code);
        Assert.Equal($"error: mhdnet bench {which}: {option} 0: give 1 or more: see `mhdnet bench {which} --help`\n", answer.Error);
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
