using System.Reflection;
using System.Runtime.Loader;

namespace MhdNet.Kernel.Launcher;

/// <summary>
/// The load context of the engine, its fronts and their packages (Roslyn, Markdig, ...). A notebook may bring other versions
/// of any of these: it never meets ours. It shares only the abstractions and the formatting library with them.
/// </summary>
internal sealed class EngineContext : AssemblyLoadContext
{
    private static readonly HashSet<string> Shared =
        ["MhdNet.Kernel.Abstractions", "Microsoft.DotNet.Interactive.Formatting", "Microsoft.AspNetCore.Html.Abstractions"];

    private readonly string folder;

    /// <summary>Opens the context.</summary>
    /// <param name="folder">Where the engine's files lie.</param>
    public EngineContext(string folder)
        : base("engine") => this.folder = folder;

    /// <summary>The assembly with the commands.</summary>
    public Assembly Fronts => LoadFromAssemblyPath(Path.Combine(folder, "MhdNet.Kernel.Fronts.dll"));

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || Shared.Contains(name))
        {
            return null;
        }

        var path = Path.Combine(folder, name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
