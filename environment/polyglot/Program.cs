using System.Globalization;
using MhdNet.Polyglot;

// Usage: dotnet run --project environment/polyglot -- NOTEBOOK [SCALE]. Exit code 0: every cell ran; 1: one failed; 2: bad input.
if (args is not [var notebook, ..] || !File.Exists(notebook))
{
    Console.Error.WriteLine("Give a notebook (.ipynb), and the scale that its cell of parameters gets (the default is smoke).");
    return 2;
}

// The kernel takes the console while a cell runs and turns what is written there into events: a host that writes events to the console
// answers itself without end. This stream is the process's own.
await using var console = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
var cells = NotebookCells.Read(Path.GetFullPath(notebook), args.ElementAtOrDefault(1) ?? "smoke");
Environment.CurrentDirectory = Path.GetDirectoryName(Path.GetFullPath(notebook))!;
using var host = new InteractiveHost();
foreach (var (index, cell) in cells.Index())
{
    var (seconds, shown, error) = await host.RunAsync(cell);
    await console.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"[{index + 1}/{cells.Count}] {seconds,7:0.00} s  {error ?? Completed(shown)}"));
    if (error is not null)
    {
        return 1;
    }
}

return 0;

static string Completed(IReadOnlyList<string> shown) => shown.Count == 0 ? "completed" : $"completed, shows {string.Join(", ", shown)}";
