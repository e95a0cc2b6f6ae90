using System.Text.Json.Nodes;

namespace MhdNet.Tests.Kernel;

/// <summary>Packages in cells (<c>#r "nuget: ..."</c>), restored by the SDK into a folder of this test.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Store => Path.Combine(folder.File("data"), "cellwright", "packages");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_package_is_restored_with_what_it_needs_natives_included()
    {
        string[] cells =
        [
            "#r \"nuget: ScottPlot, 5.1.59\"\nvar plot = new ScottPlot.Plot();",
            "plot.GetImageBytes(30, 20, ScottPlot.ImageFormat.Png).Take(4).Last()",
            "#r \"nuget: ScottPlot, 5.1.59\"\n#r \"nuget: Markdig, 1.6.0\"\nMarkdig.Markdown.ToHtml(\"*a*\").Trim()",
            "plot.GetType() == typeof(ScottPlot.Plot)",
        ];
        var shown = await Run(cells);
        Assert.Equal(["package ScottPlot 5.1.59", "71", "package ScottPlot 5.1.59\npackage Markdig 1.6.0", "<p><em>a</em></p>", "True"],
            shown);

        // A second session finds them, and says the same.
        Assert.Equal(shown, await Run(cells));
        Assert.Equal(2, Directory.GetDirectories(Store).Length);
    }

    [Fact]
    public async Task TorchSharp_has_one_identity_wherever_it_comes_from()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "..", "MhdNet.Lib", "MhdNet.Lib.dll");
        const string Count = "AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.GetName().Name == \"TorchSharp\")";
        const string Packaged = "#r \"nuget: TorchSharp-cpu, 0.107.0\"\nusing static TorchSharp.torch;\nones(3).sum().item<float>()";
        var suite = $"#r \"{library}\"\ntypeof(MhdNet.Methods.Mhd.Shfm).BaseType.Assembly.GetName().Name";
        Assert.Equal(["package TorchSharp-cpu 0.107.0", "3", "TorchSharp", "1"], await Run([Packaged, suite, Count]));
        Assert.Equal(["TorchSharp", "package TorchSharp-cpu 0.107.0", "3", "1"], await Run([suite, Packaged, Count]));
    }

    [Fact]
    public async Task A_package_brings_what_the_kernel_has_too()
    {
        // Microsoft.ML needs a newer Microsoft.Bcl.AsyncInterfaces than the kernel's own formatting library.
        var shown = await Run(
        [
            "#r \"nuget: Is.No.Package, 1.0.0\"",
            "using Is.No.Package;",
            "#r \"nuget: Microsoft.ML, 5.0.1\"\nusing Microsoft.ML;\n"
                + "new MLContext(1).Data.LoadFromEnumerable(new[] { new { A = 1f } }).Schema.Count",
            "#r \"nuget: Microsoft.ML, 4.0.0\"",
            "new System.Globalization.CultureInfo(\"de-DE\").NumberFormat.NumberDecimalSeparator",
        ], exitCode: 1, "-k");
        Assert.Equal(["restoring Is.No.Package 1.0.0 …", "package Microsoft.ML 5.0.1", "1", ","],
            shown.Where(line => !line.Contains("Error: ", StringComparison.Ordinal)));
        Assert.Contains("Unable to find package Is.No.Package", shown[1], StringComparison.Ordinal);
        Assert.StartsWith("CompilationError: ", shown[2], StringComparison.Ordinal);
        Assert.Equal("DialectError: Microsoft.ML 4.0.0 cannot be had: this session has 5.0.1 already. Restart the kernel, and refer to the "
            + "version you want before anything else.", shown[5]);
    }

    [Fact]
    public async Task A_package_that_cannot_be_had_is_one_line_and_leaves_nothing()
    {
        Directory.CreateDirectory(folder.File("empty"));
        File.WriteAllText(folder.File("nuget.config"), "<configuration><packageSources><clear /></packageSources></configuration>");
        var shown = await Run(["#i \"nuget: empty\"\n#r \"nuget: MhdNet.Is.No.Package, 1.0.0\"\n1"], exitCode: 1);
        Assert.Equal(2, shown.Count);
        Assert.Equal("restoring MhdNet.Is.No.Package 1.0.0 …", shown[0]);
        Assert.StartsWith("DialectError: the packages cannot be restored: NU1101: Unable to find package MhdNet.Is.No.Package.",
            shown[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\n', shown[1]);
        Assert.Empty(Directory.GetDirectories(Store));
    }

    private async Task<IReadOnlyList<string>> Run(string[] cells, int exitCode = 0, params string[] options)
    {
        var notebook = folder.File("packages.ipynb");
        var json = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select((cell, index) => new JsonObject
            {
                ["cell_type"] = "code", ["id"] = $"c{index}", ["metadata"] = new JsonObject(),
                    ["source"] = cell, ["outputs"] = new JsonArray(), ["execution_count"] = null,
            })]),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject
                {
                    ["name"] = ".net-csharp",
                    ["display_name"] = ".NET (C#)",
                    ["language"] = "C#"
                }
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        await File.WriteAllTextAsync(notebook, json.ToJsonString(), TestContext.Current.CancellationToken);
        var run = await KernelProcess.Run(new Dictionary<string, string> { ["XDG_DATA_HOME"] = folder.File("data") },
            ["run", notebook, "-q", .. options]);
        Assert.True(run.ExitCode == exitCode, run.Error);
        return
        [
            .. JsonNode.Parse(await File.ReadAllTextAsync(notebook, TestContext.Current.CancellationToken))!["cells"]!.AsArray()
                .SelectMany(cell => cell!["outputs"]!.AsArray())
                .Select(output => output!["ename"] is { } name ? $"{name}: {output["evalue"]}" : Text(output["data"]!["text/plain"]!)),
        ];
    }

    private static string Text(JsonNode text) => text is JsonArray lines
        ? string.Concat(lines.Select(line => (string)line!)) : (string)text!;
}
