using System.Collections;
using System.Globalization;

namespace Cellwright.Formatting;

/// <summary>One value as one short line, for a table's cell. What refers to itself, or is nested deeper, ends in an ellipsis.</summary>
internal static class CellText
{
    private const int Longest = 200;
    private const int Deepest = 3;
    private const int MostItems = 8;
    private const string Cut = "…";

    public static string Of(object? value)
    {
        var text = Of(value, Deepest).ReplaceLineEndings(" ");
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), Cut);
    }

    private static string Of(object? value, int depth)
    {
        switch (value)
        {
            case null:
                return "";
            case string line:
                return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest), Cut);
            case IFormattable formattable: // all digits of a double
                return formattable.ToString(null, CultureInfo.InvariantCulture);
            case Type type:
                return TypeNames.Of(type);
            case Unreadable:
                return value.ToString()!;
        }

        if (JsonView.Suits(value))
        {
            return JsonView.Line(value);
        }

        if (depth == 0)
        {
            return Cut;
        }

        try
        {
            return value switch
            {
                IDictionary dictionary => Joined("{", Pairs(dictionary, depth), dictionary.Count > MostItems, "}"),
                IEnumerable sequence => List(sequence, depth),
                Delegate or Task => TypeNames.Of(value.GetType()),
                _ when Column.Has(value.GetType()) => Parts(value, depth),
                _ when TypeNames.HasOwnText(value.GetType()) => value.ToString() ?? "",
                _ => TypeNames.Of(value.GetType()),
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new Unreadable(exception).ToString();
        }
    }

    private static string List(IEnumerable sequence, int depth)
    {
        var shown = sequence.Cast<object?>().Take(MostItems + 1).Select(item => Of(item, depth - 1)).ToList();
        var list = Joined("[", shown.Take(MostItems), shown.Count > MostItems, "]");
        return Groups.Is(sequence, out var key) ? $"{Of(key, depth - 1)}: {list}" : list;
    }

    private static IEnumerable<string> Pairs(IDictionary dictionary, int depth)
    {
        var pair = dictionary.GetEnumerator();
        for (var count = 0; count < MostItems && pair.MoveNext(); count++)
        {
            yield return $"{Of(pair.Key, depth - 1)}: {Of(pair.Value, depth - 1)}";
        }
    }

    private static string Parts(object value, int depth)
    {
        var columns = Column.Of(value.GetType());
        var parts = columns.Take(MostItems).Select(column => column.Read(value) is var part && ReferenceEquals(part, value)
            ? $"{column.Name} = {Cut}" : $"{column.Name} = {Of(part, depth - 1)}");
        return Joined("{ ", parts, columns.Count > MostItems, " }");
    }

    private static string Joined(string open, IEnumerable<string> parts, bool more, string close) =>
        open + string.Join(", ", more ? parts.Append(Cut) : parts) + close;
}
