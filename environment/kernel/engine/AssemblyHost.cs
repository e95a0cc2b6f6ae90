using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace MhdNet.Kernel.Engine;

/// <summary>
/// Loads what cells refer to into the process's default load context, where a library and its own dependencies meet. Roslyn's way, a
/// context for each <c>#r</c>, gives TorchSharp two identities and two native libraries.
/// </summary>
internal sealed class AssemblyHost : IDisposable
{
    private readonly Dictionary<string, AssemblyDependencyResolver> resolvers = [];
    private readonly HashSet<string> loaded = [];

    public AssemblyHost()
    {
        AssemblyLoadContext.Default.Resolving += Resolve;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveNative;
    }

    /// <summary>The loader against which the submissions are linked.</summary>
    public InteractiveAssemblyLoader Submissions { get; } = new();

    /// <summary>Loads an assembly file, once, and makes cells use this very copy.</summary>
    /// <exception cref="BadImageFormatException">Not a .NET assembly.</exception>
    /// <exception cref="FileLoadException">Another version is loaded already: the kernel must be restarted.</exception>
    public void Load(string path)
    {
        if (Path.GetDirectoryName(path) == FrameworkReferences.Folder || loaded.Contains(path))
        {
            return;
        }

        lock (resolvers)
        {
            resolvers[path] = new AssemblyDependencyResolver(path);
        }

        Submissions.RegisterDependency(AssemblyLoadContext.Default.LoadFromAssemblyPath(path));
        loaded.Add(path);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll -= ResolveNative;
        Submissions.Dispose();
    }

    private Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        First(resolver => resolver.ResolveAssemblyToPath(name)) is { } path ? context.LoadFromAssemblyPath(path) : null;

    private nint ResolveNative(Assembly assembly, string name) =>
        First(resolver => resolver.ResolveUnmanagedDllToPath(name)) is { } path ? NativeLibrary.Load(path) : nint.Zero;

    private string? First(Func<AssemblyDependencyResolver, string?> find)
    {
        lock (resolvers)
        {
            return resolvers.Values.Select(find).FirstOrDefault(path => path is not null && File.Exists(path));
        }
    }
}
