using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Cellwright.Engine;

/// <summary>
/// Finds the files of <c>#r</c>, relative to the notebook, and beside them the assemblies that they refer to and no cell names.
/// Remembers every file that it hands to the compiler: the same files must be loaded.
/// </summary>
/// <param name="folder">The notebook's folder.</param>
internal sealed class ReferenceResolver(string folder) : MetadataReferenceResolver
{
    private readonly Dictionary<string, PortableExecutableReference> references = [];

    private readonly List<string> fresh = [];

    /// <summary>The files handed out for the first time since <see cref="Keep"/>.</summary>
    public IReadOnlyList<string> Fresh => fresh;

    /// <summary>The new files are loaded: they stay.</summary>
    public void Keep() => fresh.Clear();

    /// <summary>Forgets the new files, because the cell did not compile or a file did not load: they may be asked for again.</summary>
    public void Drop()
    {
        foreach (var file in fresh)
        {
            references.Remove(file);
        }

        fresh.Clear();
    }

    /// <inheritdoc />
    public override bool ResolveMissingAssemblies => true;

    /// <inheritdoc />
    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        // Within a file of #load, the path is relative to that file.
        var path = Path.GetFullPath(reference, File.Exists(baseFilePath) ? Path.GetDirectoryName(Path.GetFullPath(baseFilePath))! : folder);
        return new FileInfo(path) is { Exists: true, Length: > 0 } ? [Reference(path)] // a pipe would be read for ever
            : FrameworkFile(reference) is { } framework ? [Reference(framework)]
            : [];
    }

    /// <inheritdoc />
    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        if (definition is not PortableExecutableReference { FilePath: { } path })
        {
            return null;
        }

        var candidate = Path.Combine(Path.GetDirectoryName(path)!, referenceIdentity.Name + ".dll");
        return File.Exists(candidate) ? Reference(candidate) : null;
    }

    /// <inheritdoc />
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc />
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    // #r "System.Net.Http" names an assembly of the runtime.
    private static string? FrameworkFile(string reference)
    {
        if (reference.AsSpan().ContainsAny('/', '\\'))
        {
            return null;
        }

        var name = reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? reference : reference + ".dll";
        var path = Path.Combine(FrameworkReferences.Folder, name);
        return File.Exists(path) ? path : null;
    }

    private PortableExecutableReference Reference(string path)
    {
        if (!references.TryGetValue(path, out var reference))
        {
            references[path] = reference = MetadataReference.CreateFromFile(path);
            fresh.Add(path);
        }

        return reference;
    }
}
