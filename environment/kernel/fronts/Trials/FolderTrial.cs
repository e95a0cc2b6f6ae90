using System.Diagnostics;
using System.Text.Json.Nodes;
using Cellwright.Fronts.Headless;
using Cellwright.Fronts.Jupyter;
using MhdNet.Runtime;

namespace Cellwright.Fronts.Trials;

/// <summary>Executes every notebook of a folder, each in a process and on a copy beside it, and sums up what failed and why.</summary>
internal static class FolderTrial
{
    private const int LongestReason = 160;

    /// <summary>Runs the trial and prints a line for each notebook, then the reasons by how often they came.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="parameters">Set in every notebook: <c>name=value</c>.</param>
    /// <param name="timeout">Seconds for a cell.</param>
    /// <returns>Whether no cell failed.</returns>
    /// <exception cref="InputException">There is no such folder, or no notebook in it.</exception>
    public static bool Run(string folder, string[] parameters, double timeout)
    {
        string[] notebooks = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsNotebook).Order(StringComparer.Ordinal)]
            : throw new InputException($"{folder}: no such folder.");
        if (notebooks.Length == 0)
        {
            throw new InputException($"{folder}: holds no notebook (.ipynb, .dib).");
        }

        var reasons = new List<string>();
        var (whole, cells) = (0, 0);
        foreach (var notebook in notebooks)
        {
            var clock = Stopwatch.StartNew();
            var (ran, failures) = Execute(notebook, parameters, timeout);
            (cells, whole) = (cells + ran, whole + (failures.Count == 0 ? 1 : 0));
            reasons.AddRange(failures);
            var outcome = failures.Count == 0 ? $"{ran} cells"
                : ran == 0 ? $"not run: {failures[0]}"
                : $"{failures.Count} of {ran} cells failed: {failures[0]}";
            Console.WriteLine(FormattableString.Invariant(
                $"{Path.GetRelativePath(folder, notebook),-60} {clock.Elapsed.TotalSeconds,7:0.0} s  {outcome}"));
        }

        Console.WriteLine($"\n{whole} of {notebooks.Length} notebooks ran whole, {cells} cells in all; {reasons.Count} failures");
        foreach (var reason in reasons.CountBy(reason => reason).OrderByDescending(reason => reason.Value))
        {
            Console.WriteLine($"{reason.Value,5} x {reason.Key}");
        }

        return reasons.Count == 0;
    }

    private static bool IsNotebook(string path) => Path.GetExtension(path).ToLowerInvariant() is ".ipynb" or ".dib"
        && !path.Contains(".ipynb_checkpoints", StringComparison.Ordinal);

    private static (int Cells, List<string> Failures) Execute(string notebook, string[] parameters, double timeout)
    {
        var output = Path.Combine(Path.GetTempPath(), $"try-{Guid.NewGuid():N}.ipynb");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true };
        var seconds = FormattableString.Invariant($"{timeout}");
        string[] arguments = [Kernelspec.Program, "run", notebook, "-o", output, "-k", "-q", "--timeout", seconds,
            .. parameters.SelectMany(parameter => new[] { "-p", parameter })];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (!File.Exists(output))
        {
            return (0, [Short(errors.Replace(notebook, Path.GetFileName(notebook), StringComparison.Ordinal))]);
        }

        var ran = NotebookDocument.Load(output).Cells.Where(cell => cell.IsCode && cell.ExecutionCount is not null).ToArray();
        File.Delete(output);
        List<string> failures = [.. ran.Where(cell => !cell.Tags.Contains("raises-exception")).Select(Failure).OfType<string>()];
        if (process.ExitCode is not (0 or 1))
        {
            failures.Add($"the process ended with {process.ExitCode}");
        }

        return (ran.Length, failures);
    }

    private static string? Failure(NotebookCell cell) =>
        cell.Outputs.OfType<JsonObject>().FirstOrDefault(output => output["output_type"]?.ToString() == "error") is { } error
            ? Short($"{error["ename"]}: {error["evalue"]}")
            : null;

    // Without the place, so that equal reasons are counted together.
    private static string Short(string reason)
    {
        var line = System.Text.RegularExpressions.Regex.Replace(reason.Split('\n')[0], @"cell \d+, line \d+: ", "");
        return line.Length <= LongestReason ? line : line[..LongestReason] + "…";
    }
}
