
using MhdNet.Runtime;

namespace MhdNet.Data.Cohorts;

/// <summary>
/// The files of one series or slide while they are read: those of the cohort or, where a synthetic cohort does not keep them, files drawn
/// for this use, which go with the object.
/// </summary>
public sealed class RawFiles : IDisposable
{
    private readonly string? _temporary;

    private RawFiles(string path, string? temporary) => (Path, _temporary) = (path, temporary);

    /// <summary>The series or slide.</summary>
    public string Path { get; }

    /// <summary>Deletes what was drawn.</summary>
    public void Dispose()
    {
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    internal static RawFiles Kept(string path) => new(path, null);

    /// <summary>Draws a series or slide into a temporary folder.</summary>
    /// <param name="name">Its name there.</param>
    /// <param name="draw">Gets its path.</param>
    /// <exception cref="InputException">The disk is full.</exception>
    internal static RawFiles Drawn(string name, Action<string> draw)
    {
        var temporary = Directory.CreateTempSubdirectory("mhdnet-drawn-").FullName;
        var files = new RawFiles(System.IO.Path.Combine(temporary, "drawn", name), temporary);
        try
        {
            AtomicFile.WriteFolder(System.IO.Path.Combine(temporary, "drawn"), folder => draw(System.IO.Path.Combine(folder, name)));
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }
}
