using MhdNet.Studies;
using Microsoft.Data.Analysis;

namespace MhdNet.Cli;

/// <summary>A study's result on the console.</summary>
internal static class StudyPrinter
{
    /// <summary>A study's tables, verdicts, and what they are from.</summary>
    public static void Print(PrintedTables tables)
    {
        var result = tables.Result;
        Console.WriteLine(result.Title);
        PrintInTwo(tables.Rows, "difference");
        Print(tables.Declared);
        if (tables.Costs is { } costs)
        {
            PrintInTwo(costs, "training step");
        }

        foreach (var line in result.Verdicts().Concat(result.Sources()))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(result.Whence);
    }

    // as one table it is too wide for a terminal: the second begins with the first column again
    private static void PrintInTwo(DataFrame table, string second)
    {
        var first = table.Columns.TakeWhile(column => !column.Name.StartsWith(second, StringComparison.Ordinal)).ToList();
        Print(new DataFrame(first));
        Print(new DataFrame([table.Columns[0], .. table.Columns.Skip(first.Count)]));
    }

    /// <summary>A table, numbers with three decimals.</summary>
    public static void Print(DataFrame table) => Ui.Table(
        [.. table.Columns.Select(column => column.Name)],
        table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(cell => cell is double number
            ? FormattableString.Invariant($"{number:0.000}") : $"{cell}")]));
}
