using System.IO.MemoryMappedFiles;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Cellwright.Engine.Assist;

/// <summary>The documentation of a symbol, from the XML file beside its library; of the runtime's, from the SDK's reference pack.</summary>
/// <param name="Sections">Title (none for the summary) and lines.</param>
internal sealed record XmlDocs(IReadOnlyList<(string Title, IReadOnlyList<string> Lines)> Sections)
{
    // The runtime's folder is dotnet/shared/Microsoft.NETCore.App/10.0.x; the documentation is under dotnet/packs.
    private static readonly Lazy<string?> Pack = new(() =>
    {
        var packs = Path.Combine(FrameworkReferences.Folder, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        return Directory.Exists(packs)
            ? Directory.GetDirectories(packs).Order(StringComparer.Ordinal).Select(Reference).LastOrDefault(Directory.Exists)
            : null;

        static string Reference(string version) => Path.Combine(version, "ref", $"net{Environment.Version.Major}.0");
    });

    /// <summary>The documentation; null where there is none.</summary>
    public static XmlDocs? Of(ISymbol symbol, Compilation compilation)
    {
        var original = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension.OriginalDefinition : symbol.OriginalDefinition;
        if (original.GetDocumentationCommentId() is not { } id || original.ContainingAssembly is not { } assembly
            || compilation.GetMetadataReference(assembly) is not PortableExecutableReference { FilePath: { } library })
        {
            return null;
        }

        var members = Files(library, original).Where(File.Exists).Select(file => Find(file, id));
        return members.FirstOrDefault(found => found is not null) is { } member ? Read(member) : null;
    }

    private static IEnumerable<string> Files(string library, ISymbol symbol)
    {
        if (Path.GetDirectoryName(library) != FrameworkReferences.Folder)
        {
            return [Path.ChangeExtension(library, ".xml")];
        }

        // The documentation of System.Private.CoreLib's types is under the assembly that programs compile against, often named like
        // the namespace.
        var scope = symbol.ContainingNamespace?.ToDisplayString() ?? "";
        var type = (symbol as INamedTypeSymbol ?? symbol.ContainingType)?.Name ?? "";
        var outer = scope.Contains('.', StringComparison.Ordinal) ? scope[..scope.LastIndexOf('.')] : scope;
        string[] names = [Path.GetFileNameWithoutExtension(library), "System.Runtime", $"{scope}.{type}", scope, outer];
        return Pack.Value is { } pack ? names.Distinct().Select(name => Path.Combine(pack, name + ".xml")) : [];
    }

    // Such a file has megabytes, and reading it as XML takes longer than a person likes to wait: the member's own text is looked for.
    private static unsafe XElement? Find(string file, string id)
    {
        if (new FileInfo(file).Length is 0 or > int.MaxValue)
        {
            return null;
        }

        using var mapped = MemoryMappedFile.CreateFromFile(file, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return Member(new ReadOnlySpan<byte>(start, (int)view.Capacity), id);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static XElement? Member(ReadOnlySpan<byte> file, string id)
    {
        if (file.IndexOf(Encoding.UTF8.GetBytes($"name=\"{id}\"")) is var name and >= 0
            && file[..name].LastIndexOf("<member"u8) is var begin and >= 0
            && file[name..].IndexOf("</member>"u8) is var length and >= 0)
        {
            try
            {
                return XElement.Parse(Encoding.UTF8.GetString(file[begin..(name + length + "</member>"u8.Length)]));
            }
            catch (XmlException)
            {
                return null; // a damaged file documents nothing
            }
        }

        return null;
    }

    private static XmlDocs Read(XElement member)
    {
        var sections = new List<(string, IReadOnlyList<string>)>();
        void Add(string title, IEnumerable<string> lines)
        {
            List<string> kept = [.. lines.Where(line => line.Length > 0)];
            if (kept.Count > 0)
            {
                sections.Add((title, kept));
            }
        }

        Add("", member.Elements("summary").Select(Text));
        Add("Parameters", member.Elements("param").Select(parameter => $"{parameter.Attribute("name")?.Value}: {Text(parameter)}"));
        Add("Returns", member.Elements("returns").Select(Text));
        Add("Throws", member.Elements("exception").Select(exception => $"{Short(Named(exception))}: {Text(exception)}"));
        Add("Remarks", member.Elements("remarks").Select(Text));
        return new XmlDocs(sections);
    }

    // what an element refers to, by whichever attribute it has
    private static string Named(XElement reference) =>
        (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value ?? "";

    private static string Text(XElement element) => string.Join(' ', string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference =>
            reference.Value.Length > 0 ? reference.Value : Short(Named(reference)),
        XElement inner => $" {Text(inner)} ",
        _ => "",
    })).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // "M:System.Math.Max(System.Int32,System.Int32)" is Max
    private static string Short(string reference)
    {
        var name = reference.Split('(')[0];
        return name[(name.LastIndexOfAny(['.', ':']) + 1)..].Split('`')[0];
    }
}
