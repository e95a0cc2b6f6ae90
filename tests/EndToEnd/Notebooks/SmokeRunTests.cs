using System.Text.Json.Nodes;
using MhdNet.Methods;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Cli;
using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Notebooks;

/// <summary>
/// The notebooks that train whole studies, from the first cell to the last, at the smoke scale; what one has trained, the next finds. Of
/// the thirteen methods that two of them are about, three that are quickly trained and counted: one with a teacher of its own, one that
/// sees pathology in the test and one that never sees any. Of the fifteen weights and the twenty sizes, three each: a teacher's weight and
/// a student's, another teacher, a network without memory and another kernel. Each method's training has its own tests.
/// </summary>
[Collection(SmallCollection.Name)]
public sealed class SmokeRunTests(SmallWorkspace small) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    private static readonly Dictionary<string, string> _some = new()
    {
        ["05_missing_modality.ipynb"] = "methods=DAGD-Net",
        ["06_multimodal_ct_alone.ipynb"] = "methods=DPMF-Net, PCCT",
        ["08_tradeoff_complexity.ipynb"] = $"rows=ConMB 0.0, KL 1.0, {Experiment.Teacher.Name}, {Experiment.Alone.Name}, kappa 3",
    };

    public static TheoryData<string> Notebooks => [.. SuiteNotebooks.OfStudies];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task A_notebook_runs_from_end_to_end_and_shows_figures(string notebook)
    {
        var output = Path.Combine(_folder, notebook);
        var path = Repository.PathOf("notebooks", notebook);
        string[] some = _some.TryGetValue(notebook, out var names) ? ["-p", names] : [];
        var cohort = Path.Combine(small.Folder, "cohort");
        var answer = await Mhdnet.RunAsync(
            ["run", path, "-o", output, "-p", "scale=smoke", "-p", $"cohort={cohort}", "-p", "seeds=1", .. some]);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!["cells"]!.AsArray();
        var outputs = cells.Where(cell => (string?)cell!["cell_type"] == "code").SelectMany(cell => cell!["outputs"]!.AsArray()).ToList();
        Assert.Contains(outputs, shown => shown!["data"]?["image/png"] is not null);
        Assert.Contains(outputs, shown => shown!["data"]?["text/html"] is not null);
    }
}
