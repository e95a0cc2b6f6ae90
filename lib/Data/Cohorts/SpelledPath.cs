using System.Text;

namespace MhdNet.Data.Cohorts;

/// <summary>
/// Paths whose letters are composed otherwise than the file's: an accented letter is one character in tables of most systems, two in names
/// that came from macOS, and both look alike.
/// </summary>
internal static class SpelledPath
{
    /// <summary>The path as it is spelled on the disk; unchanged where it is there, or nothing there looks like it.</summary>
    /// <param name="path">A full path.</param>
    public static string Of(string path)
    {
        if (Path.Exists(path) || path.All(char.IsAscii) || Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var (folder, name) = (Of(parent), Path.GetFileName(path).Normalize());
        var alike = Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder).Where(entry => Same(Path.GetFileName(entry), name)).Take(2).ToList()
            : [];
        return alike is [var only] ? only : path;
    }

    // names that are no valid text have no composed form
    private static bool Same(string entry, string composed) =>
        !entry.Contains('\uFFFD') && entry.Normalize(NormalizationForm.FormC) == composed;
}
