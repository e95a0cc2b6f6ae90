using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary>environment/peers/pytorch.py, running: the same networks in Python's PyTorch, told what to do line by line.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <summary>Starts it and lets it load networks and batch.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="folder">What <see cref="StepWork.Save"/> wrote.</param>
    /// <param name="threads">Threads of one operation.</param>
    /// <param name="part">Sequences at a time.</param>
    /// <exception cref="InputException">It does not start, or lacks torch.</exception>
    public PyTorchPeer(string python, string folder, int threads, int part)
    {
        var script = Path.Combine(Repository.Root, "environment", "peers", "pytorch.py");
        try
        {
            _process = Process.Start(new ProcessStartInfo(python, [script, folder, $"{threads}", $"{part}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["OMP_NUM_THREADS"] = $"{threads}" },
            })!;
        }
        catch (Win32Exception)
        {
            throw new InputException($"{python}: no such program: give --python an interpreter that has torch (Debian: apt-get install python3-torch)");
        }

        _errors = _process.StandardError.ReadToEndAsync();
        Version = Answer() is var hello && (int)hello["threads"]! == threads
            ? (string)hello["torch"]!
            : throw new InputException($"{python}: its torch takes {hello["threads"]} threads where {threads} are asked for: give --threads {hello["threads"]}");
    }

    /// <summary>Version of its torch.</summary>
    public string Version { get; }

    /// <summary>Has one thing done.</summary>
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
        _process.StandardInput.Close(); // its end
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private JsonNode Answer() => _process.StandardOutput.ReadLine() is { } line
        ? JsonNode.Parse(line)!
        : throw new InputException($"environment/peers/pytorch.py ended: {_errors.GetAwaiter().GetResult().Trim().Split('\n')[^1]}: it needs torch and numpy (Debian: apt-get install python3-torch)");
}
