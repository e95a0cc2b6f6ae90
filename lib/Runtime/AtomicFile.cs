namespace MhdNet.Runtime;

/// <summary>
/// Writes files and folders whole or not at all: under a temporary name beside the target, then moved. A full disk is an
/// <see cref="InputException"/> that says so; what was there before stays.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a stream; the old content stays until the new one is complete.</summary>
    /// <param name="path">Target file; its folder is created if it is missing.</param>
    /// <param name="write">Fills the stream.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Into(path, temporary =>
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        });
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
        Into(path, temporary =>
        {
            Directory.CreateDirectory(temporary);
            fill(temporary);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            Directory.Move(temporary, path);
        });
    }

    /// <summary>Fills several files of a folder, all or none; the folder is created if it is missing.</summary>
    /// <param name="folder">Target folder; its other files stay.</param>
    /// <param name="fill">Gets the temporary folder to write the files into.</param>
    public static void WriteFiles(string folder, Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var isNew = !Directory.Exists(folder);
        try
        {
            Into(Path.Combine(folder, "files"), temporary =>
            {
                Directory.CreateDirectory(temporary);
                fill(temporary);
                foreach (var file in Directory.GetFiles(temporary))
                {
                    File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
                }
            });
        }
        finally
        {
            if (isNew && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    /// <summary>Whether a disk, or the user's quota on it, was full: the system's error, or the line made of it.</summary>
    public static bool IsDiskFull(Exception failure) => failure switch
    {
        InputException { InnerException: { } cause } => IsDiskFull(cause),
        // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL; ENOSPC, EDQUOT
        IOException when OperatingSystem.IsWindows() => (failure.HResult & 0xFFFF) is 0x70 or 0x27,
        IOException => failure.HResult == 28 || failure.HResult == (OperatingSystem.IsMacOS() ? 69 : 122),
        _ => false,
    };

    /// <summary>The line that says so.</summary>
    internal static InputException DiskFull(string path, Exception failure) =>
        new(
            $"{path}: not written, the disk is full: free space and run the same command again; what was there before is unchanged",
            failure);

    private static void Into(string path, Action<string> write)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var folder = Path.GetDirectoryName(full)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            write(temporary);
        }
        catch (Exception failure) when (IsDiskFull(failure))
        {
            throw DiskFull(full, failure);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
            else if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
