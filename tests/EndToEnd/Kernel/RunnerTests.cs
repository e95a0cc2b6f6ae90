extern alias fronts;

using System.Diagnostics;
using System.Text.Json.Nodes;
using fronts::Cellwright.Fronts.Headless;

namespace MhdNet.Tests.Kernel;

/// <summary>The command <c>run</c> as its users meet it: files, exit codes, lines.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_notebook_uses_the_library_and_its_packages()
    {
        var run = await Run("library", "-p", "scale=smoke", "-p", "sizes=3,4,5", "-p", "rate=1e-3", "-p", "verbose=true");
        Assert.True(run.Process.ExitCode == 0, run.Process.Error);
        Assert.Empty(NotebookStructure.Problems(run.Text));

        Assert.Equal("smoke 3 0.001 3 True", run.Shown("$\"{scale}"));
        Assert.Equal("float32 (2, 3) on cpu\n[[2, 2, 2]\n [2, 2, 2]]", run.Shown("ones(2, 3)"));
        Assert.Equal("float32 (20, 30) on cpu\n[0, 0, 0, 0, 0, 0 ... 594 more]", run.Shown("using (var scope"));
        Assert.Equal("tensor, disposed", run.Shown("var disposed"));
        Assert.Equal("Linear: 16 parameters, 16 of them trained", run.Shown("nn.Linear"));
        Assert.Equal("thymic", run.Shown("LabelSet"));
        Assert.Equal("True", run.Shown("System.IO.File"));
        Assert.Equal("name  value\na     1.5\nb<    2", run.Shown("new DataFrame"));
        Assert.Contains("<td>b&lt;</td><td>2</td>", run.Shown("new DataFrame", "text/html"), StringComparison.Ordinal);
        Assert.Equal((720, 450), PngSize(run.Shown("var plot", "image/png")));
        Assert.Equal((4, 4), PngSize(run.Shown("new SkiaSharp", "image/png")));

        // One identity for each library, in the default context; the kernel's own packages are not there to be met.
        Assert.Equal("MhdNet.Lib:Default Microsoft.CodeAnalysis.CSharp:engine TorchSharp:Default", run.Shown("string.Join"));

        // What another kernel's user gets by one call.
        Assert.Equal("image/png iVBORw; text/html <table; text/plain float3; text/plain Linear",
            run.Shown("Cellwright.SuiteFormatters"));

        // A saved chart keeps no script.
        Assert.Equal(["text/plain"], run.Data("Plotly.NET").Select(entry => entry.Key));
        Assert.True(run.Text.Length < 200_000);
    }

    [Fact]
    public async Task Streams_updates_and_unknown_metadata_are_kept()
    {
        var run = await Executed.Once("shows");
        Assert.Equal(0, run.Process.ExitCode);
        Assert.Empty(NotebookStructure.Problems(run.Text));
        Assert.Equal("100 %", run.Shown("var bar"));
        Assert.Equal(
            ["stdout ab\nc", "stderr !", "stdout d\n"],
            run.Cell("Console.Write").Outputs.Select(output => $"{output!["name"]} {string.Concat(output["text"]!.AsArray())}"));
        Assert.Equal("expected", (string?)run.Cell("throw").Outputs[0]!["evalue"]);
        Assert.Equal("1", run.Shown("1"));
        Assert.Equal("[1,2]", JsonNode.Parse(run.Text)!["metadata"]!["someone"]!["else"]!.ToJsonString());
    }

    [Fact]
    public async Task Cleared_outputs_are_gone()
    {
        var run = await Executed.Once("clears");
        Assert.Equal(0, run.Process.ExitCode);
        Assert.Equal("2", run.Shown("display(1); ClearOutput(); display(2)"));
        Assert.Equal(["second\n"],
            run.Cell("Console.WriteLine(\"first").Outputs.Select(output => string.Concat(output!["text"]!.AsArray())));
        Assert.Single(run.Cell("display(3)").Outputs);
    }

    [Fact]
    public async Task Nobody_answers_ReadLine()
    {
        var run = await Run("asks");
        Assert.Equal(1, run.Process.ExitCode);
        Assert.Equal("This notebook runs without a keyboard: Console.ReadLine has nobody to ask.",
            (string?)run.Cell("Console.ReadLine").Outputs[0]!["evalue"]);
    }

    [Fact]
    public async Task A_failing_cell_ends_the_run()
    {
        var run = await Run("failing");
        Assert.Equal(1, run.Process.ExitCode);
        Assert.Empty(NotebookStructure.Problems(run.Text));
        Assert.Contains("   at cell 2, line 2: int.Parse(\"no\")", run.Process.Error, StringComparison.Ordinal);
        Assert.Equal("System.FormatException", (string?)run.Cell("var x").Outputs[0]!["ename"]);
        Assert.Empty(run.Cell("Console.WriteLine(\"after").Outputs);
        Assert.Null(run.Cell("Console.WriteLine(\"after").ExecutionCount);
        Assert.Contains("failed: Where it fails", run.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Told_to_keep_going_it_runs_every_cell_and_still_fails()
    {
        var run = await Executed.Once("failing");
        Assert.Equal(1, run.Process.ExitCode);
        Assert.Equal("after 1\n", string.Concat(run.Cell("Console.WriteLine(\"after").Outputs[0]!["text"]!.AsArray()));
        var lines = run.Process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(
            ["1/4 running", "1/4 completed", "2/4 running", "2/4 failed",
                "3/4 running", "3/4 completed", "4/4 running", "4/4 expected failure"],
            lines.SkipLast(1).Select(line => $"{line["cell"]}/{line["count"]} {line["state"]}"));
        Assert.Equal("failed", (string?)lines[^1]["state"]);
        Assert.Equal("Where it fails", (string?)lines[3]["title"]);
        Assert.True((double)lines[3]["seconds"]! >= 0);
    }

    [Fact]
    public async Task An_exception_on_a_thread_of_the_notebook_is_in_the_notebook()
    {
        var run = await Run("crash", "--quiet");
        Assert.Equal(1, run.Process.ExitCode);
        Assert.Equal("", run.Process.Output);
        Assert.Equal("on a thread", (string?)run.Cell("new System").Outputs[0]!["evalue"]);
    }

    [Fact]
    public async Task A_cell_past_its_time_is_stopped()
    {
        // The first cell may run out of time too, on a busy machine: only the endless one is looked at.
        var run = await Run("endless", "--timeout", "2", "-k");
        Assert.Equal(1, run.Process.ExitCode);
        Assert.Equal("Timeout", (string?)run.Cell("System.Console").Outputs[^1]!["ename"]);
        Assert.Equal("The cell ran longer than 2 s (--timeout).", (string?)run.Cell("System.Console").Outputs[^1]!["evalue"]);
    }

    [Fact]
    public async Task An_interrupt_stops_the_cell_and_writes_the_notebook()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("signals are sent with kill");
        }

        var output = folder.File("out.ipynb");
        using var process = KernelProcess.Start("run", KernelProcess.Notebook("endless"), "-o", output, "--progress", "json");
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !(line.Contains("\"cell\":2", StringComparison.Ordinal)))
        {
        }

        // TERM takes the way of Ctrl-C through the program; INT itself is ignored by whatever a script starts in the background
        await Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        var cells = NotebookDocument.Load(output).Cells;
        Assert.Equal("1", string.Concat(cells[0].Outputs[0]!["data"]!["text/plain"]!.AsArray()));
        Assert.Equal("Interrupted", (string?)cells[1].Outputs[^1]!["ename"]);
        Assert.Empty(cells[2].Outputs);
    }

    [Theory]
    [InlineData("no such file", "nowhere.ipynb")]
    [InlineData("not a C# notebook", "python.ipynb")]
    [InlineData("has no parameter 'nothing'; it has scale (string), seed (int), rate (double), sizes (int[]), verbose (bool)",
        "library.ipynb", "-p", "nothing=1")]
    [InlineData("takes no parameters", "failing.ipynb", "-p", "scale=demo")]
    [InlineData("--timeout", "failing.ipynb", "--timeout", "-1")]
    [InlineData("is a folder", "failing.ipynb", "-o", "/")]
    [InlineData("--nonsense", "failing.ipynb", "--nonsense")]
    [InlineData("--output is empty", "failing.ipynb", "-o", "")]
    public async Task Bad_input_is_one_line_and_writes_nothing(string message, string notebook, params string[] arguments)
    {
        var output = folder.File("out.ipynb");
        string[] place = arguments.Contains("-o") ? [] : ["-o", output];
        var process = await KernelProcess.Run(["run",
            Path.Combine(Path.GetDirectoryName(KernelProcess.Notebook("x"))!, notebook), .. arguments, .. place]);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(message, process.Error, StringComparison.Ordinal);
        Assert.Single(process.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal("", process.Output);
        Assert.False(File.Exists(output));
    }

    private async Task<Executed> Run(string notebook, params string[] arguments)
    {
        var output = folder.File("out.ipynb");
        var process = await KernelProcess.Run(["run", KernelProcess.Notebook(notebook), "-o", output, .. arguments]);
        return new Executed(process, await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken));
    }

    private static (int Width, int Height) PngSize(string base64)
    {
        var header = Convert.FromBase64String(base64).AsSpan(16, 8);
        return (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header),
            System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header[4..]));
    }

    private sealed record Executed(KernelProcess Process, string Text)
    {
        public static async Task<Executed> Once(string notebook)
        {
            var (process, text) = await ExecutedNotebooks.Of(notebook);
            return new Executed(process, text);
        }

        public NotebookCell Cell(string start) =>
            NotebookDocument.Parse(Text, "out").Cells.Single(cell => cell.IsCode
                && cell.Source.StartsWith(start, StringComparison.Ordinal));

        public JsonObject Data(string start) => Cell(start).Outputs[0]!["data"]!.AsObject();

        public string Shown(string start, string mimeType = "text/plain") => Data(start)[mimeType] switch
        {
            JsonArray lines => string.Concat(lines),
            var value => (string)value!,
        };
    }
}
