using System.Text.RegularExpressions;

namespace MhdNet.Kernel.Engine.Dialect;

/// <summary>A package as cells name it: <c>#r "nuget: Name"</c> or <c>#r "nuget: Name, Version"</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">A version, a range, or <c>*</c>: the newest that is not a preview.</param>
internal sealed partial record PackageReference(string Name, string Version)
{
    private const string Prefix = "nuget:";

    /// <summary>Whether a version stands for different ones on different days.</summary>
    public bool Floats => Version.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether the text of a <c>#r</c> or <c>#i</c> is about packages.</summary>
    public static bool Suits(string reference) => reference.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text without its prefix.</summary>
    public static string Argument(string reference) => reference.TrimStart()[Prefix.Length..].Trim();

    /// <summary>Reads the text of a <c>#r</c>; null when it is no package reference.</summary>
    public static PackageReference? Parse(string reference)
    {
        var parts = Argument(reference).Split(',', 2, StringSplitOptions.TrimEntries);
        var version = parts.Length == 1 ? "*" : parts[1];
        return NamePattern().IsMatch(parts[0]) && VersionPattern().IsMatch(version) ? new PackageReference(parts[0], version) : null;
    }

    // What goes into a project file must not be read as more than a name and a version.
    [GeneratedRegex(@"^\w[\w.-]*$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[\w.*+,\[\]() -]+$")]
    private static partial Regex VersionPattern();
}
