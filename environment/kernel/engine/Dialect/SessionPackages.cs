using System.Reflection;
using System.Runtime.Loader;

namespace Cellwright.Engine.Dialect;

/// <summary>The packages that a session's cells have asked for so far. They are restored together: what they share is there once.</summary>
/// <param name="notebooks">The notebook's folder.</param>
internal sealed class SessionPackages(string notebooks)
{
    private readonly PackageRestore restore = new(notebooks);
    private readonly Dictionary<string, PackageReference> packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> sources = [];
    private IReadOnlyDictionary<string, string> taken = new Dictionary<string, string>();

    /// <summary>The sources that are folders.</summary>
    public IEnumerable<string> Folders => sources.Where(Directory.Exists);

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
        HashSet<string> from = [.. sources, .. newSources.Select(Source)];
        var asked = references.Select(text => PackageReference.Parse(text)
            ?? throw new DialectException($"\"{text}\" names no package: write #r \"nuget: Name, Version\".")).ToArray();
        if (asked.All(package => packages.GetValueOrDefault(package.Name) == package))
        {
            sources.UnionWith(from);
            return [];
        }

        foreach (var package in asked)
        {
            Refuse(package);
        }

        var id = Guid.NewGuid().ToString("N");
        var names = string.Join(", ", asked.Select(package => $"{package.Name} {package.Version}"));
        sink.Display(Presentation.Of($"restoring {names} …"), id);
        string[] ordered = [.. from.Order(StringComparer.Ordinal)];
        var folder = Restore(ref asked, ordered, cancellation);
        var versions = PackageRestore.Versions(folder);
        if (asked.Any(package => package.IsNewest && IsAhead(versions[package.Name])) && Newer(folder) is not null)
        {
            // the newest is for a later .NET than this: the newest for this one
            asked = [.. asked.Select(package => package.IsNewest && IsAhead(versions[package.Name])
                ? package.ForThisRuntime() : package)];
            folder = restore.Restore(With(asked), ordered, cancellation);
            versions = PackageRestore.Versions(folder);
        }

        var found = Libraries(folder);
        var lines = asked.Select(package => $"package {package.Name} {versions[package.Name]}"
            + (package.IsExact && !package.IsSame(versions[package.Name]) ? $" (the sources have no {package.Version})" : ""));
        sink.UpdateDisplay(Presentation.Of(string.Join('\n', lines)), id);
        sources.UnionWith(from); // only now: a set that cannot be had leaves nothing behind
        foreach (var package in asked)
        {
            packages[package.Name] = package;
        }

        taken = versions;
        return found;
    }

    // The session has one version of a package, by itself or because another needs it.
    private void Refuse(PackageReference package)
    {
        if (taken.TryGetValue(package.Name, out var there) && package.IsExact && !package.IsSame(there)
            && (packages.ContainsKey(package.Name) || package.IsBelow(there)))
        {
            throw new DialectException($"{package.Name} {package.Version} cannot be had: this session has {there} already. "
                + "Restart the kernel, and refer to the version you want before anything else.");
        }
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
        if (Newer(folder) is { } newer)
        {
            throw new DialectException(
                $"{newer.Name} {newer.Version} is wanted, and .NET {Environment.Version} brings an older one: "
                + $"take an older package, as in #r \"nuget: Name, {Environment.Version.Major}.*\".");
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            if (NameOf(file) is not { } name || AssemblyHost.Shared.ContainsKey(name.Name!))
            {
                continue;
            }

            if (FrameworkReferences.Version(name.Name!) is not null)
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

    // A package whose newest version is for a later .NET only is taken in the newest for this one.
    private string Restore(ref PackageReference[] asked, string[] from, CancellationToken cancellation)
    {
        try
        {
            return restore.Restore(With(asked), from, cancellation);
        }
        catch (DialectException refused) when (refused.Message.Contains("NU1202", StringComparison.Ordinal))
        {
            PackageReference[] fitting = [.. asked.Select(package =>
                package.IsNewest && refused.Message.Contains($" {package.Name} ", StringComparison.OrdinalIgnoreCase)
                    ? package.ForThisRuntime() : package)];
            if (fitting.SequenceEqual(asked))
            {
                throw;
            }

            asked = fitting;
            return restore.Restore(With(asked), from, cancellation);
        }
    }

    // An assembly of .NET of which the packages want more than this .NET has.
    private static AssemblyName? Newer(string folder) => Directory.EnumerateFiles(folder, "*.dll").Select(NameOf)
        .FirstOrDefault(name => name is not null && FrameworkReferences.Version(name.Name!) is { } own && own < name.Version);

    private static bool IsAhead(string version) =>
        int.TryParse(version.Split('.')[0], out var major) && major > Environment.Version.Major;

    private PackageReference[] With(IReadOnlyList<PackageReference> asked)
    {
        var all = new Dictionary<string, PackageReference>(packages, StringComparer.OrdinalIgnoreCase);
        foreach (var package in asked)
        {
            all[package.Name] = package;
        }

        return [.. all.Values.OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase)];
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
