using MhdNet.Tests.Data;

namespace MhdNet.Tests.Cli;

/// <summary>`mhdnet bench phantom` on few patients: what it says, not how fast.</summary>
public sealed class BenchPhantomTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_part_and_the_whole_both_ways_are_named_with_their_share()
    {
        var table = _folder.File("table.md");
        var answer = await Mhdnet.RunAsync("bench", "phantom", "--patients", "8", "--rounds", "1", "--output", table);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("8 patients: CT of 64 slices of 128 x 128, a slide of 1344 x 1344", answer.Output, StringComparison.Ordinal);
        Assert.Contains("times fewer processor seconds than by way of files", answer.Output, StringComparison.Ordinal);
        var rows = File.ReadLines(table).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]).Skip(2).ToList();
        Assert.Equal(8, rows.Count);
        Assert.Equal("1.00", Assert.Single(rows, row => row[0] == "from nothing to stored sequences, by way of files")[3]);
        Assert.All(rows, row => Assert.True(double.Parse(row[1]) > 0));
    }

    [Fact]
    public async Task Too_few_patients_are_one_line()
    {
        var answer = await Mhdnet.RunAsync("bench", "phantom", "--patients", "7");
        Assert.Equal(2, answer.Code);
        Assert.Contains("give 8 to 100000", Assert.Single(answer.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
