using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary>What a page says of a notebook, out of its file.</summary>
/// <param name="Title">Its first heading, or the file's name.</param>
/// <param name="Sentence">
/// The first sentence of prose in its first Markdown cell, and those after it until they say something; empty where there is none.
/// </param>
/// <param name="Picture">
/// A saved output as the bytes of a PNG file: the first one of the cell that metadata <c>mhdnet.picture</c> names by index or tag, else the
/// first one of all; null where no output is a PNG.
/// </param>
internal sealed partial record NotebookSummary(string Title, string Sentence, byte[]? Picture)
{
    private const int Telling = 40;   // letters that a sentence takes to say something

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="InputException">The file is no notebook.</exception>
    public static NotebookSummary Read(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            JsonNode[] cells = [.. json["cells"]!.AsArray().Select(cell => cell!)];
            var prose = cells.FirstOrDefault(cell => (string?)cell["cell_type"] == "markdown") is { } first ? Joined(first["source"]) : "";
            var lines = prose.ReplaceLineEndings("\n").Split('\n');
            var heading = lines.FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
            var title = heading is null ? Path.GetFileName(path) : Plain(heading[2..].Trim());
            return new NotebookSummary(title, SentenceOf(lines), PictureOf(json, cells));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InputException($"{path}: not a notebook ({error.Message.ReplaceLineEndings(" ")}): restore the file", error);
        }
    }

    private static string SentenceOf(IEnumerable<string> lines)
    {
        var paragraph = string.Join(' ', lines.Select(line => line.Trim())
            .SkipWhile(line => !Prose(line)).TakeWhile(Prose));
        var end = End().Matches(paragraph).FirstOrDefault(end => end.Index >= Telling)?.Index ?? (paragraph.Length - 1);
        return Plain(paragraph[..(end + 1)]);
    }

    // no heading, table, list, quotation, picture, tag, formula or fence
    private static bool Prose(string line) =>
        line.Length > 0 && !"#|>-!<$`".Contains(line[0], StringComparison.Ordinal) && !line.StartsWith("* ", StringComparison.Ordinal);

    /// <summary>Markdown's marks taken off: links, emphasis, code, formulas.</summary>
    private static string Plain(string markdown) => Marks().Replace(Links().Replace(markdown, "$1"), "$2");

    private static byte[]? PictureOf(JsonNode json, JsonNode[] cells)
    {
        var chosen = json["metadata"]?["mhdnet"]?["picture"];
        var named = chosen?.GetValueKind() switch
        {
            JsonValueKind.Number when (int)chosen! >= 0 && (int)chosen! < cells.Length => cells[(int)chosen!],
            JsonValueKind.String => cells.FirstOrDefault(cell => Tags(cell).Contains((string)chosen!)),
            _ => null,
        };
        return (named is null ? [] : Pictures(named)).Concat(cells.SelectMany(Pictures)).FirstOrDefault();
    }

    private static IEnumerable<string> Tags(JsonNode cell) => cell["metadata"]?["tags"]?.AsArray().Select(tag => (string)tag!) ?? [];

    private static IEnumerable<byte[]> Pictures(JsonNode cell)
    {
        foreach (var output in cell["outputs"] as JsonArray ?? [])
        {
            var png = output?["data"]?["image/png"];
            var base64 = png is null ? "" : Joined(png).ReplaceLineEndings("");
            var bytes = new byte[base64.Length];
            if (base64.Length > 0 && Convert.TryFromBase64String(base64, bytes, out var length))
            {
                yield return bytes[..length];
            }
        }
    }

    private static string Joined(JsonNode? text) =>
        text is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : (string?)text ?? "";

    // the end of a sentence, not of "Fig. 6" or "Eqs. (1)"
    [GeneratedRegex(@"(?<!\b(Fig|Figs|Eq|Eqs|Sec|Tab|No|cf|vs|e\.g|i\.e))[.?!](?=\s+[^a-z\s]|\s*$)")]
    private static partial Regex End();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"(\*\*|\*|__|`|\$)(.+?)\1")]
    private static partial Regex Marks();
}
