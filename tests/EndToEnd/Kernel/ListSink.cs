
using Cellwright;

namespace MhdNet.Tests.Kernel;

/// <summary>Outputs as lines of text, in the order in which they came.</summary>
internal sealed class ListSink : IOutputSink
{
    private readonly Lock gate = new();
    private readonly List<string> outputs = [];

    public CellError? LastError { get; private set; }

    /// <summary>Lines to be read; null: asking is an error.</summary>
    public Queue<string>? Input { get; init; }

    public MimeBundle? LastResult { get; private set; }

    public IReadOnlyList<string> Outputs
    {
        get
        {
            lock (gate)
            {
                return [.. outputs.Select(output => output.TrimEnd('\n'))];
            }
        }
    }

    public void Stream(ConsoleStream stream, string text)
    {
        var name = stream == ConsoleStream.Out ? "out: " : "err: ";
        lock (gate)
        {
            // What is written piece by piece is one line.
            if (outputs.Count > 0 && outputs[^1].StartsWith(name, StringComparison.Ordinal) && !outputs[^1].EndsWith('\n'))
            {
                outputs[^1] += text;
            }
            else
            {
                outputs.Add(name + text);
            }
        }
    }

    public void Display(MimeBundle bundle, string displayId) => Add("display: " + Shown(bundle));

    public void UpdateDisplay(MimeBundle bundle, string displayId) => Add("update: " + Shown(bundle));

    public void Result(MimeBundle bundle)
    {
        LastResult = bundle;
        Add("result: " + Shown(bundle));
    }

    public void Error(CellError error)
    {
        LastError = error;
        Add($"error: {error.Name}: {error.Value}");
    }

    public void ClearOutput(bool wait) => Add(wait ? "clear before the next" : "clear");

    public string? ReadLine() => Input is { } input
        ? input.TryDequeue(out var line) ? line : null
        : throw new InvalidOperationException("nobody to ask");

    private static string Shown(MimeBundle bundle) =>
        bundle.Data.TryGetValue("text/plain", out var text) ? text : string.Join(" ", bundle.Data.Values);

    private void Add(string line)
    {
        lock (gate)
        {
            outputs.Add(line);
        }
    }
}
