using System.Text.Json.Nodes;

namespace Cellwright.Fronts.Headless;

/// <summary>Writes the outputs of the running cell into the notebook. Values updated later are replaced wherever they stand.</summary>
public sealed class NotebookSink : IOutputSink
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<JsonObject>> displays = [];
    private NotebookCell? cell;
    private bool clearBeforeNext;

    /// <summary>The error of the cell begun last; null: none.</summary>
    public CellError? LastError { get; private set; }

    /// <summary>What follows belongs to this cell.</summary>
    public void Begin(NotebookCell begun)
    {
        lock (gate)
        {
            cell = begun;
            clearBeforeNext = false;
            LastError = null;
        }
    }

    /// <summary>Does something with the notebook while no output can come in between.</summary>
    public void Quietly(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (gate)
        {
            action();
        }
    }

    /// <inheritdoc />
    public void Stream(ConsoleStream stream, string text)
    {
        var name = stream == ConsoleStream.Out ? "stdout" : "stderr";
        lock (gate)
        {
            var last = Outputs.Count > 0 ? Outputs[^1] as JsonObject : null;
            if (last?["output_type"]?.ToString() == "stream" && last["name"]!.ToString() == name)
            {
                Append((JsonArray)last["text"]!, text);
            }
            else
            {
                Outputs.Add(new JsonObject { ["name"] = name, ["output_type"] = "stream", ["text"] = NotebookText.Split(text) });
            }
        }
    }

    /// <inheritdoc />
    public void Display(MimeBundle bundle, string displayId)
    {
        lock (gate)
        {
            var output = new JsonObject { ["data"] = Data(bundle), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
            displays.TryAdd(displayId, []);
            displays[displayId].Add(output);
            Outputs.Add(output);
        }
    }

    /// <inheritdoc />
    public void UpdateDisplay(MimeBundle bundle, string displayId)
    {
        lock (gate)
        {
            foreach (var output in displays.GetValueOrDefault(displayId, []))
            {
                output["data"] = Data(bundle);
            }
        }
    }

    /// <inheritdoc />
    public void Result(MimeBundle bundle)
    {
        lock (gate)
        {
            Outputs.Add(new JsonObject
            {
                ["data"] = Data(bundle),
                ["execution_count"] = Running.ExecutionCount,
                ["metadata"] = new JsonObject(),
                ["output_type"] = "execute_result",
            });
        }
    }

    /// <inheritdoc />
    public void Error(CellError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        lock (gate)
        {
            LastError = error;
            Outputs.Add(new JsonObject
            {
                ["ename"] = error.Name,
                ["evalue"] = error.Value,
                ["output_type"] = "error",
                ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
            });
        }
    }

    /// <inheritdoc />
    public void ClearOutput(bool wait)
    {
        lock (gate)
        {
            clearBeforeNext = wait;
            if (!wait)
            {
                Running.Outputs.Clear();
            }
        }
    }

    /// <inheritdoc />
    public string? ReadLine() =>
        throw new InvalidOperationException("This notebook runs without a keyboard: Console.ReadLine has nobody to ask.");

    private NotebookCell Running => cell ?? throw new InvalidOperationException("No cell has begun.");

    /// <summary>The cell's outputs, for one more; a clearing that waited for it is done now.</summary>
    private JsonArray Outputs
    {
        get
        {
            if (clearBeforeNext)
            {
                clearBeforeNext = false;
                Running.Outputs.Clear();
            }

            return Running.Outputs;
        }
    }

    private static void Append(JsonArray lines, string text)
    {
        var last = lines.Count > 0 ? (string)lines[^1]! : "\n";
        if (!last.EndsWith('\n'))
        {
            lines.RemoveAt(lines.Count - 1);
            text = last + text;
        }

        foreach (var line in NotebookText.Split(text).ToArray())
        {
            lines.Add((string)line!);
        }
    }

    private static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach (var (mimeType, content) in bundle.Kept.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            data[mimeType] = MimeBundle.IsText(mimeType) ? NotebookText.Split(content)
                : mimeType == "application/json" ? JsonNode.Parse(content)
                : content;
        }

        return data;
    }
}
