using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Analysis;

namespace MhdNet.Figures;

/// <summary>
/// A table to be read: columns of numbers stand right, so that digits align, and columns of words left; nothing breaks inside a word or a
/// number. A column is one of numbers where each of its cells begins with one ("61.5 [42.3, 80.8]", "22.8 ± 3.0", "89.9 %") or says "-".
/// </summary>
public sealed partial class Table : Passage
{
    private readonly bool[] _numbers;

    /// <summary>Takes the cells.</summary>
    /// <param name="headers">One name per column.</param>
    /// <param name="rows">One cell per column and row.</param>
    /// <exception cref="ArgumentException">A row has another number of cells.</exception>
    public Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.FirstOrDefault(row => row.Count != headers.Count) is { } odd)
        {
            throw new ArgumentException($"a row has {odd.Count} cells for {headers.Count} columns", nameof(rows));
        }

        (Headers, Rows) = (headers, rows);
        _numbers = [.. headers.Select((_, column) => IsOfNumbers([.. rows.Select(row => row[column])]))];
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>The cells, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>A table of items, one row per item.</summary>
    /// <param name="items">What the rows are of.</param>
    /// <param name="columns">Name of each column and what it says of an item; write numbers with the digits that they deserve.</param>
    public static Table Of<T>(IEnumerable<T> items, params IReadOnlyList<(string Header, Func<T, object?> Cell)> columns)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(columns);
        return new Table(
            [.. columns.Select(column => column.Header)], [.. items.Select(item => Cells(columns.Select(column => column.Cell(item))))]);
    }

    /// <summary>A data frame, all its rows.</summary>
    public static Table Of(DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new Table([.. frame.Columns.Select(column => column.Name)], [.. frame.Rows.Select(Cells)]);
    }

    /// <summary>The same table with a further column.</summary>
    /// <param name="header">Its name.</param>
    /// <param name="cells">Its cells, one per row.</param>
    public Table With(string header, IEnumerable<object?> cells)
    {
        var column = Cells(cells);
        return column.Count == Rows.Count
            ? new Table([.. Headers, header], [.. Rows.Zip(column, (row, cell) => (IReadOnlyList<string>)[.. row, cell])])
            : throw new ArgumentException($"'{header}' has {column.Count} cells for {Rows.Count} rows", nameof(cells));
    }

    /// <inheritdoc/>
    public override string ToHtml()
    {
        var html = new StringBuilder("<div style=\"overflow-x:auto\"><table style=\"border-collapse:collapse\">\n<thead><tr>");
        for (var column = 0; column < Headers.Count; column++)
        {
            var header = WebUtility.HtmlEncode(Headers[column]);
            html.Append($"<th style=\"{Aligned(column)};vertical-align:bottom;{WholeWords}\">{header}</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            for (var column = 0; column < row.Count; column++)
            {
                var whole = _numbers[column] || row[column].Length <= Short ? "white-space:nowrap" : WholeWords;
                html.Append($"<td style=\"{Aligned(column)};{whole}\">{WebUtility.HtmlEncode(row[column])}</td>");
            }

            html.Append("</tr>\n");
        }

        return html.Append("</tbody>\n</table></div>").ToString();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        IReadOnlyList<string>[] lines = [Headers, .. Rows];
        int[] widths = [.. Headers.Select((_, column) => lines.Max(line => line[column].Length))];
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, column) =>
            _numbers[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd()));
    }

    private const int Short = 28;   // letters: an interval with its unit, or two or three words, stay on one line
    private const string WholeWords = "overflow-wrap:normal;word-break:normal;hyphens:none";

    private string Aligned(int column) => _numbers[column] ? "text-align:right" : "text-align:left";

    private static IReadOnlyList<string> Cells(IEnumerable<object?> cells) =>
        [.. cells.Select(cell => cell is null ? "" : FormattableString.Invariant($"{cell}"))];

    private static bool IsOfNumbers(IReadOnlyList<string> cells) =>
        cells.Any(cell => Number().IsMatch(cell)) && cells.All(cell => cell is "" or "-" || Number().IsMatch(cell));

    // a number with its unit, deviation and interval; "784; 196" and "128 x 128" are words
    [GeneratedRegex(@"^[+\-−]?\d[\d.,]*(e[+\-]?\d+)?( ?(%|s|ms|M|G|points|nats))?( ± [\d.]+)?( \[[^\]]*\])?( of [\d,]+)?$")]
    private static partial Regex Number();
}
