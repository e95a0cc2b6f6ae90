using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MhdNet.Tests.Kernel;

/// <summary>The rules of the notebook format 4.5 that a runner can break, checked without Jupyter.</summary>
internal static partial class NotebookStructure
{
    public static IReadOnlyList<string> Problems(string text)
    {
        var root = JsonNode.Parse(text)!.AsObject();
        var problems = new List<string>();
        Keys(problems, "notebook", root, ["cells", "metadata", "nbformat", "nbformat_minor"], []);
        Expect(problems, (int)root["nbformat"]! == 4 && (int)root["nbformat_minor"]! >= 5, "format below 4.5");
        var ids = new HashSet<string>();
        foreach (var node in root["cells"]!.AsArray())
        {
            var cell = node!.AsObject();
            var id = (string?)cell["id"] ?? "";
            Expect(problems, Id().IsMatch(id) && ids.Add(id), $"id '{id}'");
            if ((string)cell["cell_type"]! == "code")
            {
                Keys(problems, $"cell {id}", cell, ["cell_type", "execution_count", "id", "metadata", "outputs", "source"], []);
                Expect(problems, cell["execution_count"] is null
                    || cell["execution_count"]!.GetValueKind() == JsonValueKind.Number, $"execution count of {id}");
                foreach (var output in cell["outputs"]!.AsArray())
                {
                    Output(problems, id, output!.AsObject());
                }
            }
            else
            {
                Keys(problems, $"cell {id}", cell, ["cell_type", "id", "metadata", "source"], ["attachments"]);
            }

            Expect(problems, IsText(cell["source"]), $"source of {id}");
            foreach (var (name, value) in cell["metadata"]?["execution"]?.AsObject() ?? [])
            {
                Expect(problems, value!.GetValueKind() == JsonValueKind.String
                    && DateTimeOffset.TryParse((string)value!, out _), $"time {name} of {id}");
            }
        }

        return problems;
    }

    private static void Output(List<string> problems, string id, JsonObject output)
    {
        var type = (string)output["output_type"]!;
        var where = $"{type} of {id}";
        switch (type)
        {
            case "stream":
                Keys(problems, where, output, ["name", "output_type", "text"], []);
                Expect(problems, (string)output["name"]! is "stdout" or "stderr" && IsText(output["text"]), where);
                break;
            case "error":
                Keys(problems, where, output, ["ename", "evalue", "output_type", "traceback"], []);
                Expect(problems, output["traceback"]!.AsArray().All(line => line!.GetValueKind() == JsonValueKind.String), where);
                break;
            case "display_data":
            case "execute_result":
                string[] count = type == "display_data" ? [] : ["execution_count"];
                Keys(problems, where, output, ["data", "metadata", "output_type", .. count], []);
                Expect(problems, output["data"]!.AsObject()
                    .All(entry => entry.Key.Contains('/', StringComparison.Ordinal) && IsText(entry.Value)), where);
                break;
            default:
                problems.Add($"output of type {type}");
                break;
        }
    }

    private static void Keys(List<string> problems, string where, JsonObject json, string[] required, string[] optional)
    {
        Expect(problems, required.All(json.ContainsKey),
            $"{where} lacks {string.Join(", ", required.Where(key => !json.ContainsKey(key)))}");
        var unknown = json.Select(entry => entry.Key).Except(required).Except(optional).ToArray();
        Expect(problems, unknown.Length == 0, $"{where} has {string.Join(", ", unknown)}");
    }

    private static bool IsText(JsonNode? node) => node is JsonArray lines
        ? lines.All(line => line!.GetValueKind() == JsonValueKind.String)
        : node?.GetValueKind() == JsonValueKind.String;

    private static void Expect(List<string> problems, bool holds, string problem)
    {
        if (!holds)
        {
            problems.Add(problem);
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex Id();
}
