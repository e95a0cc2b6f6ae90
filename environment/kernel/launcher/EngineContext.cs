using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Cellwright.Launcher;

/// <summary>
/// The load context of the engine, its fronts and their packages (Roslyn, Markdig, the formatting library, ...). The default context
/// holds nothing but .NET and this program, so that a notebook may bring any version of anything.
/// </summary>
internal sealed class EngineContext : AssemblyLoadContext
{
    private readonly string folder;

    /// <summary>Opens the context.</summary>
    /// <param name="folder">Where the engine's files lie.</param>
    public EngineContext(string folder)
        : base("engine") => this.folder = folder;

    /// <summary>Where the engine's files lie: those compiled for this system, where there are any, which start faster.</summary>
    public static string Folder
    {
        get
        {
            var any = Path.Combine(AppContext.BaseDirectory, "engine");
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            var compiled = $"{any}-{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
            return Directory.Exists(compiled) ? compiled : any;
        }
    }

    /// <summary>The assembly with the commands.</summary>
    public Assembly Fronts => LoadFromAssemblyPath(Path.Combine(folder, "Cellwright.Fronts.dll"));

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
