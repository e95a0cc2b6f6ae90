using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary>What a benchmark found: when and on what it ran, a table, remarks. Printed, and written into a file if one is named.</summary>
/// <param name="title">What was measured.</param>
/// <param name="columns">The table's head.</param>
internal sealed class BenchReport(string title, params string[] columns)
{
    private readonly List<string> _heading =
    [
        string.Create(CultureInfo.InvariantCulture, $"{title}, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC"),
        $"machine: {Processor.Name}, {Ui.Count(Environment.ProcessorCount, "core")}; load average at the start: {Load()}",
        $".NET {Environment.Version}, {RuntimeInformation.OSDescription.Trim()} "
            + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
    ];

    private readonly List<IReadOnlyList<string>> _rows = [];
    private readonly List<string> _remarks = [];

    /// <summary>Where to keep the report.</summary>
    public static Option<string?> Output() => new("--output", "-o") { Description = "Also write the table, as Markdown, into this file" };

    /// <summary>Threads to measure with.</summary>
    public static Option<int> Threads() => new("--threads") { Description = "Threads of one operation", DefaultValueFactory = _ => 1 };

    /// <summary>How often each piece of work is timed.</summary>
    public static Option<int> Rounds() => CommonOptions.Count("--rounds", "How often each is timed", 5);

    /// <summary>Adds a line above the table: what this process computes with.</summary>
    public void Head(RuntimeReport runtime) =>
        Head($"MhdNet: libtorch {runtime.LibTorch}, {Ui.Count(runtime.Threads, "thread")}, {runtime.Allocator}");

    /// <summary>Adds a line above the table: versions of what is measured, its input.</summary>
    public void Head(string line) => _heading.Add(line);

    /// <summary>Adds a row of the table.</summary>
    public void Row(params string[] cells) => _rows.Add(cells);

    /// <summary>Adds a line below the table.</summary>
    public void Remark(string line) => _remarks.Add(line);

    /// <summary>Prints the report, and writes it into <paramref name="file"/> unless that is null.</summary>
    public void Show(string? file)
    {
        _remarks.Add($"load average at the end: {Load()}");
        _heading.ForEach(Console.WriteLine);
        Ui.Table(columns, _rows);
        _remarks.ForEach(Console.WriteLine);
        if (file is not null)
        {
            AtomicFile.WriteText(file, Markdown());
            Console.WriteLine($"written: {Path.GetFullPath(file)}");
        }
    }

    private string Markdown()
    {
        var text = new StringBuilder();
        _heading.ForEach(line => text.Append(line).Append("  \n"));
        text.Append('\n').Append(Line(columns)).Append(Line([.. columns.Select((_, i) => i == 0 ? "---" : "---:")]));
        _rows.ForEach(row => text.Append(Line(row)));
        text.Append('\n');
        _remarks.ForEach(line => text.Append(line).Append("  \n"));
        return text.ToString();
    }

    private static string Line(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";

    // over 1, 5 and 15 minutes; other systems do not tell
    private static string Load() =>
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
