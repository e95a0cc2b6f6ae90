using System.Text.Json;
using MhdNet.Cli;
using MhdNet.Runtime;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Cli;

public sealed class NotebookSummaryTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Title_and_sentence_are_of_the_first_prose()
    {
        var summary = Read(Prose(
            "# 02 · *The* teacher\n\n| | |\n|---|---|\n\nIt learns from CT **and** [pathology](01.ipynb)\n"
            + "of $x$, as in Fig. 6 (Eqs. 1-3). More.\n\nOther"));
        Assert.Equal("02 · The teacher", summary.Title);
        Assert.Equal("It learns from CT and pathology of x, as in Fig. 6 (Eqs. 1-3).", summary.Sentence);
        Assert.Null(summary.Picture);
    }

    [Theory]
    [InlineData("# Title", "")]
    [InlineData("# Title\n\nNo stop at its end", "No stop at its end")]
    [InlineData("# Title\n\nDoes it help? Here that is asked of patients. And more.", "Does it help? Here that is asked of patients.")]
    [InlineData("Words without a title, which are long, e.g. these. More.", "Words without a title, which are long, e.g. these.")]
    public void A_sentence_ends_where_one_does(string prose, string sentence) => Assert.Equal(sentence, Read(Prose(prose)).Sentence);

    [Fact]
    public void The_picture_is_the_first_one_or_the_one_that_the_metadata_names()
    {
        object[] cells = [Prose("# t"), Code([], [1]), Code(["telling"], [2, 3]), Code([], "no base64 §"), Code([], [])];
        Assert.Equal([1], Read(cells).Picture);
        Assert.Equal([2, 3], Read(new { picture = "telling" }, cells).Picture);
        Assert.Equal([2, 3], Read(new { picture = 2 }, cells).Picture);
        Assert.Equal([1], Read(new { picture = 99 }, cells).Picture);      // named, but not there
        Assert.Equal([1], Read(new { picture = "other" }, cells).Picture);
        Assert.Equal([1], Read(new { picture = 3 }, cells).Picture);       // there, but no PNG
        Assert.Null(Read(Prose("# t"), Code([], "no base64 §")).Picture);
    }

    [Fact]
    public void A_torn_notebook_is_named()
    {
        File.WriteAllText(_path, "{\"cells\": ");
        var error = Assert.Throws<InputException>(() => NotebookSummary.Read(_path));
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        File.WriteAllText(_path, "{}");
        Assert.Throws<InputException>(() => NotebookSummary.Read(_path));
    }

    public static TheoryData<string> Suite => [.. Notebooks.SuiteNotebooks.All];

    [Theory]
    [MemberData(nameof(Suite))]
    public void The_suites_notebooks_have_title_and_sentence_and_a_picture_once_they_have_been_executed(string name)
    {
        var path = Repository.PathOf("notebooks", name);
        var summary = NotebookSummary.Read(path);
        Assert.StartsWith(name[..2], summary.Title, StringComparison.Ordinal);
        Assert.True(summary.Sentence.Length > 20 && summary.Sentence[^1] is '.' or '?' or ':', summary.Sentence);
        using var notebook = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(path));
        var executed = notebook.RootElement.GetProperty("cells").EnumerateArray()
            .Any(cell => cell.TryGetProperty("outputs", out var outputs) && outputs.GetArrayLength() > 0);
        Assert.Equal(executed, summary.Picture is not null);
        Assert.Equal(executed ? [0x89, (byte)'P', (byte)'N', (byte)'G'] : null, summary.Picture?[..4]);
    }

    private static object Prose(string source) => new { cell_type = "markdown", source };

    private static object Code(string[] tags, byte[] png) => Code(tags, Convert.ToBase64String(png));

    private static object Code(string[] tags, string png) => new
    {
        cell_type = "code",
        source = "",
        metadata = new { tags },
        outputs = new object[]
        {
            new { output_type = "stream", text = "x" },
            new { output_type = "display_data", data = new Dictionary<string, string> { ["image/png"] = png } },
        },
    };

    private NotebookSummary Read(params object[] cells) => Read(new { }, cells);

    private NotebookSummary Read(object mhdnet, object[] cells)
    {
        File.WriteAllText(_path, JsonSerializer.Serialize(new { metadata = new { mhdnet }, cells }));
        return NotebookSummary.Read(_path);
    }
}
