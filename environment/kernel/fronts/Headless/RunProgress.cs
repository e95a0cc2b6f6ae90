using System.Globalization;
using System.Text.Json;

namespace Cellwright.Fronts.Headless;

/// <summary>Prints how far a run is: one line per cell for people, or one JSON object per line for programs.</summary>
/// <param name="writer">Where the lines go.</param>
/// <param name="format">Whom they are for.</param>
/// <param name="live">Whether a line may be overwritten: not when the output is redirected.</param>
public sealed class RunProgress(TextWriter writer, ProgressFormat format, bool live)
{
    /// <summary>A cell starts.</summary>
    /// <param name="cell">Which of the code cells, from 1.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="title">What it is about, in a few words.</param>
    public void Starts(int cell, int count, string title)
    {
        if (format == ProgressFormat.Json)
        {
            WriteJson(new { @event = "cell", cell, count, state = "running", title });
        }
        else if (format == ProgressFormat.Plain && live)
        {
            writer.Write($"{Place(cell, count)}  running     {title}");
        }
    }

    /// <summary>A cell has ended.</summary>
    /// <param name="cell">Which of the code cells, from 1.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="title">What it is about, in a few words.</param>
    /// <param name="state">"completed", "failed", "expected failure", "timed out", "stopped".</param>
    /// <param name="seconds">How long it took.</param>
    public void Ended(int cell, int count, string title, string state, double seconds)
    {
        if (format == ProgressFormat.Json)
        {
            WriteJson(new { @event = "cell", cell, count, state, seconds = Math.Round(seconds, 3), title });
        }
        else if (format == ProgressFormat.Plain)
        {
            var remark = state == "completed" ? "" : state + ": ";
            var start = (live ? "\r" : "") + Place(cell, count);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{start} {seconds,7:0.00} s   {remark}{title}"));
        }
    }

    /// <summary>The run has ended.</summary>
    /// <param name="state">"completed", "failed" or "stopped".</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="output">The executed notebook.</param>
    public void Done(string state, double seconds, string output)
    {
        if (format == ProgressFormat.Json)
        {
            WriteJson(new { @event = "end", state, seconds = Math.Round(seconds, 3), output });
        }
        else if (format == ProgressFormat.Plain)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{state} in {seconds:0.0} s: {output}"));
        }
    }

    private static string Place(int cell, int count) => $"[{cell.ToString().PadLeft(count.ToString().Length)}/{count}]";

    private void WriteJson(object line) => writer.WriteLine(JsonSerializer.Serialize(line));
}
