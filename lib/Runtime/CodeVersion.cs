using System.Reflection;

namespace MhdNet.Runtime;

/// <summary>
/// Which code made a result: hashes, taken by the build, of the sources that decide results (environment/CodeFingerprint.targets says
/// which). A change in those sources makes new runs; a change of a figure does not, nor does another method.
/// </summary>
public static class CodeVersion
{
    private const string Key = "CodeFingerprint";

    private static readonly Dictionary<string, string> Hashes = typeof(CodeVersion).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(attribute => attribute.Key.Split('.')[0] == Key).ToDictionary(attribute => attribute.Key, attribute => attribute.Value!);

    /// <summary>The hash of what every training rests on, as hexadecimal digits.</summary>
    public static string Fingerprint { get; } = Hashes[Key];

    /// <summary>
    /// The hash of a method's own folder of lib/Methods, as hexadecimal digits; null where what every training rests on is all there is,
    /// and for types of other libraries.
    /// </summary>
    /// <param name="type">A type of the method.</param>
    public static string? OfMethod(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Assembly == typeof(CodeVersion).Assembly ? Hashes.GetValueOrDefault($"{Key}.{type.Namespace?.Split('.')[^1]}") : null;
    }
}
