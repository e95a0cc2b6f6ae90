using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MhdNet.Tests.Kernel;

/// <summary>
/// The dialect of the suite's notebooks in the C# kernel of .NET Interactive itself, in a process of its own: parameters, the library by
/// <c>#r</c>, torch, figures. Whole notebooks run there in NotebookPageTests, where they have been trained for.
/// </summary>
public sealed class PolyglotTests : IDisposable
{
    private static readonly string Built = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(KernelProcess.Program)!, ".."));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task NET_Interactive_runs_what_the_notebooks_are_written_in()
    {
        var (exitCode, lines) = await Run(
            Code("var scale = \"demo\";", "parameters"),
            Code(
                string.Concat(new[] { "MhdNet.Lib", "TorchSharp", "ScottPlot", "SkiaSharp" }
                    .Select(name => $"#r \"{Path.Combine(Built, "MhdNet.Lib", name + ".dll")}\"\n"))
                + $"#r \"{Path.Combine(Built, "Cellwright.Abstractions", "Cellwright.Abstractions.dll")}\"\n"
                + "using MhdNet.Figures;\nusing static TorchSharp.torch;"),
            Code("Cellwright.SuiteFormatters.Register();"),
            Code("if (scale != \"smoke\") throw new Exception(scale);"),
            Code("using (no_grad()) { display(await System.Threading.Tasks.Task.FromResult(nn.Linear(3, 4).forward(ones(2, 3)))); }"),
            Code("Figure.Lines([new Curve(\"loss\", [3, 2, 1])], \"epoch\", \"loss\", \"A figure\", synthetic: true).ToPicture()"),
            Code("int n = \"x\";"),
            Code("1"));
        Assert.Equal(1, exitCode);
        Assert.Equal(8, lines.Length); // the parameters' cell is followed by one that sets them; what fails ends the run
        Assert.All(lines[..7], line => Assert.Contains("completed", line, StringComparison.Ordinal));
        Assert.EndsWith("shows text/plain", lines[5], StringComparison.Ordinal);
        Assert.EndsWith("shows image/png", lines[6], StringComparison.Ordinal);
        Assert.Contains("CS0029", lines[7], StringComparison.Ordinal);
    }

    private static JsonObject Code(string source, params string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]) },
        ["source"] = source,
    };

    private async Task<(int ExitCode, string[] Lines)> Run(params JsonNode[] cells)
    {
        var notebook = folder.File("small.ipynb");
        var stop = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(notebook, new JsonObject { ["cells"] = new JsonArray(cells) }.ToJsonString(), stop);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Built, "PolyglotHost", "PolyglotHost.dll"), notebook, "smoke"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
