namespace MhdNet.Runtime;

/// <summary>Writes files and folders whole or not at all: under a temporary name beside the target, then moved.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a stream; the old content stays until the new one is complete.</summary>
    /// <param name="path">Target file; its folder is created when missing.</param>
    /// <param name="write">Fills the stream.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var temporary = TemporaryName(path);
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a text file, UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Fills a new folder and moves it into place; an existing folder of that name is replaced at the end.</summary>
    /// <param name="path">Target folder.</param>
    /// <param name="fill">Gets the temporary folder to write into.</param>
    public static void WriteFolder(string path, Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var temporary = TemporaryName(path);
        try
        {
            Directory.CreateDirectory(temporary);
            fill(temporary);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            Directory.Move(temporary, path);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>Fills several files of a folder, all or none; the folder is created when missing.</summary>
    /// <param name="folder">Target folder; its other files stay.</param>
    /// <param name="fill">Gets the temporary folder to write the files into.</param>
    public static void WriteFiles(string folder, Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var isNew = !Directory.Exists(folder);
        var temporary = TemporaryName(Path.Combine(folder, "files"));
        try
        {
            Directory.CreateDirectory(temporary);
            fill(temporary);
            foreach (var file in Directory.GetFiles(temporary))
            {
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
            if (isNew && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private static string TemporaryName(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
    }
}
