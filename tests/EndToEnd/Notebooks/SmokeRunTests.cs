using System.Text.Json.Nodes;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Cli;

namespace MhdNet.Tests.Notebooks;

/// <summary>
/// The notebooks that train whole studies, from the first cell to the last, at the smoke scale; what one has trained, the next finds.
/// </summary>
public sealed class SmokeRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public static TheoryData<string> Notebooks => [.. SuiteNotebooks.OfStudies];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task A_notebook_runs_from_end_to_end_and_shows_figures(string notebook)
    {
        var output = Path.Combine(_folder, notebook);
        var path = Repository.PathOf("notebooks", notebook);
        var answer = await Mhdnet.RunAsync(["run", path, "-o", output, "-p", "scale=smoke", "-p", "seeds=1"]);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!["cells"]!.AsArray();
        var outputs = cells.Where(cell => (string?)cell!["cell_type"] == "code").SelectMany(cell => cell!["outputs"]!.AsArray()).ToList();
        Assert.Contains(outputs, shown => shown!["data"]?["image/png"] is not null);
        Assert.Contains(outputs, shown => shown!["data"]?["text/html"] is not null);
    }
}
