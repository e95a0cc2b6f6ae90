using System.Text.Json.Nodes;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.FrontEnds;

/// <summary>Jupyter's own programs against this kernel: jupyter_client, nbclient, nbconvert, nbformat.</summary>
[Collection(FrontEndCollection.Name)]
public sealed class ClientTests(FrontEnd jupyter)
{
    private const string Name = "cellwright";

    private const string Parametrised = """
        {"cells": [
          {"cell_type": "code", "execution_count": null, "id": "first", "metadata": {"tags": ["parameters"]}, "outputs": [],
           "source": "var count = 1; var names = new string[0];"},
          {"cell_type": "code", "execution_count": null, "id": "last", "metadata": {}, "outputs": [],
           "source": "count * names.Length"}],
         "metadata": {"kernelspec": {"display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp"}},
         "nbformat": 4, "nbformat_minor": 5}
        """;

    [Fact]
    public async Task Jupyter_lists_the_kernel()
    {
        jupyter.Require();
        var (code, output) = await jupyter.JupyterAsync("jupyter_client.kernelspecapp", "list", "--json");
        Assert.True(code == 0, output);
        var spec = JsonNode.Parse(output)!["kernelspecs"]![Name]!["spec"]!;
        Assert.Equal(("C# (Cellwright)", "C#", "message"),
            ((string?)spec["display_name"], (string?)spec["language"], (string?)spec["interrupt_mode"]));
    }

    [Fact]
    public async Task Every_check_of_a_kernel_passes()
    {
        jupyter.Require();
        var (code, output) = await jupyter.PythonAsync("check_kernel.py", Name);
        Assert.True(code == 0, output);
        var checks = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal("shutdown", (string?)checks[^1]["check"]);
        Assert.Empty(checks.Where(check => check["problem"] is not null).Select(check => $"{check["check"]}: {check["problem"]}"));
    }

    [Fact]
    public async Task Nbclient_and_nbconvert_execute_and_convert()
    {
        jupyter.Require();
        // papermill's translators know the kernel by this name, and write C# so
        string[] named = ["--name", ".net-csharp"];
        var (code, output) = await jupyter.RunAsync("dotnet", [Kernel.KernelProcess.Program, "install", .. named]);
        Assert.True(code == 0, output);
        var parametrised = jupyter.Notebook("parametrised.ipynb");
        await File.WriteAllTextAsync(parametrised, Parametrised, TestContext.Current.CancellationToken);
        var executed = jupyter.File("executed.ipynb");
        (code, output) = await jupyter.PythonAsync(
            "execute.py", parametrised, executed, ".net-csharp", "// Parameters\nvar count = 2;\nvar names = new [] { \"a\" };\n");
        Assert.True(code == 0, output);
        Assert.Equal("2", Shown(executed, cell: 2));
        (code, output) = await jupyter.RunAsync("dotnet", [Kernel.KernelProcess.Program, "uninstall", .. named]);
        Assert.True(code == 0, output);

        var source = Repository.PathOf("tests", "EndToEnd", "Kernel", "notebooks", "clears.ipynb");
        (code, output) = await jupyter.JupyterAsync("nbconvert", "--to",
            "notebook", "--execute", $"--ExecutePreprocessor.kernel_name={Name}", "--output", jupyter.File("converted.ipynb"), source);
        Assert.True(code == 0, output);
        Assert.Equal("2", Shown(jupyter.File("converted.ipynb"), cell: 0));
        (code, output) = await jupyter.PythonAsync("validate.py", jupyter.File("converted.ipynb"));
        Assert.True(code == 0, output);

        (code, output) = await jupyter.JupyterAsync("nbconvert", "--to", "html", "--output", jupyter.File("page.html"), executed);
        Assert.True(code == 0, output);
        Assert.Contains("<pre>2</pre>", await File.ReadAllTextAsync(jupyter.File("page.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Committed_notebooks_are_valid()
    {
        jupyter.Require();
        var (code, output) = await jupyter.PythonAsync("validate.py", Directory.GetFiles(Repository.PathOf("notebooks"), "*.ipynb"));
        Assert.True(code == 0, output);
    }

    private static string Shown(string notebook, int cell)
    {
        var text = JsonNode.Parse(File.ReadAllText(notebook))!["cells"]![cell]!["outputs"]![0]!["data"]!["text/plain"]!;
        return text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)text!;
    }
}
