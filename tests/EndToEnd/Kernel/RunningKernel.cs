extern alias fronts;
using System.Text.Json.Nodes;
using fronts::Cellwright.Fronts.Jupyter;
using fronts::Cellwright.Fronts.Jupyter.Wire;

namespace MhdNet.Tests.Kernel;

/// <summary>A kernel that the tests of a class share, spoken to over ZeroMQ.</summary>
public sealed class RunningKernel : IDisposable
{
    internal KernelClient Client { get; } = Start();

    internal static KernelClient Start() => new(KernelProcess.Program, Path.GetTempPath());

    public void Dispose() => Client.Dispose();

    /// <summary>What was published, as short lines: the type, and what matters of it.</summary>
    internal static IReadOnlyList<string> Lines(IEnumerable<Message> published) =>
    [
        .. published.Select(message => message.Type switch
        {
            "status" => (string)message.Content["execution_state"]!,
            "stream" => $"{message.Content["name"]}: {((string)message.Content["text"]!).TrimEnd('\n')}",
            "execute_result" or "display_data" or "update_display_data" => $"{message.Type}: {message.Content["data"]!["text/plain"]}",
            "error" => $"error: {message.Content["ename"]}: {message.Content["evalue"]}",
            "execute_input" => $"input {message.Content["execution_count"]}",
            _ => message.Type,
        }),
    ];

    internal static JsonObject Cell(string code, bool silent = false, bool history = true, bool stdin = false, bool stop = true) => new()
    {
        ["code"] = code,
        ["silent"] = silent,
        ["store_history"] = history,
        ["allow_stdin"] = stdin,
        ["stop_on_error"] = stop,
        ["user_expressions"] = new JsonObject(),
    };
}
