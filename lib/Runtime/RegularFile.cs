namespace MhdNet.Runtime;

/// <summary>
/// Files on a disk. Pipes and devices, which a path may name as well, may never answer or never end; none of them has a length.
/// </summary>
internal static class RegularFile
{
    /// <summary>Opens a file to read it.</summary>
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

    /// <summary>Refuses what <see cref="OpenRead"/> does not open.</summary>
    /// <exception cref="InputException">Nothing there, a folder, an empty file, a pipe or a device.</exception>
    public static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: {(Directory.Exists(path) ? "a folder: give a file" : "no such file: correct the path")}");
        }

        var file = new FileInfo(path);
        var length = (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
        if (length == 0)
        {
            throw new InputException($"{path}: empty, or no file on a disk: fetch it again");
        }
    }
}
