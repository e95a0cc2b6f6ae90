using System.Text.RegularExpressions;

namespace Cellwright.Engine.Assist;

/// <summary>
/// Names and versions of packages for <c>#r "nuget: ..."</c>: those of the user's package cache, and of sources that are folders. Sources
/// on the network are not asked while a person types.
/// </summary>
internal static partial class PackageNames
{
    private const string Kind = "module";

    /// <summary>What could stand at the cursor; null: the cursor is in no such directive.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cursor">Where the cursor is.</param>
    /// <param name="folders">Sources that are folders.</param>
    public static Completions? At(string code, int cursor, IEnumerable<string> folders)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        var start = code.LastIndexOf('\n', Math.Max(0, cursor - 1), Math.Max(0, cursor)) + 1;
        if (Directive().Match(code[start..cursor]) is not { Success: true } match)
        {
            return null;
        }

        var (name, typed) = (match.Groups["name"].Value, match.Groups["version"].Success ? match.Groups["version"] : match.Groups["name"]);
        var found = match.Groups["version"].Success ? Versions(name, folders) : Names(name, folders);
        var items = found.Where(item => item.StartsWith(typed.Value, StringComparison.OrdinalIgnoreCase)).Distinct()
            .Select(item => new Completion(item, Kind));
        var end = cursor;
        while (end < code.Length && (char.IsLetterOrDigit(code[end]) || code[end] is '.' or '-' or '_'))
        {
            end++;
        }

        return new Completions([.. items], start + typed.Index, end);
    }

    private static string Cache => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own
        ? own
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // The cache's folders are in lower case; the package in it says how its name is written.
    private static IEnumerable<string> Names(string typed, IEnumerable<string> folders) => Folders(Cache)
        .Where(folder => Path.GetFileName(folder).StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(Written)
        .Concat(Files(folders).Select(file => file.Name)).Order(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Versions(string name, IEnumerable<string> folders) =>
        Folders(Path.Combine(Cache, name.ToLowerInvariant())).Select(folder => Path.GetFileName(folder)!)
            .Concat(Files(folders).Where(file => file.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(file => file.Version))
            .OrderDescending(StringComparer.OrdinalIgnoreCase);

    private static string Written(string folder)
    {
        var name = Path.GetFileName(folder)!;
        var specification = Folders(folder).Select(version => Path.Combine(version, name + ".nuspec")).FirstOrDefault(File.Exists);
        return specification is not null && Id().Match(File.ReadAllText(specification)) is { Success: true } id ? id.Groups[1].Value : name;
    }

    private static IEnumerable<(string Name, string Version)> Files(IEnumerable<string> folders) =>
        from folder in folders
        where Directory.Exists(folder)
        from file in Directory.EnumerateFiles(folder, "*.nupkg")
        let match = Package().Match(Path.GetFileName(file))
        where match.Success
        select (match.Groups[1].Value, match.Groups[2].Value);

    private static string[] Folders(string path) => Directory.Exists(path) ? Directory.GetDirectories(path) : [];

    [GeneratedRegex("""^\s*#r\s+"\s*nuget:\s*(?<name>[\w.-]*)(?:\s*,\s*(?<version>[\w.-]*))?$""", RegexOptions.IgnoreCase)]
    private static partial Regex Directive();

    [GeneratedRegex("<id>([^<]+)</id>", RegexOptions.IgnoreCase)]
    private static partial Regex Id();

    [GeneratedRegex(@"^(.+?)\.(\d+\..*)\.nupkg$")]
    private static partial Regex Package();
}
