using System.Text.Json.Nodes;
using Cellwright.Fronts.Jupyter;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Trials;

/// <summary>
/// Small cells, written after what users of C# notebooks have reported, with what such a user expects to see: a trait, the cells, and a
/// part of what the last one shows.
/// </summary>
internal static class ConformanceTrial
{
    /// <summary>Runs the trial and prints a line for each trait, with what came instead where it is not what is expected.</summary>
    /// <param name="kernel">The kernel's program.</param>
    /// <returns>Whether all is as expected.</returns>
    public static bool Run(string kernel)
    {
        using var client = new KernelClient(kernel, Path.GetTempPath());
        var met = 0;
        foreach (var (trait, cells, expected) in ConformanceCells.All)
        {
            var shown = "";
            foreach (var cell in cells)
            {
                shown = string.Join(" | ", client.Execute(cell).Published.Select(Shown).OfType<string>());
            }

            var holds = shown.Contains(expected, StringComparison.Ordinal);
            met += holds ? 1 : 0;
            Console.WriteLine($"{(holds ? "ok  " : "NOT ")} {trait}{(holds ? "" : $": expected {Line(expected)}, shown {Line(shown)}")}");
        }

        Console.WriteLine($"{met} of {ConformanceCells.All.Count} cells show what is expected");
        return met == ConformanceCells.All.Count;
    }

    private static string? Shown(Message message) => message.Type switch
    {
        "stream" => $"{message.Text("name")} {message.Text("text")}",
        "error" => $"error {message.Text("ename")}: {message.Text("evalue")}",
        "execute_result" => "result " + Richest(message.Content["data"]),
        "display_data" => "display " + Richest(message.Content["data"]),
        "update_display_data" => "update " + Richest(message.Content["data"]),
        _ => null,
    };

    private static string Richest(JsonNode? data) =>
        (data?["text/plain"] ?? data?["text/markdown"] ?? data?["text/html"] ?? data?["text/latex"])?.ToString()
        ?? string.Join(", ", data!.AsObject().Select(entry => entry.Key));

    private static string Line(string text) => "'" + text.ReplaceLineEndings("\\n") + "'";
}
