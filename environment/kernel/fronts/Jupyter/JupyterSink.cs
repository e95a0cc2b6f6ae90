using System.Text;
using System.Text.Json.Nodes;

namespace Cellwright.Fronts.Jupyter;

/// <summary>
/// Publishes the outputs of one cell as they come. Console text is gathered for a moment, so that a loop of small writes does not become
/// a flood of messages.
/// </summary>
public sealed class JupyterSink : IOutputSink
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Action<string, JsonObject> publish;
    private readonly Func<string?> ask;
    private readonly int? count;
    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private ConsoleStream pendingStream;

    /// <summary>A sink for a cell.</summary>
    /// <param name="publish">Publishes a message of a type on behalf of the cell.</param>
    /// <param name="ask">Asks for a line.</param>
    /// <param name="count">The cell's execution count; null: outside of a cell.</param>
    public JupyterSink(Action<string, JsonObject> publish, Func<string?> ask, int? count) =>
        (this.publish, this.ask, this.count) = (publish, ask, count);

    /// <summary>What ended the cell early; null: nothing did.</summary>
    public CellError? LastError { get; private set; }

    /// <inheritdoc />
    public void Stream(ConsoleStream stream, string text)
    {
        lock (gate)
        {
            if (stream != pendingStream)
            {
                Flush();
            }

            pendingStream = stream;
            if (pending.Length == 0)
            {
                _ = FlushSoon();
            }

            pending.Append(text);
        }
    }

    /// <inheritdoc />
    public void Display(MimeBundle bundle, string displayId) => Publish("display_data", Shown(bundle, displayId));

    /// <inheritdoc />
    public void UpdateDisplay(MimeBundle bundle, string displayId) => Publish("update_display_data", Shown(bundle, displayId));

    /// <inheritdoc />
    public void Result(MimeBundle bundle)
    {
        var content = Shown(bundle, displayId: null);
        content["execution_count"] = count;
        Publish("execute_result", content);
    }

    /// <inheritdoc />
    public void ClearOutput(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    /// <inheritdoc />
    public string? ReadLine()
    {
        Flush();
        return ask();
    }

    /// <inheritdoc />
    public void Error(CellError error)
    {
        LastError = error;
        Publish("error", Content(error));
    }

    /// <summary>Publishes what is gathered, at the end of the cell. A thread that outlives the cell still writes below it.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (pending.Length > 0)
            {
                publish("stream", Text(pendingStream, pending.ToString()));
                pending.Clear();
            }
        }
    }

    /// <summary>An error as the protocol words it, in outputs and in replies.</summary>
    public static JsonObject Content(CellError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new JsonObject
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Value,
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
        };
    }

    /// <summary>A value's representations as the protocol words them.</summary>
    public static JsonObject Data(MimeBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new JsonObject(bundle.Data.Select(entry => KeyValuePair.Create(
            entry.Key, entry.Key == "application/json" ? JsonNode.Parse(entry.Value) : entry.Value)));
    }

    private static JsonObject Shown(MimeBundle bundle, string? displayId)
    {
        var content = new JsonObject { ["data"] = Data(bundle), ["metadata"] = new JsonObject() };
        if (displayId is not null)
        {
            content["transient"] = new JsonObject { ["display_id"] = displayId };
        }

        return content;
    }

    private static JsonObject Text(ConsoleStream stream, string text) =>
        new() { ["name"] = stream == ConsoleStream.Out ? "stdout" : "stderr", ["text"] = text };

    private void Publish(string type, JsonObject content)
    {
        lock (gate)
        {
            Flush();
            publish(type, content);
        }
    }

    private async Task FlushSoon()
    {
        await Task.Delay(Moment).ConfigureAwait(false);
        Flush();
    }
}
