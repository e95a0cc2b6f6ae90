extern alias fronts;

using System.Text.Json.Nodes;
using fronts::Cellwright.Fronts.Headless;
using fronts::Cellwright.Fronts.Jupyter;
using fronts::Cellwright.Fronts.Jupyter.Wire;

namespace MhdNet.Tests.Kernel;

/// <summary>The same notebook through the wire and through the runner.</summary>
public sealed class ParityTests
{
    // Of a chart the runner keeps the text only: its script would weigh megabytes in a saved notebook.
    [Theory]
    [InlineData("shows", 0, "")]
    [InlineData("clears", 0, "")]
    [InlineData("failing", 1, "")]
    [InlineData("library", 0, "text/html of Plotly.NET")]
    public async Task Kernel_and_runner_give_the_same_outputs(string name, int exitCode, string droppedByTheRunner)
    {
        var (run, text) = await ExecutedNotebooks.Of(name);
        Assert.Equal(exitCode, run.ExitCode);
        // front ends send no empty cell
        var cells = NotebookDocument.Parse(text, name).Cells.Where(cell => cell.IsCode && !string.IsNullOrWhiteSpace(cell.Source)).ToList();
        Assert.NotEmpty(cells);

        using var client = new KernelClient(KernelProcess.Program, Path.GetDirectoryName(KernelProcess.Notebook(name))!);
        var page = new Page();
        var dropped = new List<string>();
        foreach (var cell in cells)
        {
            var (reply, published) = client.Execute(cell.Source);
            page.Add(published);
            var shown = page.Cells[^1];
            foreach (var (wire, file) in shown.Zip(cell.Outputs))
            {
                foreach (var type in Data(wire).Select(entry => entry.Key).Except(Data(file!).Select(entry => entry.Key)).ToList())
                {
                    dropped.Add($"{type} of {cell.Source[..10]}");
                    wire["data"]!.AsObject().Remove(type);
                }
            }

            Assert.Equal(cell.ExecutionCount, reply.Number("execution_count"));
        }

        Assert.Equal(droppedByTheRunner, string.Join(", ", dropped));
        foreach (var (cell, shown) in cells.Zip(page.Cells))
        {
            Assert.Equal(cell.Outputs.Select(Text), shown.Select(Text));
        }
    }

    private static JsonObject Data(JsonNode output) => output["data"] as JsonObject ?? [];

    // Keys in order, lines joined: a file keeps texts as lines.
    private static string Text(JsonNode? node) => node switch
    {
        JsonArray lines when lines.All(line => line is JsonValue value && value.TryGetValue<string>(out _)) =>
            Quote(string.Concat(lines.Select(line => (string?)line))),
        JsonArray items => $"[{string.Join(", ", items.Select(Text))}]",
        JsonObject members =>
            "{" + string.Join(", ", members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(
                member => $"{member.Key}: {(member.Key == "traceback" ? Lines(member.Value!) : Text(member.Value))}")) + "}",
        JsonValue value when value.TryGetValue<string>(out var text) => Quote(text),
        _ => node?.ToJsonString() ?? "null",
    };

    private static string Lines(JsonNode traceback) => string.Join("\n", traceback.AsArray().Select(line => (string?)line));

    private static string Quote(string text) => $"'{text}'";

    /// <summary>What a front end would have on its page: messages put together to outputs as the notebook format words them.</summary>
    private sealed class Page
    {
        private readonly Dictionary<string, List<JsonObject>> displays = [];

        public List<List<JsonObject>> Cells { get; } = [];

        public void Add(IReadOnlyList<Message> published)
        {
            List<JsonObject> outputs = [];
            Cells.Add(outputs);
            var clear = false;
            foreach (var message in published)
            {
                var content = message.Content.DeepClone().AsObject();
                switch (message.Type)
                {
                    case "clear_output" when message.Flag("wait", otherwise: false):
                        clear = true;
                        break;
                    case "clear_output":
                        outputs.Clear();
                        break;
                    case "update_display_data":
                        foreach (var shown in displays[Id(content)])
                        {
                            shown["data"] = content["data"]!.DeepClone();
                        }

                        break;
                    case "stream" or "display_data" or "execute_result" or "error":
                        if (clear)
                        {
                            outputs.Clear();
                            clear = false;
                        }

                        Show(outputs, message.Type, content);
                        break;
                }
            }
        }

        private static string Id(JsonObject content) => (string)content["transient"]!["display_id"]!;

        private void Show(List<JsonObject> outputs, string type, JsonObject content)
        {
            if (type == "stream" && outputs.Count > 0 && outputs[^1]["output_type"]!.ToString() == "stream"
                && outputs[^1]["name"]!.ToString() == content["name"]!.ToString())
            {
                outputs[^1]["text"] = outputs[^1]["text"]!.ToString() + content["text"];
                return;
            }

            if (type == "display_data")
            {
                displays.TryAdd(Id(content), []);
                displays[Id(content)].Add(content);
            }

            content["output_type"] = type;
            content.Remove("transient");
            outputs.Add(content);
        }
    }
}
