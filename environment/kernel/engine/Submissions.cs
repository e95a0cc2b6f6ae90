using System.Reflection;
using System.Runtime.Loader;
using Cellwright.Engine.Dialect;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;

namespace Cellwright.Engine;

/// <summary>
/// The chain of compiled cells, each of which sees what the earlier ones declared. Roslyn's scripting makes the compilations; loading and
/// running them is done here, because a cell is woven in between (see <see cref="Weaver"/>).
/// </summary>
internal sealed class Submissions
{
    private static readonly EmitOptions Emitted = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private readonly SubmissionContext context = new();
    private Script<object>? last;
    private object?[] states = new object?[64]; // the globals (none), then one object a cell

    private int count;

    /// <summary>The next cell, not compiled yet. It inherits references and imports from the one before: naming them again would make
    /// each compilation carry those of all earlier ones, and memory would grow with the square of the number of cells.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="first">The options of a first cell.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="added">References that only now come in.</param>
    public Script<object> Next(string code, ScriptOptions first, string name, IReadOnlyList<MetadataReference> added) => last is null
        ? CSharpScript.Create<object>(code, first.WithFilePath(name).AddReferences(added))
        : last.ContinueWith<object>(code, first.WithFilePath(name).WithReferences(added).WithImports());

    /// <summary>Compiles a cell.</summary>
    /// <returns>The errors, or what runs it. It is part of the chain once that is called.</returns>
    public (IReadOnlyList<Diagnostic> Errors, Func<Task<object>>? Run) Compile(Script<object> script, CancellationToken cancellation)
    {
        var compilation = (CSharpCompilation)script.GetCompilation();
        var (errors, assembly, _) = Emit(compilation, context, cancellation);
        if (assembly is null)
        {
            return (errors, errors.Count > 0 ? null : Nothing); // usings alone: there is nothing to emit
        }

        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        var factory = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)!
            .CreateDelegate<Func<object?[], Task<object>>>();
        return ([], () =>
        {
            last = script;
            if (++count >= states.Length)
            {
                Array.Resize(ref states, 2 * states.Length);
            }

            return factory(states);
        }
        );

        Task<object> Nothing()
        {
            last = script;
            return Task.FromResult<object>(null!);
        }
    }

    /// <summary>Compiles and loads what stands beside the chain.</summary>
    /// <returns>The errors, or the image to which cells can refer.</returns>
    public (List<Diagnostic> Errors, byte[]? Image) Take(CSharpCompilation library, CancellationToken cancellation)
    {
        var (errors, _, image) = Emit(library, context.Beside(), cancellation);
        return (errors, image?.ToArray());
    }

    /// <summary>The variables of the cells that have run; of several of one name, the last.</summary>
    public IReadOnlyList<CellVariable> Variables() =>
    [
        .. states.Skip(1).Take(count).Reverse().OfType<object>()
            .SelectMany(state => state.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(field => char.IsLetter(field.Name[0]) || field.Name[0] == '_')
                .Select(field => new CellVariable(field.Name, field.FieldType, field.GetValue(state))))
            .DistinctBy(variable => variable.Name).Reverse(),
    ];

    /// <summary>What the elements of the tuples are called that the last cell's trailing expression gives; null: it gives none.</summary>
    public IReadOnlyList<string>? TupleNames()
    {
        var compilation = last!.GetCompilation();
        var tree = compilation.SyntaxTrees.Last();
        var end = ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault();
        if (end is not GlobalStatementSyntax { Statement: ExpressionStatementSyntax shown })
        {
            return null;
        }

        var type = compilation.GetSemanticModel(tree).GetTypeInfo(shown.Expression).Type;
        var element = type is IArrayTypeSymbol array ? array.ElementType
            : type is INamedTypeSymbol { IsTupleType: false } sequence ? sequence.TypeArguments.FirstOrDefault()
            : type;
        return element is INamedTypeSymbol { IsTupleType: true } tuple ? [.. tuple.TupleElements.Select(part => part.Name)] : null;
    }

    private static (List<Diagnostic> Errors, Assembly? Assembly, MemoryStream? Image) Emit(
        CSharpCompilation compilation, SubmissionContext into, CancellationToken cancellation)
    {
        var (library, symbols) = (new MemoryStream(), new MemoryStream());
        var emitted = Emit(compilation.Bound(), library, symbols, cancellation);
        if (!emitted.Success)
        {
            return ([.. emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)], null, null);
        }

        library.Position = symbols.Position = 0;
        var weave = compilation.SyntaxTrees.Any(tree => Weaver.Suits(tree.GetRoot(CancellationToken.None)));
        var (code, lines) = weave ? Weaver.Weave(library, symbols) : (library, symbols);
        return ([], into.Take(code, lines), library);
    }

    private static EmitResult Emit(Compilation compilation, Stream library, Stream symbols, CancellationToken cancellation)
    {
        try
        {
            return compilation.Emit(library, symbols, options: Emitted, cancellationToken: cancellation);
        }
        catch (Exception exception) when (
            exception is NullReferenceException or IndexOutOfRangeException or InvalidCastException or AggregateException)
        {
            throw new DialectException($"the compiler itself failed on this cell ({exception.GetType().Name}). A known case is nameof in "
                + "var (a, b) = (...): declare the variables one by one.");
        }
    }

    /// <summary>Where cells are loaded: they find each other, what they share with the kernel, and else the default context.</summary>
    private sealed class SubmissionContext : AssemblyLoadContext
    {
        private readonly Dictionary<string, Assembly> cells;

        public SubmissionContext()
            : this([])
        {
        }

        private SubmissionContext(Dictionary<string, Assembly> cells)
            : base(CellCheck.ContextName) => this.cells = cells;

        public Assembly Take(Stream library, Stream symbols)
        {
            var assembly = LoadFromStream(library, symbols);
            lock (cells)
            {
                cells[assembly.GetName().Name!] = assembly;
            }

            return assembly;
        }

        /// <summary>A context of which the cells find the assemblies, too: for one of a name that is taken.</summary>
        public SubmissionContext Beside() => new(cells);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            lock (cells)
            {
                return cells.GetValueOrDefault(assemblyName.Name!) ?? AssemblyHost.Shared.GetValueOrDefault(assemblyName.Name!);
            }
        }
    }
}
