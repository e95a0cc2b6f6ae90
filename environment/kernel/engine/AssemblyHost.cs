using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Cellwright.Engine;

/// <summary>
/// Loads what cells refer to into the process's default load context, where a library and its own dependencies meet: a library has one
/// identity, whoever asks for it. What the kernel itself is made of is in another context, except for what cells see of it.
/// </summary>
internal sealed class AssemblyHost : IDisposable
{
    private readonly Dictionary<string, AssemblyDependencyResolver> resolvers = [];
    private readonly Dictionary<string, string> offered = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> loaded = [];
    private readonly Lock gate = new();

    public AssemblyHost()
    {
        AssemblyLoadContext.Default.Resolving += Resolve;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveNative;
    }

    /// <summary>The kernel's assemblies that cells and libraries share with it, by name.</summary>
    public static IReadOnlyDictionary<string, Assembly> Shared { get; } = new[]
    {
        typeof(Notebook).Assembly,
        typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly,
        typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly,
    }.ToDictionary(assembly => assembly.GetName().Name!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Loads an assembly file, once, and makes cells use this very copy.</summary>
    /// <exception cref="BadImageFormatException">Not a .NET assembly.</exception>
    /// <exception cref="FileLoadException">Another version is loaded already: the kernel must be restarted.</exception>
    public void Load(string path)
    {
        if (Path.GetDirectoryName(path) == FrameworkReferences.Folder || Shared.ContainsKey(Path.GetFileNameWithoutExtension(path))
            || loaded.Contains(path))
        {
            return;
        }

        _ = From(AssemblyLoadContext.Default, path);
        loaded.Add(path);
    }

    /// <summary>Makes assembly files known by their names; each is loaded when it is first used.</summary>
    public void Offer(IEnumerable<string> paths)
    {
        lock (gate)
        {
            foreach (var path in paths)
            {
                offered[Path.GetFileNameWithoutExtension(path)] = path;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll -= ResolveNative;
    }

    private Assembly From(AssemblyLoadContext context, string path)
    {
        lock (gate)
        {
            resolvers.TryAdd(path, new AssemblyDependencyResolver(path));
        }

        return context.LoadFromAssemblyPath(path);
    }

    private Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        Shared.TryGetValue(name.Name!, out var shared) ? shared
        : Offered(name.Name!) is { } file ? From(context, file)
        : First(resolver => resolver.ResolveAssemblyToPath(name)) is { } path ? context.LoadFromAssemblyPath(path)
        : null;

    private string? Offered(string name)
    {
        lock (gate)
        {
            return offered.GetValueOrDefault(name);
        }
    }

    private nint ResolveNative(Assembly assembly, string name) =>
        First(resolver => resolver.ResolveUnmanagedDllToPath(name)) is { } path ? NativeLibrary.Load(path) : nint.Zero;

    private string? First(Func<AssemblyDependencyResolver, string?> find)
    {
        lock (gate)
        {
            return resolvers.Values.Select(find).FirstOrDefault(path => path is not null && File.Exists(path));
        }
    }
}
