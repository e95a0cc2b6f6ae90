namespace Cellwright.Fronts.Headless;

/// <summary>What a cell is about, for progress lines: the heading it stands under, or its first line.</summary>
internal static class CellTitles
{
    private const int Longest = 60;

    public static IReadOnlyDictionary<NotebookCell, string> Of(IReadOnlyList<NotebookCell> cells)
    {
        var titles = new Dictionary<NotebookCell, string>();
        string? heading = null;
        foreach (var cell in cells)
        {
            if (cell.IsCode)
            {
                titles[cell] = Short(heading ?? FirstLine(cell.Source));
            }
            else if (cell.Type == "markdown")
            {
                heading = cell.Source.Split('\n').LastOrDefault(line => line.StartsWith('#'))?.Trim('#', ' ', '\r') ?? heading;
            }
        }

        return titles;
    }

    private static string FirstLine(string source) =>
        source.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("");

    private static string Short(string title) => title.Length <= Longest ? title : string.Concat(title.AsSpan(0, Longest - 1), "…");
}
