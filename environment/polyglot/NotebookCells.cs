using System.Text.Json.Nodes;

namespace MhdNet.Polyglot;

/// <summary>The code cells of a notebook file.</summary>
internal static class NotebookCells
{
    /// <summary>Reads them, each as one text; after the cell tagged <c>parameters</c> comes one that sets the scale.</summary>
    /// <param name="notebook">The file.</param>
    /// <param name="scale">smoke, demo, study or paper.</param>
    public static IReadOnlyList<string> Read(string notebook, string scale)
    {
        var cells = new List<string>();
        foreach (var cell in JsonNode.Parse(File.ReadAllText(notebook))!["cells"]!.AsArray())
        {
            var source = cell!["source"] is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)cell["source"];
            if ((string?)cell["cell_type"] != "code" || string.IsNullOrWhiteSpace(source))
            {
                continue;
            }

            cells.Add(source);
            if (cell["metadata"]?["tags"] is JsonArray tags && tags.Any(tag => (string?)tag == "parameters"))
            {
                cells.Add($"scale = \"{scale}\";");
            }
        }

        return cells;
    }
}
