using System.Diagnostics;
using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary>Runs the notebook kernel's program: each notebook has a process of its own.</summary>
internal static class NotebookProcess
{
    private static string Kernel => Path.Combine(Repository.Root, "artifacts", "bin", "Cellwright", "Cellwright.dll");

    private static readonly Lazy<string> _programs = new(() => ContentHash.OfText(string.Join('\n',
        Directory.EnumerateFiles(Path.GetDirectoryName(Kernel)!, "Cellwright*.dll", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "artifacts", "bin", "MhdNet.Lib", "MhdNet.Lib.dll"))
            .Order(StringComparer.Ordinal).Select(ContentHash.OfFile))));

    /// <summary>SHA-256 of the programs of this project that execute a notebook: the kernel's and the library.</summary>
    public static string Programs => _programs.Value;

    /// <summary>Executes a notebook, the runner's own lines on the console.</summary>
    public static Task<int> RunAsync(string notebook, string? output,
        IReadOnlyList<string> parameters, bool keepGoing, CancellationToken cancellation) =>
        StartAsync([.. RunArguments(notebook, output, parameters), .. keepGoing ? ["-k"] : Array.Empty<string>()], null, cancellation);

    /// <summary>Executes a notebook and reports its cells as progress.</summary>
    public static Task<int> RunAsync(
        string notebook, string output, IReadOnlyList<string> parameters, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var name = Path.GetFileNameWithoutExtension(notebook);
        return StartAsync([.. RunArguments(notebook, output, parameters), "--progress", "json"], line =>
        {
            if (!line.StartsWith("{\"event\":\"cell\"", StringComparison.Ordinal))
            {
                return; // native code prints to standard output too
            }

            using var json = JsonDocument.Parse(line);
            var cell = json.RootElement;
            var done = cell.GetProperty("cell").GetInt64() - (cell.GetProperty("state").GetString() == "running" ? 1 : 0);
            progress.Report(new WorkProgress(name, done, cell.GetProperty("count").GetInt64()));
        }, cancellation);
    }

    /// <summary>Writes a notebook as one page of HTML.</summary>
    public static Task<int> HtmlAsync(string notebook, string output, CancellationToken cancellation) =>
        StartAsync(["html", notebook, "-o", output], _ => { }, cancellation);

    /// <summary>Hands a command on to the kernel's program, console and culture and all.</summary>
    public static Task<int> ForwardAsync(IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        StartAsync(arguments, null, cancellation, invariant: false);

    private static IEnumerable<string> RunArguments(string notebook, string? output, IReadOnlyList<string> parameters) =>
        ["run", notebook, .. output is null ? Array.Empty<string>()
            : ["-o", output], .. parameters.SelectMany(parameter => new[] { "-p", parameter })];

    private static async Task<int> StartAsync(
        IReadOnlyList<string> arguments, Action<string>? read, CancellationToken cancellation, bool invariant = true)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host
            && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = read is not null,
        };
        if (invariant)
        {
            start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1"; // numbers as in the suite's other programs, wherever it runs
        }

        start.ArgumentList.Add(Kernel);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        // Ctrl-C reaches the child by itself (same terminal); a TERM to this process is passed on by ending the child's tree
        await using var stop = cancellation.Register(() => Stop(process));
        if (read is not null)
        {
            while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            {
                read(line);
            }
        }

        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode;
    }

    private static void Stop(Process process)
    {
        if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
