using Microsoft.CodeAnalysis;

namespace Cellwright.Engine;

/// <summary>What every cell can refer to: its .NET runtime, the kernel's abstractions and the formatting library.</summary>
internal static class FrameworkReferences
{
    /// <summary>The folder of the runtime's own assemblies.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static IReadOnlyList<MetadataReference> All { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Folder)
            .Concat(AssemblyHost.Shared.Values.Select(assembly => assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The version of an assembly of the runtime; null: it has none of that name.</summary>
    public static Version? Version(string name)
    {
        var file = Path.Combine(Folder, name + ".dll");
        return File.Exists(file) ? System.Reflection.AssemblyName.GetAssemblyName(file).Version : null;
    }
}
