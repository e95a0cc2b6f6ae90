using Microsoft.DotNet.Interactive.Formatting;

namespace Cellwright.Formatting;

/// <summary>A <c>Microsoft.Data.Analysis.DataFrame</c> as a table.</summary>
internal static class DataFrames
{
    public static Table Table(dynamic frame)
    {
        var headers = new List<string>();
        foreach (var column in frame.Columns)
        {
            headers.Add((string)column.Name);
        }

        long total = frame.Rows.Count;
        var rows = new List<IReadOnlyList<string>>();
        for (long row = 0; row < Math.Min(total, Formatter.ListExpansionLimit); row++)
        {
            var cells = new List<string>();
            for (var column = 0; column < headers.Count; column++)
            {
                cells.Add(CellText.Of((object?)frame[row, column]));
            }

            rows.Add(cells);
        }

        return new Table(headers, rows, total);
    }
}
