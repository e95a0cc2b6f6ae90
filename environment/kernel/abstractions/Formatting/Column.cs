using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cellwright.Formatting;

/// <summary>A public property or field of a type, by which its values are shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Read">Reads it; a property that throws gives a <see cref="Unreadable"/>.</param>
internal sealed record Column(string Name, Func<object, object?> Read)
{
    private const int Most = 50;

    /// <summary>Whether values of a type are shown by their parts: records, tuples, objects whose text is only their type's name.</summary>
    public static bool Has(Type type) =>
        IsTuple(type)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        || IsAnonymous(type)
        || IsRecord(type)
        || (!TypeNames.HasOwnText(type) && !typeof(IEnumerable).IsAssignableFrom(type) && !type.IsEnum && !type.IsPrimitive
            && Of(type).Count > 0);

    /// <summary>The parts, in the order of their declaration, base classes last.</summary>
    public static IReadOnlyList<Column> Of(Type type)
    {
        if (IsTuple(type))
        {
            return
            [
                .. Enumerable.Range(0, Elements(type)).Select(index => new Column($"Item{index + 1}", value => ((ITuple)value)[index])),
            ];
        }

        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.GetMethod!.IsPublic && property.GetIndexParameters().Length == 0
                    && !property.PropertyType.IsByRefLike && !property.PropertyType.IsPointer)
                .Select(property => new Column(property.Name, value => Get(property, value)))
                .DistinctBy(column => column.Name)
                .Concat(type.GetFields(BindingFlags.Public | BindingFlags.Instance)
                    .Where(field => !field.FieldType.IsPointer && field.Name[0] != '<')
                    .Select(field => new Column(field.Name, field.GetValue)))
                .Take(Most),
        ];
    }

    private static object? Get(PropertyInfo property, object value)
    {
        try
        {
            return property.GetValue(value, BindingFlags.DoNotWrapExceptions, null, null, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new Unreadable(exception);
        }
    }

    private static bool IsTuple(Type type) => typeof(ITuple).IsAssignableFrom(type) && type.IsGenericType;

    private static int Elements(Type type)
    {
        // the eighth of a long tuple is a tuple of what follows
        var arguments = type.GetGenericArguments();
        return arguments.Length < 8 ? arguments.Length : 7 + Elements(arguments[7]);
    }

    private static bool IsAnonymous(Type type) =>
        type.Name.Contains("AnonymousType", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute));

    // A record has PrintMembers; if its author wrote a ToString, that shows it.
    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null
        && type.GetMethod(nameof(ToString), Type.EmptyTypes)!.IsDefined(typeof(CompilerGeneratedAttribute));
}

/// <summary>Stands for the value of a property that throws.</summary>
/// <param name="exception">What it throws.</param>
internal sealed class Unreadable(Exception exception)
{
    /// <inheritdoc />
    public override string ToString() => $"({exception.GetType().Name}: {exception.Message})";
}
