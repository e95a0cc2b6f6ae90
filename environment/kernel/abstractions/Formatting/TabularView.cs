using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace MhdNet.Kernel.Formatting;

/// <summary>Sequences, records, anonymous objects and tuples as tables.</summary>
internal static class TabularView
{
    // Lazy sequences are counted up to this number: beyond it the count costs more than it tells.
    private const int CountedAtMost = 10_000;

    /// <summary>Whether a table says more than the value's own <c>ToString</c>.</summary>
    public static bool Suits(object value) => value switch
    {
        string or IHtmlContent or Exception => false,
        IEnumerable => true,
        _ => HasColumns(value.GetType()),
    };

    public static Table Of(object value)
    {
        if (value is not IEnumerable sequence)
        {
            var parts = Columns(value.GetType());
            return new Table(["", "value"], [.. parts.Select(part => Row(part.Name, part.Read(value)))], parts.Count);
        }

        var (items, total) = Take(sequence);
        var element = items.FirstOrDefault(item => item is not null)?.GetType();
        if (element is null || !HasColumns(element) || items.Any(item => item?.GetType() != element))
        {
            return new Table(["", "value"], [.. items.Select((item, index) => Row($"{index}", item))], total);
        }

        var columns = Columns(element);
        return new Table(
            [.. columns.Select(column => column.Name)],
            [.. items.Select(item => (IReadOnlyList<string>)[.. columns.Select(column => CellText.Of(column.Read(item!)))])],
            total);
    }

    private static IReadOnlyList<string> Row(string name, object? value) => [name, CellText.Of(value)];

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

    /// <summary>Types that are their values: records, anonymous types, tuples, pairs of a dictionary.</summary>
    private static bool HasColumns(Type type) =>
        typeof(ITuple).IsAssignableFrom(type)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        || (type.Name.Contains("AnonymousType", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute)))
        || IsRecord(type);

    // A record has PrintMembers; if its author wrote a ToString, that shows it.
    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null
        && type.GetMethod(nameof(ToString), Type.EmptyTypes)!.IsDefined(typeof(CompilerGeneratedAttribute));

    private static List<Column> Columns(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .Select(property => new Column(property.Name, property.GetValue)),
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => new Column(field.Name, field.GetValue)),
    ];

    private sealed record Column(string Name, Func<object, object?> Read);
}
