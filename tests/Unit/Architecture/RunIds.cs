using System.Text.Json;
using System.Text.RegularExpressions;

namespace MhdNet.Tests.Architecture;

/// <summary>A run that a page or notebook names.</summary>
/// <param name="File">The page or notebook.</param>
/// <param name="Row">The row of a study; empty where the run's folder is named alone.</param>
/// <param name="Seed">The row's seed; 0 without a row.</param>
/// <param name="Scale">"smoke", "demo", "study" or "paper".</param>
/// <param name="Cohort">The cohort's name, if it has one, and patients, as its caption says; empty where none says so.</param>
/// <param name="Code">First digits of the code's fingerprint; empty where none is named.</param>
/// <param name="Run">The run's folder.</param>
internal sealed record RunId(string File, string Row, int Seed, string Scale, string Cohort, string Code, string Run);

/// <summary>Reads the run ids that committed pages and notebooks show.</summary>
internal static partial class RunIds
{
    /// <summary>
    /// Of a page: every line; the scale is that of the last <c>--scale</c> above, demo where none is named, cohort and code are those of
    /// the last caption and the last list of runs above, a heading ends the code's.
    /// </summary>
    public static IEnumerable<RunId> OfPage(string file, string text)
    {
        var (scale, cohort, code) = ("demo", "", "");
        foreach (var line in text.Split('\n'))
        {
            scale = Scale().Matches(line) is [.., var last] ? last.Groups[1].Value : scale;
            cohort = CohortIn(line) ?? cohort;
            code = CodeIn(line) ?? (line.StartsWith('#') ? "" : code);
            foreach (var id in OfLine(file, line, scale, cohort, code))
            {
                yield return id;
            }
        }
    }

    /// <summary>Of a notebook: what its cells have printed or displayed; the scale is that of its parameters, cohort and code are
    /// the first that it names. A cell that shows a caption of its own is of that cohort and scale, and of the code that it
    /// names.</summary>
    public static IEnumerable<RunId> OfNotebook(string file, string json)
    {
        using var document = JsonDocument.Parse(json);
        var cells = document.RootElement.GetProperty("cells").EnumerateArray()
            .Where(cell => cell.GetProperty("cell_type").GetString() == "code").ToList();
        var scale = cells.Select(cell => Parameter().Match(Text(cell.GetProperty("source"))))
            .FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "demo";
        var shown = cells.ConvertAll(cell => cell.GetProperty("outputs").EnumerateArray().SelectMany(Shown)
            .SelectMany(text => text.Split('\n')).ToList());
        var cohort = First(shown.SelectMany(lines => lines), CohortIn) ?? "";
        var code = First(shown.SelectMany(lines => lines), CodeIn) ?? "";
        return
        [
            .. shown.SelectMany(lines => lines.SelectMany(line => OfLine(
                file, line, First(lines, ScaleIn) ?? scale, First(lines, CohortIn) ?? cohort, First(lines, CodeIn) ?? code))),
        ];
    }

    // "row: 1: student-0123456789ab, 2: student-...", or ids anywhere in a line
    private static IEnumerable<RunId> OfLine(string file, string line, string scale, string cohort, string code)
    {
        var row = Row().Match(line) is { Success: true } match ? match.Groups[1].Value : "";
        RunId Of(Match found) => new(file, row, int.Parse(found.Groups[1].ValueSpan), scale, cohort, code, found.Groups[2].Value);
        return row.Length > 0
            ? Seeded().Matches(line).Select(Of)
            : Run().Matches(line).Select(found => new RunId(file, "", 0, scale, cohort, code, found.Value));
    }

    private static string? CohortIn(string line) =>
        Caption().Match(line) is { Success: true } match ? $"{match.Groups[1].Value} {match.Groups[2].Value}".Trim() : null;

    private static string? ScaleIn(string line) =>
        CaptionScale().Match(line) is { Success: true } match ? match.Groups[1].Value.ToLowerInvariant() : null;

    private static string? First(IEnumerable<string> lines, Func<string, string?> of) =>
        lines.Select(of).FirstOrDefault(found => found is not null);

    private static string? CodeIn(string line) => Code().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    private static IEnumerable<string> Shown(JsonElement output)
    {
        if (output.TryGetProperty("text", out var stream))
        {
            yield return Text(stream);
        }

        if (output.TryGetProperty("data", out var data))
        {
            foreach (var mime in data.EnumerateObject().Where(mime => mime.Name.StartsWith("text/", StringComparison.Ordinal)))
            {
                yield return Text(mime.Value);
            }
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Concat(value.EnumerateArray().Select(line => line.GetString()))
        : value.GetString()!;

    [GeneratedRegex(@"--scale (smoke|demo|study|paper)\b")]
    private static partial Regex Scale();

    [GeneratedRegex(@"\bcohort(?: ([\w.-]+))?, (\d+) patients\b")]
    private static partial Regex Caption();

    [GeneratedRegex(@"\bcohort(?: [\w.-]+)?, \d+ patients\b.*, scale (Smoke|Demo|Study|Paper)\b")]
    private static partial Regex CaptionScale();

    [GeneratedRegex(@"\bcode ([0-9a-f]{12})\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"^var scale = ""(\w+)"";", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    private const string Kinds = "(?:teacher|student|alone|radiology|pathology|most-frequent|discriminant|mean|label-smoothing"
        + "|self-distilled|aw3m-streams|aw3m|moddrop|mmformer|sckd|dagd-teacher|dagd|dgmkd|msan|tfa|transmed|dpmf|scm|pcct|cmmf)";

    [GeneratedRegex(@"^(?:- )?(\S.*?): \d+: " + Kinds + @"-[0-9a-f]{12}\b")]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(\d+): (" + Kinds + @"-[0-9a-f]{12})\b")]
    private static partial Regex Seeded();

    [GeneratedRegex(@"\b" + Kinds + @"-[0-9a-f]{12}\b")]
    private static partial Regex Run();
}
