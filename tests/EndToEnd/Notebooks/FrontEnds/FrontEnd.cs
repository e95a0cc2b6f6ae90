using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.FrontEnds;

/// <summary>
/// Debian's Jupyter with this kernel, serving copies of the notebooks at the smoke scale with one seed, in folders of the tests' own.
/// What is built, what is drawn and what is trained is the checkout's: <c>artifacts</c> and <c>data</c> are links.
/// </summary>
public sealed class FrontEnd : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3"; // Debian's: another one on the PATH knows nothing of Debian's Jupyter
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "FrontEnds");

    private readonly string folder = Directory.CreateTempSubdirectory("mhdnet-front-ends-").FullName;
    private readonly string token = Guid.NewGuid().ToString("N");
    private readonly List<string> log = [];
    private readonly List<Process> servers = [];
    private string? missing;
    private string address = "";
    private string browser = "";

    public string File(string name) => Path.Combine(folder, name);

    public string Notebook(string name) => Path.Combine(folder, "notebooks", name);

    /// <summary>Skips the test where Jupyter, Node.js or Chromium is not installed.</summary>
    public void Require() => Assert.SkipWhen(missing is not null, missing ?? "");

    public async ValueTask InitializeAsync()
    {
        missing = await MissingAsync();
        if (missing is not null)
        {
            return;
        }

        Directory.CreateSymbolicLink(File("artifacts"), Repository.PathOf("artifacts"));
        Directory.CreateSymbolicLink(File("data"), Repository.PathOf("data"));
        Directory.CreateDirectory(File("notebooks"));
        foreach (var notebook in Directory.GetFiles(Repository.PathOf("notebooks"), "*.ipynb"))
        {
            await System.IO.File.WriteAllTextAsync(Notebook(Path.GetFileName(notebook)),
                AtSmokeScale(await System.IO.File.ReadAllTextAsync(notebook)));
        }

        var installed = await RunAsync("dotnet", Kernel.KernelProcess.Program, "install");
        Assert.True(installed.Code == 0, installed.Output);
        if (!Directory.Exists(Path.Combine(Scripts, "node_modules", "playwright-core")))
        {
            var packages = await RunAsync("npm", "ci", "--prefix", Scripts, "--ignore-scripts", "--no-audit", "--no-fund");
            Assert.True(packages.Code == 0, packages.Output);
        }

        await ServeAsync();
        await LaunchAsync();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
            server.Dispose();
        }

        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a notebook in the browser, does there what a script says, and gives what the script found. A picture stays in
    /// artifacts/test-results/screenshots.</summary>
    public async Task<JsonObject> VisitAsync(string script, string notebook)
    {
        var screenshots = Directory.CreateDirectory(Repository.PathOf("artifacts", "test-results", "screenshots")).FullName;
        var task = new JsonObject
        {
            ["browser"] = browser,
            ["address"] = address,
            ["token"] = token,
            ["notebook"] = $"notebooks/{notebook}",
            ["screenshot"] = Path.Combine(screenshots, $"{Path.GetFileNameWithoutExtension(notebook)}-{script}.png"),
        };
        var (code, output) = await RunAsync("node", Path.Combine(Scripts, script + ".mjs"), task.ToJsonString());
        lock (log)
        {
            Assert.True(code == 0, $"{output}\n{string.Join("\n", log.TakeLast(20))}");
        }

        var found = JsonNode.Parse(output)!.AsObject();
        Assert.Empty(found["elsewhere"]!.AsArray());
        return found;
    }

    /// <summary>Runs one of the Python scripts of this folder.</summary>
    public Task<(int Code, string Output)> PythonAsync(string script, params string[] arguments) =>
        RunAsync(Python, [Path.Combine(Scripts, script), .. arguments]);

    /// <summary>Runs a part of Jupyter as a module.</summary>
    public Task<(int Code, string Output)> JupyterAsync(params string[] arguments) => RunAsync(Python, ["-m", .. arguments]);

    /// <summary>An empty notebook of this kernel.</summary>
    public string NewNotebook(string name)
    {
        System.IO.File.WriteAllText(Notebook(name), """
            {"cells": [{"cell_type": "code", "execution_count": null, "id": "first", "metadata": {}, "outputs": [], "source": []}],
             "metadata": {"kernelspec": {"display_name": "C# (Cellwright)", "language": "C#", "name": "cellwright"},
              "language_info": {"name": "C#"}},
             "nbformat": 4, "nbformat_minor": 5}
            """);
        return name;
    }

    private static string AtSmokeScale(string notebook)
    {
        var json = JsonNode.Parse(notebook)!;
        var parameters = json["cells"]!.AsArray()
            .Single(cell => cell!["metadata"]!["tags"] is JsonArray tags && tags.Any(tag => (string?)tag == "parameters"))!;
        var source = string.Concat(parameters["source"]!.AsArray().Select(line => (string?)line));
        Assert.Contains("scale = \"demo\"", source, StringComparison.Ordinal);
        parameters["source"] = source.Replace("scale = \"demo\"", "scale = \"smoke\"", StringComparison.Ordinal)
            .Replace("var seeds = 3;", "var seeds = 1;", StringComparison.Ordinal);
        return json.ToJsonString();
    }

    private async Task<string?> MissingAsync()
    {
        if (!OperatingSystem.IsLinux() || !System.IO.File.Exists(Python) || !System.IO.File.Exists(Chromium))
        {
            return $"{Python} or {Chromium} is not there: bash environment/install.sh --tests";
        }

        var found = await RunAsync("sh", "-c",
            $"command -v node && command -v npm && {Python} -c 'import notebook, nbclient, nbconvert, nbformat'");
        return found.Code == 0 ? null
            : "Jupyter Notebook, nbclient, nbconvert, Node.js or npm is not there: bash environment/install.sh --tests";
    }

    private async Task ServeAsync()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        address = $"http://127.0.0.1:{port}";
        var server = Start(Python, "-m", "notebook", "--no-browser", "--allow-root",
            "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", $"--NotebookApp.token={token}", $"--notebook-dir={folder}");
        server.OutputDataReceived += Keep;
        server.BeginOutputReadLine();
        using var http = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                (await http.GetAsync($"{address}/api/status?token={token}")).EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (tries < 300 && !server.HasExited)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.2));
            }
        }
    }

    private async Task LaunchAsync()
    {
        var server = Start("node", Path.Combine(Scripts, "browser.mjs"), folder);
        browser = await server.StandardOutput.ReadLineAsync() ?? "";
        Assert.StartsWith("ws://", browser, StringComparison.Ordinal);
    }

    /// <summary>Starts what runs until the last test has ended.</summary>
    private Process Start(string program, params string[] arguments)
    {
        var server = Process.Start(StartOf(program, arguments))!;
        servers.Add(server);
        server.ErrorDataReceived += Keep;
        server.BeginErrorReadLine();
        return server;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (log)
        {
            log.Add(line.Data ?? "");
        }
    }

    /// <summary>Runs a program with this Jupyter's folders.</summary>
    public async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(StartOf(program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + error);
    }

    private ProcessStartInfo StartOf(string program, params string[] arguments) => new(program, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["JUPYTER_DATA_DIR"] = File("jupyter-data"),
            ["JUPYTER_CONFIG_DIR"] = File("jupyter-config"),
            ["JUPYTER_RUNTIME_DIR"] = File("jupyter-runtime"),
            ["IPYTHONDIR"] = File("ipython"),
        },
    };
}
