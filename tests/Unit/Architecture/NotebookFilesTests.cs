using System.Text.Json;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Architecture;

/// <summary>Committed notebooks: what any reader of nbformat 4.5 relies on, and what a reader of this suite expects.</summary>
public sealed class NotebookFilesTests
{
    private const long SizeLimit = 2_000_000;

    public static TheoryData<string> Notebooks
    {
        get
        {
            var folder = Repository.PathOf("notebooks");
            var names = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.ipynb").Select(path => Path.GetFileName(path)) : [];
            return [.. names.Order(StringComparer.Ordinal)];
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Notebooks))]
    public void A_committed_notebook_is_whole_small_and_free_of_errors(string name)
    {
        var path = Repository.PathOf("notebooks", name);
        Assert.InRange(new FileInfo(path).Length, 1, SizeLimit);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;

        Assert.Equal(4, root.GetProperty("nbformat").GetInt32());
        Assert.InRange(root.GetProperty("nbformat_minor").GetInt32(), 5, 99);
        var kernel = root.GetProperty("metadata").GetProperty("kernelspec");
        Assert.Equal(".net-csharp", kernel.GetProperty("name").GetString());
        Assert.Equal(".NET (C#)", kernel.GetProperty("display_name").GetString());
        Assert.Equal("C#", kernel.GetProperty("language").GetString());

        var cells = root.GetProperty("cells").EnumerateArray().ToArray();
        var ids = cells.Select(cell => cell.GetProperty("id").GetString()!).ToArray();
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", id));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(cells, AssertIsACell);
        Assert.Equal("markdown", cells[0].GetProperty("cell_type").GetString());
        Assert.Contains("parameters", Tags(Array.Find(cells, IsCode)));
        Assert.DoesNotContain(cells, cell => Tags(cell).Contains("injected-parameters"));
    }

    private static void AssertIsACell(JsonElement cell)
    {
        Assert.Contains(cell.GetProperty("cell_type").GetString(), (string[])["code", "markdown", "raw"]);
        Assert.Contains(cell.GetProperty("source").ValueKind, (JsonValueKind[])[JsonValueKind.Array, JsonValueKind.String]);
        Assert.Equal(JsonValueKind.Object, cell.GetProperty("metadata").ValueKind);
        if (!IsCode(cell))
        {
            Assert.False(cell.TryGetProperty("outputs", out _));
            return;
        }

        Assert.Contains(cell.GetProperty("execution_count").ValueKind, (JsonValueKind[])[JsonValueKind.Number, JsonValueKind.Null]);
        var mayRaise = Tags(cell).Contains("raises-exception");
        foreach (var output in cell.GetProperty("outputs").EnumerateArray())
        {
            switch (output.GetProperty("output_type").GetString())
            {
                case "stream":
                    Assert.Contains(output.GetProperty("name").GetString(), (string[])["stdout", "stderr"]);
                    break;
                case "display_data" or "execute_result":
                    Assert.NotEmpty(output.GetProperty("data").EnumerateObject());
                    break;
                case "error":
                    Assert.True(mayRaise, $"cell {cell.GetProperty("id")} was committed with an error: {output.GetProperty("evalue")}");
                    break;
                case var other:
                    Assert.Fail($"cell {cell.GetProperty("id")} has an output of unknown type '{other}'");
                    break;
            }
        }
    }

    private static bool IsCode(JsonElement cell) => cell.GetProperty("cell_type").GetString() == "code";

    private static string[] Tags(JsonElement cell) =>
        cell.GetProperty("metadata").TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)] : [];
}
