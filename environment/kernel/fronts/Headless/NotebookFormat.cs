using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Runtime;

namespace Cellwright.Fronts.Headless;

/// <summary>What makes a file a C# notebook of format 4.5.</summary>
internal static class NotebookFormat
{
    /// <summary>The kernelspec that the suite's files name.</summary>
    public static JsonObject CSharpKernel() => new()
    {
        ["display_name"] = ".NET (C#)",
        ["language"] = "C#",
        ["name"] = ".net-csharp",
    };

    /// <summary>Whether a node is a cell.</summary>
    public static bool IsCell(JsonNode? node) =>
        node is JsonObject cell && cell["cell_type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String
        && cell["source"] is JsonArray or JsonValue;

    /// <summary>Refuses a file that is not of format 4; one of an older minor format becomes one of 4.5.</summary>
    public static void Require(JsonObject root, string name)
    {
        var major = root["nbformat"] is JsonValue value && value.TryGetValue<int>(out var found) ? found : 0;
        if (major != 4)
        {
            throw new InputException(
                $"{name}: is no notebook of format 4 (nbformat says {root["nbformat"]?.ToJsonString() ?? "nothing"}): "
                + "save it from a current Jupyter.");
        }

        var minor = root["nbformat_minor"] is JsonValue small && small.TryGetValue<int>(out var given) ? given : 0;
        root["nbformat_minor"] = Math.Max(minor, 5);
    }

    /// <summary>Refuses a notebook in another language; one that names none is taken as C#.</summary>
    public static void RequireCSharp(JsonObject root, string name)
    {
        if (root["metadata"] is not JsonObject metadata)
        {
            root["metadata"] = metadata = [];
        }

        var language = metadata["kernelspec"]?["language"]?.ToString() ?? metadata["language_info"]?["name"]?.ToString();
        var kernel = metadata["kernelspec"]?["name"]?.ToString();
        if (language is null && kernel is null)
        {
            metadata["kernelspec"] = CSharpKernel(); // it names none: its cells are tried
        }
        else if (!(language is "C#" or "c#" or "csharp" or "polyglot-notebook" || kernel is ".net-csharp" or "cellwright"))
        {
            throw new InputException(
                $"{name}: is not a C# notebook ({language ?? kernel}): "
                + "its metadata must say kernelspec {name: \".net-csharp\", language: \"C#\"}.");
        }

        metadata["language_info"] ??= new JsonObject
        {
            ["file_extension"] = ".cs",
            ["mimetype"] = "text/x-csharp",
            ["name"] = "C#",
            ["pygments_lexer"] = "csharp",
            ["version"] = "14.0",
        };
    }
}
