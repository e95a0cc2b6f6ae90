using System.Runtime.CompilerServices;

namespace Cellwright.Formatting;

/// <summary>Types as C# writes them, without the names that the compiler gives a cell's own class.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort",
        [typeof(void)] = "void",
    };

    /// <summary><c>List&lt;Person&gt;</c>, <c>int[,]</c>, <c>(int, string)</c>, <c>double?</c>.</summary>
    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        if (type.Name[0] == '<' && type.GetInterfaces().FirstOrDefault(known => known.IsGenericType && known.Name[0] == 'I') is { } seen)
        {
            return Of(seen); // the compiler's class behind an iterator
        }

        var name = type.Name.Split('`')[0];
        if (!type.IsGenericType)
        {
            return name;
        }

        var arguments = string.Join(", ", type.GetGenericArguments().Select(Of));
        return typeof(ITuple).IsAssignableFrom(type) && type.IsValueType ? $"({arguments})" : $"{name}<{arguments}>";
    }

    /// <summary>What <c>object</c>'s own <c>ToString</c> says of a value tells nothing.</summary>
    public static bool HasOwnText(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes) is { } method
        && method.DeclaringType != typeof(object) && method.DeclaringType != typeof(ValueType);
}
