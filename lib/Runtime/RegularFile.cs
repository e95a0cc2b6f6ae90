namespace MhdNet.Runtime;

/// <summary>
/// Files on a disk. Pipes and devices, which a path may name as well, may never answer or never end; none of them has a length.
/// </summary>
public static class RegularFile
{
    /// <summary>Opens a file to read it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">Bytes read ahead; 0 for none.</param>
    /// <param name="options">How it will be read.</param>
    /// <exception cref="InputException">Nothing there, a folder, an empty file, a pipe or a device, or no permission.</exception>
    public static FileStream OpenRead(string path, int bufferSize = 4096, FileOptions options = FileOptions.None)
    {
        Require(path);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize, options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read ({failure.Message.ReplaceLineEndings(" ")})", failure);
        }
    }

    /// <summary>
    /// Refuses a path that is there and is no file on a disk, or one too long to be what it should; of one that is not there whoever reads
    /// it says more.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Most bytes it may have.</param>
    /// <exception cref="InputException">It is none.</exception>
    public static void RequireIfThere(string path, long longest)
    {
        if (!File.Exists(path))
        {
            return;
        }

        Require(path);
        if (Length(path) > longest)
        {
            throw new InputException($"{path}: larger than {longest >> 20} MiB: not what is asked for here");
        }
    }

    /// <summary>Refuses what <see cref="OpenRead"/> does not open.</summary>
    /// <exception cref="InputException">Nothing there, a folder, an empty file, a pipe or a device.</exception>
    public static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: {(Directory.Exists(path) ? "a folder: give a file" : "no such file: correct the path")}");
        }

        if (Length(path) == 0)
        {
            throw new InputException($"{path}: empty, or no file on a disk: fetch it again");
        }
    }

    /// <summary>Bytes of a file that is there, every link followed; 0 of a pipe or a device.</summary>
    public static long Length(string path) =>
        (new FileInfo(path) is var file && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : file).Length;
}
