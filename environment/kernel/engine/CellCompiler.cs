using System.Text;
using Cellwright.Engine.Assist;
using Cellwright.Engine.Dialect;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace Cellwright.Engine;

/// <summary>From a cell's C# to what runs it: its form as a script, its references, its place in the chain of cells.</summary>
internal sealed class CellCompiler
{
    // The name of the cell that is being typed.
    private const string DraftName = "draft";

    // .NET Interactive's, those of the SDK's projects, and this kernel's helpers.
    private static readonly string[] Imports =
    [
        "System", "System.Collections", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Text",
        "System.Threading", "System.Threading.Tasks",
        "Microsoft.DotNet.Interactive.Formatting", "Cellwright.Notebook", "Cellwright.DisplayExtensions",
    ];

    private readonly AssemblyHost host;
    private readonly ReferenceResolver resolver;
    private readonly ScriptOptions options;
    private readonly List<MetadataReference> added = []; // for the next cell
    private readonly Submissions submissions = new();
    private readonly Dictionary<MetadataReference, string> libraries = []; // of namespaces and extension blocks, with their names

    /// <summary>Begins a chain of cells.</summary>
    /// <param name="folder">The notebook's folder: <c>#r</c> and <c>#load</c> are relative to it.</param>
    /// <param name="host">Loads what cells refer to.</param>
    public CellCompiler(string folder, AssemblyHost host)
    {
        this.host = host;
        resolver = new ReferenceResolver(folder);
        options = ScriptOptions.Default
            .WithReferences(FrameworkReferences.All)
            .WithImports(Imports)
            .WithMetadataResolver(resolver)
            .WithSourceResolver(new SourceFileResolver([], folder))
            .WithLanguageVersion(CSharpSession.Parsing.LanguageVersion)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8);
    }

    /// <summary>The variables of the cells that have run.</summary>
    public IReadOnlyList<CellVariable> Variables => submissions.Variables();

    /// <summary>What the elements of the tuples are called that the last cell's trailing expression gives; null: it gives none.</summary>
    public IReadOnlyList<string>? TupleNames => submissions.TupleNames();

    /// <summary>Refers to libraries, from the next cell on.</summary>
    public void Refer(IReadOnlyList<string> files)
    {
        host.Offer(files);
        added.AddRange(files.Select(file => MetadataReference.CreateFromFile(file)));
    }

    /// <summary>Compiles a cell and loads what it refers to.</summary>
    /// <param name="code">Its C#.</param>
    /// <param name="cell">What error messages call it.</param>
    /// <param name="cancellation">Stops the compiler.</param>
    /// <returns>The errors, or what runs the cell.</returns>
    public (IReadOnlyList<Diagnostic> Errors, Func<Task<object>>? Run) Compile(string code, string cell, CancellationToken cancellation)
    {
        var form = ScriptForm.Of(code);
        try
        {
            if (form.Library is { } library && Library(library, cell, cancellation) is { Count: > 0 } problems)
            {
                return (problems, null);
            }

            var checkedCode = AwaitChecks.Into(form.Scoped);
            var (errors, run) = submissions.Compile(Next(checkedCode, cell), cancellation);
            if (errors.Count > 0 && checkedCode != form.Script)
            {
                resolver.Drop();
                (errors, run) = submissions.Compile(Next(form.Script, cell), cancellation); // as typed: errors stand at the right places
            }

            if (run is not null)
            {
                foreach (var file in resolver.Fresh)
                {
                    host.Load(file);
                }

                resolver.Keep();
                added.Clear();
            }

            return (errors, run);
        }
        finally
        {
            resolver.Drop();
        }
    }

    /// <summary>Asks about a cell in the making: its references are looked up, and forgotten again.</summary>
    public T? Ask<T>(string code, Func<SemanticModel, T?> question)
        where T : class
    {
        try
        {
            var compilation = Next(ScriptForm.Of(code).Script, DraftName).GetCompilation().Bound();
            var tree = compilation.SyntaxTrees.Single(tree => Path.GetFileName(tree.FilePath) == DraftName);
            return question(compilation.GetSemanticModel(tree));
        }
        finally
        {
            resolver.Drop();
        }
    }

    /// <summary>Makes the compiler's code ready. Leaves no trace; may run beside a cell.</summary>
    public void WarmUp()
    {
        // without the session's references: it runs beside cells that change them
        var plain = options.WithMetadataResolver(ScriptMetadataResolver.Default).WithFilePath("warm-up");
        const string Code = "foreach (var warm in Enumerable.Range(0, 3).Select(x => x + 1)) { await Task.Yield(); }";
        var trial = new Submissions();
        _ = trial.Compile(trial.Next(AwaitChecks.Into(Code), plain, "warm-up", []), CancellationToken.None).Run!().GetAwaiter().GetResult();
        var compilation = CSharpScript.Create<object>("Console.", plain).GetCompilation().Bound();
        var model = compilation.GetSemanticModel(compilation.SyntaxTrees.Single());
        _ = Completer.At(Position.Of(model, 8)!);
        _ = Inspector.At(model, 3);
    }

    private Script<object> Next(string code, string name) => submissions.Next(code, options, name, added);

    // Namespaces and extension blocks, as an assembly that the cells refer to from now on. A later one of the same types supersedes it.
    private List<Diagnostic> Library(string code, string cell, CancellationToken cancellation)
    {
        var script = Next("", cell);
        var references = new List<MetadataReference>();
        for (Script? link = script; link is not null; link = link.Previous)
        {
            var compilation = link.GetCompilation();
            references.AddRange(compilation.References.Concat(compilation.DirectiveReferences));
        }

        var superseded = libraries.Keys.Except(libraries.GroupBy(pair => pair.Value).Select(versions => versions.Last().Key));

        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        var usings = string.Concat(Imports.Select(import => $"global using {(IsClass(import) ? "static " : "")}{import};"));
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, parsing, cancellationToken: cancellation).GetRoot(cancellation);
        var name = "cells." + string.Join(".", root.Members.Select(member => member switch
        {
            BaseNamespaceDeclarationSyntax scope => scope.Name.ToString(),
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            _ => "",
        }).Distinct());
        usings += $"[assembly: System.Reflection.AssemblyVersion(\"1.0.{libraries.Count + 1}.0\")]";
        var compiled = CSharpCompilation.Create(
            name,
            [
                CSharpSyntaxTree.ParseText(code, parsing, cell, Encoding.UTF8, cancellation),
                CSharpSyntaxTree.ParseText(usings, parsing, "usings", Encoding.UTF8, cancellation),
            ],
            references.Except(superseded),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        var (errors, image) = submissions.Take(compiled, cancellation);
        if (image is not null)
        {
            var reference = MetadataReference.CreateFromImage(image);
            libraries.Add(reference, name);
            added.Add(reference);
        }

        return errors;

        static bool IsClass(string import) => import.StartsWith(typeof(Notebook).Namespace! + ".", StringComparison.Ordinal);
    }
}
