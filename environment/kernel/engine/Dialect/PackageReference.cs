using System.Text.RegularExpressions;

namespace Cellwright.Engine.Dialect;

/// <summary>A package as cells name it: <c>#r "nuget: Name"</c> or <c>#r "nuget: Name, Version"</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">A version, a range, or <c>*</c>: the newest that is not a preview.</param>
internal sealed partial record PackageReference(string Name, string Version)
{
    private const string Prefix = "nuget:";

    /// <summary>Whether a version stands for different ones on different days.</summary>
    public bool Floats => Version.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether it asks for the newest version.</summary>
    public bool IsNewest => Version == "*";

    /// <summary>The newest version that was made for this .NET, of a package whose versions count with .NET's.</summary>
    public PackageReference ForThisRuntime() => this with { Version = $"{Environment.Version.Major}.*" };

    /// <summary>Whether it names one version.</summary>
    public bool IsExact => !Floats && !Version.Any(letter => "[](), ".Contains(letter, StringComparison.Ordinal));

    /// <summary>Whether its version is lower than another, by their numbers.</summary>
    public bool IsBelow(string other) => Numbers(Version) is { } own && Numbers(other) is { } theirs && own < theirs;

    /// <summary>Whether another text names the same version: 1.2 is 1.2.0.</summary>
    public bool IsSame(string other) => Version.Equals(other, StringComparison.OrdinalIgnoreCase)
        || (!Version.Contains('-', StringComparison.Ordinal) && !other.Contains('-', StringComparison.Ordinal)
            && Numbers(Version) is { } own && own == Numbers(other));

    private static Version? Numbers(string version)
    {
        var numbers = version.Split('-', '+')[0].Split('.');
        return System.Version.TryParse(string.Join('.', numbers.Concat(["0", "0", "0"]).Take(4)), out var read) ? read : null;
    }

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
