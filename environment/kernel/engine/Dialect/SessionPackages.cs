using System.Reflection;
using System.Runtime.Loader;

namespace MhdNet.Kernel.Engine.Dialect;

/// <summary>The packages that a session's cells have asked for so far. They are restored together: what they share is there once.</summary>
/// <param name="notebooks">The notebook's folder.</param>
internal sealed class SessionPackages(string notebooks)
{
    private readonly PackageRestore restore = new(notebooks);
    private readonly Dictionary<string, PackageReference> packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> sources = [];

    /// <summary>Restores what a cell asks for, and shows it below the cell.</summary>
    /// <param name="references">The texts of its <c>#r "nuget: ..."</c>.</param>
    /// <param name="newSources">The texts of its <c>#i</c>.</param>
    /// <param name="sink">Where the cell shows its outputs.</param>
    /// <param name="cancellation">Stops the SDK.</param>
    /// <returns>The libraries to refer to from now on.</returns>
    /// <exception cref="DialectException">A package cannot be restored, or contradicts what is loaded.</exception>
    public IReadOnlyList<string> Add(
        IReadOnlyList<string> references, IReadOnlyList<string> newSources, IOutputSink sink, CancellationToken cancellation)
    {
        sources.UnionWith(newSources.Select(Source));
        var asked = references.Select(text => PackageReference.Parse(text)
            ?? throw new DialectException($"\"{text}\" names no package: write #r \"nuget: Name, Version\".")).ToArray();
        if (asked.All(package => packages.GetValueOrDefault(package.Name) == package))
        {
            return [];
        }

        var all = new Dictionary<string, PackageReference>(packages, StringComparer.OrdinalIgnoreCase);
        foreach (var package in asked)
        {
            all[package.Name] = package;
        }

        var id = Guid.NewGuid().ToString("N");
        var names = string.Join(", ", asked.Select(package => $"{package.Name} {package.Version}"));
        sink.Display(Presentation.Of($"restoring {names} …"), id);
        PackageReference[] ordered = [.. all.Values.OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase)];
        var folder = restore.Restore(ordered, [.. sources.Order(StringComparer.Ordinal)], cancellation);
        var found = Libraries(folder);
        var versions = PackageRestore.Versions(folder);
        var taken = asked.Select(package => $"package {package.Name} {versions[package.Name]}");
        sink.UpdateDisplay(Presentation.Of(string.Join('\n', taken)), id);
        foreach (var package in asked)
        {
            packages[package.Name] = package;
        }

        return found;
    }

    private string Source(string text)
    {
        var source = PackageReference.Argument(text);
        if (source.Contains("://", StringComparison.Ordinal))
        {
            return source;
        }

        var path = Path.GetFullPath(source, notebooks);
        return Directory.Exists(path)
            ? path
            : throw new DialectException($"package source {source}: neither an address nor a folder beside the notebook.");
    }

    // A library that is loaded already stays the only one of its name.
    private static List<string> Libraries(string folder)
    {
        var loaded = AssemblyLoadContext.Default.Assemblies.ToLookup(assembly => assembly.GetName().Name, StringComparer.OrdinalIgnoreCase);
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            if (File.Exists(Path.Combine(FrameworkReferences.Folder, Path.GetFileName(file))) || NameOf(file) is not { } name)
            {
                continue;
            }

            if (loaded[name.Name].FirstOrDefault() is not { } present)
            {
                found.Add(file);
            }
            else if (present.GetName().Version >= name.Version)
            {
                found.Add(present.Location);
            }
            else
            {
                throw new DialectException(
                    $"{name.Name} {name.Version} is wanted and {present.GetName().Version} is loaded already: "
                    + "restart the kernel, and refer to the packages before anything else.");
            }
        }

        return found;
    }

    private static AssemblyName? NameOf(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file);
        }
        catch (BadImageFormatException)
        {
            return null; // a native library of Windows
        }
    }
}
