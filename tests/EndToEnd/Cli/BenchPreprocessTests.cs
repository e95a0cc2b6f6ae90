
using MhdNet.Tests.Data;
using MhdNet.Tests.Data.Phantom;

namespace MhdNet.Tests.Cli;

/// <summary>`mhdnet bench preprocess` on a few kilobytes: what it says, not how fast.</summary>
public sealed class BenchPreprocessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_readers_stand_beside_the_programs_that_are_installed()
    {
        var dcm2niix = ExternalTool.Run("dcm2niix", "dcm2niix", "-v").Output;
        Assert.Contains("v1.0", dcm2niix, StringComparison.Ordinal);
        SmallCohort.Write(_folder.Path);
        var table = _folder.File("table.md");
        var answer = await Mhdnet.RunAsync("bench", "preprocess", "--cohort", _folder.Path, "--rounds", "1", "--output", table);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("CT: 3 series of DICOM, 35 slices; dcm2niix v1.0.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("load average at the start:", answer.Output, StringComparison.Ordinal);
        var rows = File.ReadLines(table).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]).Skip(2).ToList();
        Assert.Equal(["CT slices, this library", "CT slices, dcm2niix"], rows.Select(row => row[0]).Take(2));
        Assert.Equal(["1", "1", "2", "2"], rows.Select(row => row[1]).Take(4));
        Assert.All(rows.Take(4), row => Assert.True(double.Parse(row[3]) > 0));
        Assert.All(rows.Where((_, i) => i is 1 or 3), row => Assert.True(double.Parse(row[4]) > 0));
    }

    [Theory]
    [InlineData("--rounds 0", "--rounds 0: give 1 or more")]
    [InlineData("--ct {}/nowhere", "no such file or folder: give a CT series")]
    [InlineData("--slide {}/nowhere.svs", "no such file: give a slide")]
    public async Task What_cannot_be_measured_is_one_line(string options, string says)
    {
        var answer = await Mhdnet.RunAsync(["bench", "preprocess",
            .. options.Replace("{}", _folder.Path, StringComparison.Ordinal).Split(' ')]);
        Assert.Equal(2, answer.Code);
        Assert.Contains(says, Assert.Single(answer.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
