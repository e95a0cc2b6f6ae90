using System.Text.Json.Nodes;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Cli;

namespace MhdNet.Tests.Notebooks;

/// <summary>
/// The notebooks that train whole studies, from the first cell to the last, at the smoke scale; what one has trained, the next finds. Of
/// the thirteen methods that two of them are about, three that are quickly trained and counted: one with a teacher of its own, one that
/// sees pathology in the test and one that never sees any. Each method's training has its own tests.
/// </summary>
public sealed class SmokeRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    private static readonly Dictionary<string, string> _methods = new()
    {
        ["05_missing_modality.ipynb"] = "DAGD-Net",
        ["06_multimodal_ct_alone.ipynb"] = "DPMF-Net, PCCT",
    };

    public static TheoryData<string> Notebooks => [.. SuiteNotebooks.OfStudies];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task A_notebook_runs_from_end_to_end_and_shows_figures(string notebook)
    {
        var output = Path.Combine(_folder, notebook);
        var path = Repository.PathOf("notebooks", notebook);
        string[] methods = _methods.TryGetValue(notebook, out var names) ? ["-p", $"methods={names}"] : [];
        var answer = await Mhdnet.RunAsync(["run", path, "-o", output, "-p", "scale=smoke", "-p", "seeds=1", .. methods]);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!["cells"]!.AsArray();
        var outputs = cells.Where(cell => (string?)cell!["cell_type"] == "code").SelectMany(cell => cell!["outputs"]!.AsArray()).ToList();
        Assert.Contains(outputs, shown => shown!["data"]?["image/png"] is not null);
        Assert.Contains(outputs, shown => shown!["data"]?["text/html"] is not null);
    }
}
