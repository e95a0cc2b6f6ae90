using System.Text.Json;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Cli;

/// <summary><c>mhdnet certify</c> without its trainings, which are the same as those of other tests.</summary>
public sealed class CertifyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_certificate_says_what_agrees_and_how_each_statement_of_the_paper_is_judged()
    {
        var answer = await Mhdnet.RunAsync(["certify", "--quick", "--to", _folder]);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        var page = await File.ReadAllTextAsync(Path.Combine(_folder, "certificate.md"), TestContext.Current.CancellationToken);
        Assert.Contains("**All checks agree.**", page, StringComparison.Ordinal);
        Assert.DoesNotContain("**differs**", page, StringComparison.Ordinal);
        var results = Path.Combine(Repository.Root, "data", "results");
        Assert.All(
            Directory.GetFiles(results).Select(file => $"| RESULTS.md from {Path.GetFileName(file)} | 0 lines differ | 0 lines differ |"),
            line => Assert.Contains(line, page, StringComparison.Ordinal));
        Assert.All(Directory.GetFiles(Path.Combine(results, "fresh")).Select(file => $"{Path.GetFileName(file)} on fresh patients |"),
            line => Assert.Contains(line, page, StringComparison.Ordinal));
        Assert.Contains("| RESULTS.md from mhdnet ledger --scale demo --seeds 3 |", page, StringComparison.Ordinal);
        var rows = page.Split("58 statements\n")[1].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2);
        Assert.Equal(58, rows.Count());
        Assert.All(rows, line => Assert.Matches(@"`mhdnet .+`|needs", line));
        var manifest = await File.ReadAllTextAsync(Path.Combine(_folder, "codecheck.yml"), TestContext.Current.CancellationToken);
        Assert.StartsWith("---\nversion: https://codecheck.org.uk/spec/config/1.0/\n", manifest, StringComparison.Ordinal);
        foreach (var file in manifest.Split('\n').Where(line => line.Contains("- file: ", StringComparison.Ordinal)))
        {
            Assert.True(File.Exists(Path.Combine(_folder, file.Split(": ")[1])), file);
        }
    }

    [Fact]
    public void What_trainings_are_held_against_is_committed_with_its_tolerances()
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("environment", "certificate", "expected.json")));
        var figures = expected.RootElement.EnumerateArray().ToList();
        Assert.Equal(figures.Count, figures.Select(figure => figure.GetProperty("name").GetString()).Distinct().Count());
        Assert.All(figures, figure => Assert.True(double.IsFinite(figure.GetProperty("value").GetDouble())
            && figure.GetProperty("tolerance").GetDouble() >= 0, $"{figure}"));
        Assert.Equal(0, figures.Single(figure => figure.GetProperty("name").GetString() == "patients on two sides of the split")
            .GetProperty("value").GetDouble());
    }
}
