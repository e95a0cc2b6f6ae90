using System.Text.Json.Nodes;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Cli;
using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Notebooks;

/// <summary>A reader's notebook, outside the suite: a method, a study and a figure that are written in its cells.</summary>
[Collection(SmallCollection.Name)]
public sealed class OwnNotebookTests(SmallWorkspace small)
{
    private const string Study =
        """
        var workspace = Workspace.Open(root, "smoke", cohort);
        var toy = new Experiment { Name = "toy", Method = new ToyMethod() };
        var study = Study.Create("own", toy, toy with { Name = "trusting", Method = new ToyMethod { Trust = 2 } });
        var result = study.Run(workspace, [1]);
        display(result.Table());
        """;

    private const string OwnFigure =
        """
        var plot = new ScottPlot.Plot();
        double[] scores = [.. result.Rows.Select(row => 100 * row.Runs[0].Run.Result.Tests["test.csv"])];
        plot.Add.Bars(scores);
        plot.Title("Toys");
        display(plot);
        """;

    private string Root => Directory.CreateDirectory(Path.Combine(small.Folder, "own")).FullName;

    [Fact]
    public async Task Its_method_is_a_row_of_its_study_its_figure_is_drawn_and_a_later_kernel_finds_what_it_trained()
    {
        var notebook = Path.Combine(Root, "own.ipynb");
        await File.WriteAllTextAsync(notebook, Notebook(Setup(), Method(), Study, OwnFigure), TestContext.Current.CancellationToken);

        var outputs = await ExecuteAsync(notebook);
        var table = Assert.Single(outputs, shown => shown["data"]?["text/html"] is not null).ToJsonString();
        Assert.Contains("trusting", table, StringComparison.Ordinal);
        Assert.Single(outputs, shown => shown["data"]?["image/png"] is not null);
        var models = Models();
        Assert.Equal(3, models.Count); // the first network is shared

        await ExecuteAsync(notebook);
        Assert.Equal(models, Models());
    }

    private IReadOnlyList<(string, DateTime)> Models() =>
        [.. Directory.GetFiles(Root, "model.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (path, File.GetLastWriteTimeUtc(path)))];

    private async Task<IReadOnlyList<JsonNode>> ExecuteAsync(string notebook)
    {
        var output = Path.Combine(Root, "out.ipynb");
        var answer = await Mhdnet.RunAsync(["run", notebook, "-o", output]);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        return [.. JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!["cells"]!.AsArray()
            .SelectMany(cell => cell!["outputs"]!.AsArray()).Select(shown => shown!)];
    }

    private string Setup()
    {
        var library = Repository.PathOf("artifacts", "bin", "MhdNet.Lib");
        return string.Concat(
            string.Concat(((string[])["MhdNet.Lib", "TorchSharp", "ScottPlot", "SkiaSharp", "Microsoft.Data.Analysis"])
                .Select(name => $"#r \"{Path.Combine(library, name + ".dll")}\"\n")),
            "using MhdNet.Runs; using MhdNet.Studies;\n",
            $"var (root, cohort) = (@\"{Root}\", @\"{Path.Combine(small.Folder, "cohort")}\");");
    }

    // as a reader would write it into a cell: without a namespace
    private static string Method() => string.Join('\n', File.ReadLines(Repository.PathOf("tests", "Shared", "ToyMethod.cs"))
        .Where(line => !line.StartsWith("namespace ", StringComparison.Ordinal)));

    private static string Notebook(params string[] cells) => new JsonObject
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["name"] = ".net-csharp", ["display_name"] = ".NET (C#)", ["language"] = "C#" },
        },
        ["cells"] = new JsonArray([.. cells.Select((source, i) => new JsonObject
        {
            ["id"] = $"cell-{i}",
            ["cell_type"] = "code",
            ["metadata"] = new JsonObject(),
            ["execution_count"] = null,
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        })]),
    }.ToJsonString();
}
