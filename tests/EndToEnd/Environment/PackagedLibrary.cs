using System.IO.Compression;
using System.Text.Json;

namespace MhdNet.Tests.BuildEnvironment; // not ".Environment", which would hide System.Environment from all tests

/// <summary>libLibTorchSharp.so as the package delivers it: in the package cache, and in the archive it was unpacked from.</summary>
internal static class PackagedLibrary
{
    public const string FileName = "libLibTorchSharp.so";

    private const string Native = "runtimes/linux-x64/native/" + FileName;

    private static readonly string _package = FindPackage();

    /// <summary>The unpacked file, which other checkouts' outputs may be hard links of.</summary>
    public static string Cached => Path.Combine(_package, Native);

    /// <summary>The bytes of the archive: what the cache held before any build touched it.</summary>
    public static byte[] Original()
    {
        using var archive = ZipFile.OpenRead(Directory.EnumerateFiles(_package, "*.nupkg").Single());
        using var entry = archive.GetEntry(Native)!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string FindPackage()
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("artifacts",
            "obj", "MhdNet.Tests.EndToEnd", "project.assets.json")));
        var library = assets.RootElement.GetProperty("libraries").EnumerateObject()
            .Single(entry => entry.Name.StartsWith("TorchSharp/", StringComparison.Ordinal));
        var folder = library.Value.GetProperty("path").GetString()!;
        return assets.RootElement.GetProperty("packageFolders").EnumerateObject()
            .Select(root => Path.Combine(root.Name, folder))
            .First(Directory.Exists);
    }
}
