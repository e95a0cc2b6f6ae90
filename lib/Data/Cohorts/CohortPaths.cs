
using MhdNet.Runtime;

namespace MhdNet.Data.Cohorts;

/// <summary>
/// Resolves the paths that ct.csv and wsi.csv name: of a known patient, there, named once whatever the way, and, where relative, inside the
/// cohort's folder with every symbolic link followed.
/// </summary>
internal sealed class CohortPaths(string folder, IReadOnlySet<string> patients, ISourceOrigin? origin, List<string> problems)
{
    private readonly string _root = Path.GetFullPath(folder);
    private readonly Dictionary<string, string> _seen = [];

    /// <summary>The full path, and how it is drawn where it is not there; null, and a problem more, where it cannot be used.</summary>
    public (string Path, IDrawnSource? Drawn)? Resolve(string at, string patient, string source)
    {
        if (!patients.Contains(patient))
        {
            problems.Add($"{at}: patient '{patient}' is not in {CohortReader.PatientsName}: add it there or delete the row");
        }

        try
        {
            var path = source.Length > 0 ? SpelledPath.Of(Path.GetFullPath(source, _root)) : "";
            if (Problem(source, path) is { } problem)
            {
                problems.Add($"{at}: {problem}");
                return null;
            }

            if (_seen.TryAdd(RealPath.Of(path), at))
            {
                return (path, origin?.Find(path));
            }

            problems.Add($"{at}: '{source}' is named in {_seen[RealPath.Of(path)]} already: "
                + "a series or slide belongs to one patient, once");
        }
        catch (InputException failure)
        {
            problems.Add($"{at}: {failure.Message}");
        }

        return null;
    }

    private string? Problem(string source, string path)
    {
        if (source.Length == 0)
        {
            return "no path: name the series or slide";
        }

        var relative = !Path.IsPathRooted(source);
        if (relative && !path.StartsWith(Path.EndsInDirectorySeparator(_root) ? _root : _root + Path.DirectorySeparatorChar,
            StringComparison.Ordinal))
        {
            return $"'{source}' leads out of the cohort's folder: give a path inside it, or an absolute one";
        }

        if (!Path.Exists(path) && origin is null)
        {
            return $"'{source}' is not there: correct the path or fetch the file";
        }

        if (File.Exists(path) && new FileInfo(path).Length == 0)
        {
            return $"'{source}' is empty, or no file on a disk: fetch it again"; // devices and pipes have no length, and may have no end
        }

        return relative && LinkOut(path) is { } link
            ? $"'{source}' leads out of the cohort's folder by a symbolic link ({link}): give an absolute path, or put the files there"
            : null;
    }

    // the path itself, or a file in the series' folder
    private string? LinkOut(string path)
    {
        var links = Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is not null)
            .Select(entry => entry.FullName) : [];
        return links.Prepend(path).FirstOrDefault(link => !RealPath.IsInside(link, _root)) is { } outside
            ? $"{Path.GetFileName(outside)} -> {RealPath.Of(outside)}" : null;
    }
}
