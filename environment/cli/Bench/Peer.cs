using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary>Another process that has the same networks and batch; it is told line by line what to do with them.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly string _needs;

    private Peer(string name, string program, IEnumerable<string> arguments, int threads, string needs)
    {
        (Name, _needs) = (name, needs);
        try
        {
            _process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["OMP_NUM_THREADS"] = $"{threads}", ["GOMP_SPINCOUNT"] = "0" },
            })!;
        }
        catch (Win32Exception)
        {
            throw new InputException($"{program}: no such program: {needs}");
        }

        _errors = _process.StandardError.ReadToEndAsync();
        var hello = Answer();
        var given = (int)hello["threads"]!;
        Version = given == threads
            ? (string)hello["version"]!
            : throw new InputException($"{name} takes {given} threads where {threads} are asked for: give --threads {given}");
    }

    /// <summary>Its name in a table.</summary>
    public string Name { get; }

    /// <summary>Version of the library that it computes with.</summary>
    public string Version { get; }

    /// <summary>Python's PyTorch (environment/peers/pytorch.py).</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="folder">What <see cref="StepWork.Save"/> wrote.</param>
    /// <param name="threads">Threads of one operation.</param>
    /// <param name="part">Sequences at a time.</param>
    /// <exception cref="InputException">It does not start, or lacks torch.</exception>
    public static Peer PyTorch(string python, string folder, int threads, int part) => new(
        "PyTorch", python, [Path.Combine(Repository.Root, "environment", "peers", "pytorch.py"), folder, $"{threads}", $"{part}"], threads,
        "it needs torch and numpy: give --python an interpreter that has them (Debian: apt-get install python3-torch)");

    /// <summary>This program with the equations in their plain form (<see cref="PlainCommand"/>).</summary>
    /// <param name="size">What to measure at.</param>
    /// <param name="threads">Threads of one operation.</param>
    public static Peer Plain(StepSize size, int threads)
    {
        string[] program = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? [host, Path.Combine(AppContext.BaseDirectory, "mhdnet.dll")]
            : [Environment.ProcessPath!];
        string[] arguments =
        [
            "bench", PlainCommand.Name,
            "--scale", size.Scale, "--batch", $"{size.Batch}", "--part", $"{size.Part}", "--threads", $"{threads}",
        ];
        return new Peer("plain", program[0], [.. program[1..], .. arguments], threads, "build this program anew");
    }

    /// <summary>Has the process do one thing.</summary>
    /// <param name="command">"logits", "teacher", "student" or "inference".</param>
    /// <returns>Its answer.</returns>
    public JsonNode Do(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return Answer();
    }

    public void Dispose()
    {
        _process.StandardInput.Close(); // which ends it
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private JsonNode Answer() => _process.StandardOutput.ReadLine() is { } line
        ? JsonNode.Parse(line)!
        : throw new InputException(
            $"{Name} ended: {_errors.GetAwaiter().GetResult().Trim().Split('\n')[^1]}: {_needs}; if memory ran out, give a smaller --part");
}
