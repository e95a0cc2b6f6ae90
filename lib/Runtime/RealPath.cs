namespace MhdNet.Runtime;

/// <summary>Where a path leads once every symbolic link on the way is followed.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The path without links; parts that do not exist keep their names.</summary>
    /// <exception cref="InputException">The links go round in a circle.</exception>
    public static string Of(string path) => Of(Path.GetFullPath(path), path, MostLinks);

    /// <summary>Whether a path lies in a folder, links followed.</summary>
    public static bool IsInside(string path, string folder)
    {
        var (real, root) = (Of(path), Of(folder));
        var within = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        return real == root || real.StartsWith(within, StringComparison.Ordinal);
    }

    private static string Of(string full, string asked, int linksLeft)
    {
        full = Path.TrimEndingDirectorySeparator(full);
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var folder = Of(parent, asked, linksLeft);
        var here = Path.Combine(folder, Path.GetFileName(full));
        if (new FileInfo(here).LinkTarget is not { } target)
        {
            return here;
        }

        return linksLeft > 0
            ? Of(Path.GetFullPath(target, folder), asked, linksLeft - 1)
            : throw new InputException(
                $"{asked}: more than {MostLinks} symbolic links, or links in a circle: give the path of the file itself");
    }
}
