using System.Text.Json.Nodes;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Notebooks;

namespace MhdNet.Tests.FrontEnds;

/// <summary>The notebooks that train no study whole: in Debian's Jupyter Notebook in headless Chromium, offline, and in Polyglot Notebooks'
/// kernel.</summary>
[Collection(FrontEndCollection.Name)]
public sealed class NotebookPageTests(FrontEnd jupyter)
{
    public static TheoryData<string> Notebooks => [.. SuiteNotebooks.All.Except(SuiteNotebooks.OfStudies)];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task Every_cell_of_a_notebook_runs_and_its_figures_are_drawn(string notebook)
    {
        jupyter.Require();
        var found = await jupyter.VisitAsync("run-all", notebook);
        var cells = found["cells"]!.AsArray();
        Assert.Empty(cells.Where(cell => cell!["tags"]!.AsArray().All(tag => (string?)tag != "raises-exception"))
            .SelectMany(cell => cell!["errors"]!.AsArray().Select(error => $"{cell["source"]}: {error}")));
        Assert.All(cells, cell => Assert.True(cell!["prompt"] is JsonValue prompt
            && prompt.TryGetValue<int>(out _), $"not run: {cell!["source"]}"));
        var figures = cells.SelectMany(cell => cell!["figures"]!.AsArray()).ToList();
        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.True((double)figure!["width"]! > 50 && (double)figure["shown"]! > 50, figure!.ToJsonString()));
        Assert.Contains(cells, cell => (int)cell!["tables"]! > 0);

        var (code, output) = await jupyter.PythonAsync("validate.py", jupyter.Notebook(notebook));
        Assert.True(code == 0, output);
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task Who_still_has_Polyglot_Notebooks_runs_every_cell_of_a_notebook(string notebook)
    {
        jupyter.Require(); // its copies of the notebooks are for one seed
        var host = Repository.PathOf("artifacts", "bin", "PolyglotHost", "PolyglotHost.dll");
        var (code, output) = await jupyter.RunAsync("dotnet", host, jupyter.Notebook(notebook), "smoke");
        Assert.True(code == 0, output);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"[{lines.Length}/{lines.Length}]", lines[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.EndsWith("shows text/html", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tab_completes_and_Shift_Tab_explains()
    {
        jupyter.Require();
        var found = await jupyter.VisitAsync("assist", jupyter.NewNotebook("assist.ipynb"));
        Assert.Superset(new HashSet<string>(["Add", "AddRange", "AsReadOnly"]),
            found["offered"]!.AsArray().Select(name => (string)name!).ToHashSet());
        Assert.Contains("void List<int>.AddRange(IEnumerable<int> collection)", (string?)found["help"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_cell_is_interrupted_and_a_restart_forgets()
    {
        jupyter.Require();
        var found = await jupyter.VisitAsync("control", jupyter.NewNotebook("control.ipynb"));
        Assert.Equal(["begun\n", "The cell was interrupted."], found["interrupted"]!.AsArray().Select(text => (string?)text));
        Assert.Equal(["42"], found["kept"]!.AsArray().Select(text => (string?)text));
        Assert.Contains("The name 'kept' does not exist", (string?)found["restarted"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_moves_charts_are_drawn_offline_and_questions_are_answered()
    {
        jupyter.Require();
        var found = await jupyter.VisitAsync("live", jupyter.NewNotebook("live.ipynb"));
        var progress = found["progress"]!.AsArray().Select(value => (double)value!).ToList();
        Assert.True(progress.Count > 3, string.Join(" ", progress));
        Assert.Equal(progress.Order(), progress);
        Assert.True((double)Assert.Single(found["curves"]!.AsArray())! > 100);
        Assert.Equal("hello Ada", (string?)found["answered"]!.AsArray()[^1]);
    }
}
