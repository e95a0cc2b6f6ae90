using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MhdNet.Evaluation;
using MhdNet.Runtime;
using MhdNet.Studies.Results;
using Microsoft.Data.Analysis;

namespace MhdNet.Studies.Paper;

/// <summary>
/// A Markdown page of results that commands write. Each study, and the ledger, has a section of its own a cohort between the lines
/// <c>&lt;!-- begin NAME --&gt;</c> and <c>&lt;!-- end NAME --&gt;</c>; what people write stands outside them and is never touched.
/// </summary>
public static class ResultsPage
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a study's section, named after the study, its scale and its cohort; an earlier one is replaced where it
    /// stands.</summary>
    /// <param name="path">The page; it is created when missing.</param>
    /// <param name="tables">What is finished of the study.</param>
    /// <param name="source">Where it is from.</param>
    /// <exception cref="InputException">No run of the study is finished, or the page cannot be used.</exception>
    public static void Write(string path, PrintedTables tables, StudySource source)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(source);
        var result = tables.Result;
        var runs = result.Rows.SelectMany(row => row.Runs).Select(run => run.Run.Folder).DistinctBy(run => run.Name).ToList();
        if (runs.Count == 0)
        {
            throw new InputException($"study {result.Study.Name}: no run is finished, so {path} gets no section: train the study first");
        }

        var scale = result.Scale.ToString().ToLowerInvariant();
        var newest = runs.Max(run => File.GetLastWriteTimeUtc(run.ResultFile)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var processors = runs.Select(run => ProcessorOf(run.File("environment.json"))).OfType<string>().Distinct();
        List<string> parts =
        [
            $"## {result.Title}{In(source.Cohort)}",
            Made(source.Command(result), $"scale {scale}", $"newest run of {newest}", string.Join("; ", processors)),
            result.Caption, Table(tables.Rows),
            Folded("Every declared metric", Table(tables.Declared)),
        ];
        if (tables.Costs is { } costs)
        {
            parts.Add(Table(costs));
        }

        if (result.Statements.Count > 0)
        {
            parts.Add(Table(
                ["", "statement of the paper", "here"],
                result.Statements.Select(one => (string[])
                    [one.Id, one.InWords(result.Study), result.Judge(one)?.InWords() ?? "not run"])));
        }

        var sources = result.Sources().Select(line => line.Replace(result.Caption, "", StringComparison.Ordinal).TrimEnd());
        parts.Add(Folded("Runs", Items(sources)));
        Write(path, $"{result.Study.Name} {scale}{Of(source.Cohort)}{(result.IsOnFreshPatients ? " fresh" : "")}", parts);
    }

    /// <summary>Writes the ledger's section, named "ledger" and after its cohort; an earlier one is replaced where it stands.</summary>
    /// <param name="path">The page; it is created when missing.</param>
    /// <param name="ledger">The paper's statements.</param>
    /// <exception cref="InputException">The page cannot be used.</exception>
    public static void Write(string path, Ledger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        List<string> parts =
        [
            $"## The paper's statements{In(ledger.Cohort)}", Made(ledger.Command), $"{ledger.Summary}. {ledger.Caption}",
            Table(
                ["", "where", "statement", "paper", "judged here", "here", "verdict"],
                ledger.Entries.Select(one => (string[])
                    [one.Id, one.Where, one.Claim, one.Paper, one.Judged, one.Here, one.StandingInWords])),
        ];
        var judged = ledger.Entries.Where(one => one.Runs.Count > 0).ToList();
        if (judged.Count > 0)
        {
            parts.Add(Folded("Runs", Items(judged.Select(one => $"{one.Id}, code {one.Code}, runs: {string.Join(' ', one.Runs)}"))));
        }

        Write(path, $"ledger{Of(ledger.Cohort)}", parts);
    }

    /// <summary>Writes a section of tables with sentences below them; an earlier one of the name is replaced where it stands.</summary>
    /// <param name="path">The page; it is created when missing.</param>
    /// <param name="name">The section's name, as its markers have it.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="command">The command that makes it.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="sentences">What they come to.</param>
    /// <exception cref="InputException">The page cannot be used.</exception>
    public static void Write(
        string path, string name, string title, string command, IReadOnlyList<ResultsTable> tables, IReadOnlyList<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(sentences);
        Write(path, name,
        [
            $"## {title}", Made(command, "synthetic; linear networks"),
            .. tables.Select(table => table.Folded
                ? Folded(table.Title, Table(table.Header, table.Rows)) : $"{table.Title}:\n\n{Table(table.Header, table.Rows)}"),
            .. sentences.Count > 0 ? (string[])[Items(sentences)] : [],
        ]);
    }

    /// <summary>Puts a section into a page: in place of the one of that name, else at the end. All other text stays as it is.</summary>
    /// <param name="page">The page's text.</param>
    /// <param name="name">The section's name, as its markers have it.</param>
    /// <param name="section">The section's text, without markers.</param>
    /// <exception cref="InputException">The page has a marker of this name without its counterpart, or twice.</exception>
    public static string Put(string page, string name, string section)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(section);
        var (begin, end) = ($"<!-- begin {name} -->", $"<!-- end {name} -->");
        var newline = page.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var text = $"{begin}\n{section.Trim()}\n{end}".ReplaceLineEndings(newline);
        var (first, last) = (Lines(page, begin), Lines(page, end));
        return (first, last) switch
        {
            ([], []) when page.Length == 0 => text + newline,
            ([], []) when page.EndsWith(newline + newline, StringComparison.Ordinal) => page + text + newline,
            ([], []) => page + (page.EndsWith('\n') ? newline : newline + newline) + text + newline,
            ([var from], [var to]) when from < to => string.Concat(page.AsSpan(0, from), text, page.AsSpan(to + end.Length)),
            _ => throw new InputException(
                $"section '{name}' needs one line '{begin}' and, after it, one line '{end}': mend the two lines, or delete them all"),
        };
    }

    /// <summary>A table in Markdown: header, rule, and a line for each row; numbers with three decimals, missing values as "-".</summary>
    public static string Table(DataFrame table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Table(
            [.. table.Columns.Select(column => column.Name)],
            table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(value => value switch
            {
                null => "-",
                double number => number.ToString("0.###", CultureInfo.InvariantCulture),
                IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                _ => $"{value}",
            })]));
    }

    private static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        IEnumerable<string> lines = [Line(header), string.Concat(Enumerable.Repeat("|---", header.Count)) + "|", .. rows.Select(Line)];
        return string.Join('\n', lines);
    }

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells.Select(Escaped))} |";

    // a cell is one line, and ends at the next bar that has no backslash of its own
    private static string Escaped(string cell) => cell.Trim().ReplaceLineEndings("<br>")
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Made(string command, params IEnumerable<string> facts) =>
        $"`{command}`{string.Concat(facts.Where(fact => fact.Length > 0).Select(fact => $"; {fact}"))}.";

    private static string Items(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => $"- {line}"));

    private static string Folded(string summary, string text) => $"<details><summary>{summary}</summary>\n\n{text}\n\n</details>";

    private static string Of(string cohort) =>
        cohort.Length == 0 ? "" : " " + Path.GetFileName(Path.TrimEndingDirectorySeparator(cohort));

    private static string In(string cohort) => cohort.Length == 0 ? "" : $" ({Of(cohort)[1..]})";

    private static string? ProcessorOf(string file)
    {
        if (!File.Exists(file))
        {
            return null; // of a run that came from elsewhere
        }

        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(file))?["processor"];
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw new InputException(
                $"{file}: is no report of a machine ({failure.Message}): delete the run's folder and train again", failure);
        }
    }

    private static void Write(string path, string name, IEnumerable<string> parts)
    {
        try
        {
            var page = File.Exists(path) ? _utf8.GetString(File.ReadAllBytes(path)) : "# Results\n";
            AtomicFile.WriteText(path, Put(page, name, string.Join("\n\n", parts)));
        }
        catch (InputException failure) when (!AtomicFile.IsDiskFull(failure))
        {
            throw new InputException($"{path}: {failure.Message}", failure);
        }
        catch (DecoderFallbackException failure)
        {
            throw new InputException($"{path}: is not UTF-8: save it as UTF-8, or write to another file", failure);
        }
    }

    // where a page has a text as a line of its own
    private static List<int> Lines(string page, string text)
    {
        List<int> found = [];
        for (int at = 0, after; (at = page.IndexOf(text, at, StringComparison.Ordinal)) >= 0; at = after)
        {
            after = at + text.Length;
            if ((at == 0 || page[at - 1] == '\n') && (after == page.Length || page[after] is '\r' or '\n'))
            {
                found.Add(at);
            }
        }

        return found;
    }
}
