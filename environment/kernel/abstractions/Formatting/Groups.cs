namespace Cellwright.Formatting;

/// <summary>The groups of <c>GroupBy</c>, whose key is no part of the sequence that a group is.</summary>
internal static class Groups
{
    /// <summary>Whether a value is a group, and then its key.</summary>
    public static bool Is(object? value, out object? key)
    {
        var grouping = value?.GetType().GetInterfaces().FirstOrDefault(IsGrouping);
        key = grouping?.GetProperty("Key")!.GetValue(value);
        return grouping is not null;
    }

    private static bool IsGrouping(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IGrouping<,>);
}
