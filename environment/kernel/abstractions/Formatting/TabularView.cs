using System.Collections;
using System.Data;
using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Cellwright.Formatting;

/// <summary>Sequences, groups, arrays of several dimensions, data tables, and objects by their public parts, as tables.</summary>
internal static class TabularView
{
    // Lazy sequences are counted up to this number: beyond it the count costs more than it tells.
    private const int CountedAtMost = 10_000;

    private const int MostColumns = 60;

    /// <summary>Whether a table says more than the value's own <c>ToString</c>.</summary>
    public static bool Suits(object value) => value switch
    {
        string or IHtmlContent or Exception or Type or Delegate or Task => false,
        IEnumerable or DataTable => true,
        _ => Column.Has(value.GetType()),
    };

    /// <summary>What the elements of the tuples are called that this thread is about to show; null: not known.</summary>
    [ThreadStatic]
    private static IReadOnlyList<string>? tupleNames;

    /// <inheritdoc cref="tupleNames"/>
    public static IReadOnlyList<string>? TupleNames
    {
        set => tupleNames = value;
    }

    /// <summary>The table of a value.</summary>
    public static Table Of(object value)
    {
        var names = tupleNames;
        switch (value)
        {
            case DataTable data:
                return Data(data);
            case Array { Rank: > 1 } array:
                return Grid(array);
            case not IEnumerable:
                var parts = Named(Column.Of(value.GetType()), names);
                return new Table(["", "value"], [.. parts.Select(part => Row(part.Name, part.Read(value)))], parts.Count);
        }

        var (items, total) = Take((IEnumerable)value);
        if (items.Count > 0 && items.All(item => Groups.Is(item, out _)))
        {
            return new Table(["Key", "Count", "Values"], [.. items.Select(item => Group(item!))], total);
        }

        var present = items.OfType<object>().Select(item => item.GetType()).Distinct().ToArray();
        if (present.Length == 0 || items.Contains(null) || !present.All(type => !IsList(type) && Column.Has(type)))
        {
            return new Table(["", "value"], [.. items.Select((item, index) => Row($"{index}", item))], total);
        }

        // Of a base class and its derived ones, all parts that any of them has.
        var readers = present.ToDictionary(type => type, type => Named(Column.Of(type), names).ToDictionary(column => column.Name));
        string[] columns = [.. readers.Values.SelectMany(parts => parts.Keys).Distinct().Take(MostColumns)];
        return new Table(
            columns,
            [.. items.Select(item => (IReadOnlyList<string>)[.. columns.Select(column =>
                readers[item!.GetType()].TryGetValue(column, out var part) ? CellText.Of(part.Read(item)) : "")])],
            total);
    }

    private static bool IsList(Type type) => typeof(IEnumerable).IsAssignableFrom(type);

    private static IReadOnlyList<Column> Named(IReadOnlyList<Column> columns, IReadOnlyList<string>? names) =>
        names is null || names.Count != columns.Count || columns[0].Name != "Item1"
            ? columns
            : [.. columns.Zip(names, (column, name) => column with { Name = name })];

    private static IReadOnlyList<string> Row(string name, object? value) => [name, CellText.Of(value)];

    private static IReadOnlyList<string> Group(object group)
    {
        _ = Groups.Is(group, out var key);
        var (items, total) = Take((IEnumerable)group);
        return [CellText.Of(key), total is { } count ? count.ToString(CultureInfo.InvariantCulture) : "…", CellText.Of(items)];
    }

    private static Table Data(DataTable table)
    {
        var rows = table.Rows.Cast<DataRow>().Take(Formatter.ListExpansionLimit)
            .Select(row => (IReadOnlyList<string>)[.. row.ItemArray.Take(MostColumns).Select(CellText.Of)]);
        string[] columns = [.. table.Columns.Cast<DataColumn>().Take(MostColumns).Select(column => column.ColumnName)];
        return new Table(columns, [.. rows], table.Rows.Count);
    }

    // Two dimensions as rows and columns; of more, the first of each further one.
    private static Table Grid(Array array)
    {
        var (rows, columns) = (array.GetLength(array.Rank - 2), array.GetLength(array.Rank - 1));
        var index = new int[array.Rank];
        var shape = string.Join(" × ", Enumerable.Range(0, array.Rank).Select(array.GetLength));
        var shownColumns = array.Length == 0 ? 0 : Math.Min(columns, MostColumns);
        var shown = array.Length == 0 ? [] : Enumerable.Range(0, Math.Min(rows, Formatter.ListExpansionLimit)).Select(row =>
        {
            return (IReadOnlyList<string>)[$"{row}", .. Enumerable.Range(0, shownColumns).Select(column => CellText.Of(At(row, column)))];
        });
        return new Table(["", .. Enumerable.Range(0, shownColumns).Select(column => $"{column}")], [.. shown], rows)
        {
            Caption = $"{TypeNames.Of(array.GetType().GetElementType()!)}, {shape}"
                + (array.Rank > 2 ? ": the first of the leading dimensions" : ""),
        };

        object? At(int row, int column)
        {
            (index[^2], index[^1]) = (row, column);
            return array.GetValue(index);
        }
    }

    private static (List<object?> Items, long? Total) Take(IEnumerable sequence)
    {
        var items = new List<object?>();
        long count = 0;
        foreach (var item in sequence)
        {
            if (++count <= Formatter.ListExpansionLimit)
            {
                items.Add(item);
            }
            else if (sequence is ICollection collection)
            {
                return (items, collection.Count);
            }
            else if (count > CountedAtMost)
            {
                return (items, null);
            }
        }

        return (items, count);
    }
}
