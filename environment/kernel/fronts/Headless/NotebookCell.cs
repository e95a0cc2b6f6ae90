using System.Text.Json;
using System.Text.Json.Nodes;
using Cellwright.Engine.Dialect;

namespace Cellwright.Fronts.Headless;

/// <summary>One cell of a notebook, a view on its JSON: what is not known here stays as it is.</summary>
/// <param name="json">The cell's object in the document.</param>
public sealed class NotebookCell(JsonObject json)
{
    /// <summary>The cell's object in the document.</summary>
    public JsonObject Json { get; } = json;

    /// <summary>Whether it is run.</summary>
    public bool IsCode => Type == "code";

    /// <summary>"code", "markdown" or "raw".</summary>
    public string Type => (string)Json["cell_type"]!;

    /// <summary>The text.</summary>
    public string Source => NotebookText.Join(Json["source"]);

    /// <summary>The tags; none when the cell has no metadata about them.</summary>
    public IReadOnlyList<string> Tags =>
        Json["metadata"]?["tags"] is JsonArray tags ? [.. tags.OfType<JsonValue>().Select(tag => tag.ToString())] : [];

    /// <summary>The text as it runs: with a line that names its language, where the cell's metadata say that it is not C#.</summary>
    public string Runnable => NotebookLanguages.Mark(Source, NotebookLanguages.Of(JsonSerializer.SerializeToElement(Json)));

    /// <summary>The outputs of a code cell.</summary>
    public JsonArray Outputs
    {
        get
        {
            if (Json["outputs"] is not JsonArray outputs)
            {
                Json["outputs"] = outputs = [];
            }

            return outputs;
        }
    }

    /// <summary>The number of the execution, as Jupyter shows it in brackets; null: not executed.</summary>
    public int? ExecutionCount
    {
        get => (int?)Json["execution_count"];
        set => Json["execution_count"] = value;
    }

    /// <summary>Makes a code cell as if it had never run.</summary>
    public void Clear()
    {
        ExecutionCount = null;
        Json["outputs"] = new JsonArray();
        (Json["metadata"] as JsonObject)?.Remove("execution");
    }

    /// <summary>Notes when the cell ran, under the names that JupyterLab gives these times.</summary>
    public void SetTimes(DateTimeOffset start, DateTimeOffset end)
    {
        if (Json["metadata"] is not JsonObject metadata)
        {
            Json["metadata"] = metadata = [];
        }

        metadata["execution"] = new JsonObject
        {
            ["iopub.execute_input"] = Iso(start),
            ["iopub.status.busy"] = Iso(start),
            ["iopub.status.idle"] = Iso(end),
            ["shell.execute_reply"] = Iso(end),
        };
    }

    private static string Iso(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
}
