using System.Text;
using MhdNet.Kernel.Engine.Assist;
using MhdNet.Kernel.Engine.Dialect;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace MhdNet.Kernel.Engine;

/// <summary>
/// C# cells, one after another, each of which sees what the earlier ones declared. One session per process: console, formatters and
/// the default load context belong to the whole process.
/// </summary>
public sealed class CSharpSession : IDisposable
{
    // .NET Interactive's, so that its notebooks run here, and this kernel's helpers.
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive.Formatting", "MhdNet.Kernel.Notebook", "MhdNet.Kernel.DisplayExtensions",
    ];

    // The name of the cell that is being typed.
    private const string Draft = "draft";

    private readonly AssemblyHost host = new();
    private readonly CellThread thread = new();
    private readonly ConsoleCapture console;
    private readonly CellTexts texts = new();
    private readonly string folder;
    private readonly SessionPackages packages;
    private readonly ReferenceResolver resolver;
    private readonly ScriptOptions options;
    private readonly List<MetadataReference> added = []; // from packages, for the next cell
    private NativeOutput? native;
    private ScriptState<object>? state;

    /// <summary>Starts a session.</summary>
    /// <param name="folder">The notebook's folder: <c>#r</c> and <c>#load</c> are relative to it.</param>
    public CSharpSession(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        console = new ConsoleCapture(() => native?.Drain());
        this.folder = Path.GetFullPath(folder);
        packages = new SessionPackages(this.folder);
        resolver = new ReferenceResolver(this.folder);
        options = ScriptOptions.Default
            .WithReferences(FrameworkReferences.All)
            .WithImports(Imports)
            .WithMetadataResolver(resolver)
            .WithSourceResolver(new SourceFileResolver([], this.folder))
            .WithLanguageVersion(Parsing.LanguageVersion)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8);
    }

    /// <summary>How cells are parsed: as scripts, in the newest C#.</summary>
    internal static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>Runs one cell. Outputs go to the sink while it runs, its trailing value or its error at the end.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="number">The cell's execution count, by which error messages call it.</param>
    /// <param name="sink">Where the outputs go.</param>
    /// <param name="cancellation">Stops the cell; a training ends its batch first. What earlier cells declared stays.</param>
    public CellStatus Execute(string source, int number, IOutputSink sink, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sink);
        OutputContext.Current = sink;
        console.Take();
        native ??= NativeOutput.Capture();
        try
        {
            var status = Run(texts.Add($"cell {number}", source), source, [], sink, cancellation);
            native?.Drain(); // what the cell printed comes before its value
            if (status == CellStatus.Completed && state?.ReturnValue is { } value)
            {
                sink.Result(thread.Run(() => Task.FromResult(Presentation.Of(value)), cancellation));
            }

            return status;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return CellStatus.Stopped;
        }
        catch (Exception exception)
        {
            // A library that cannot be loaded, a formatter of the notebook that throws: the cell failed, not the kernel.
            return Fail(sink, exception);
        }
        finally
        {
            native?.Drain();
        }
    }

    /// <summary>What could stand at the cursor of a cell that has not run yet.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cursor">Where the cursor is, in UTF-16 units.</param>
    public Completions Complete(string code, int cursor) =>
        Ask(code, model => Position.Of(model, cursor) is { } position ? Completer.At(position) : null)
        ?? new Completions([], cursor, cursor);

    /// <summary>Help on what stands at the cursor; null where there is nothing to say.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cursor">Where the cursor is, in UTF-16 units.</param>
    public Inspection? Inspect(string code, int cursor) => Ask(code, model => Inspector.At(model, cursor));

    /// <summary>Whether a text can run or needs more; if it needs more, with the indentation of its next line.</summary>
    public static (Completeness Completeness, string Indent) IsComplete(string code) => Completing.Of(code);

    /// <summary>
    /// Loads the compiler and makes its code ready, so that the first cell and the first completion need not wait. Leaves no trace; may
    /// run beside a cell.
    /// </summary>
    public void WarmUp()
    {
        // without the session's references: it runs beside cells that change them
        var plain = options.WithMetadataResolver(ScriptMetadataResolver.Default).WithFilePath("warm-up");
        const string Code = "var warm = Enumerable.Range(0, 3).Select(x => x + 1); await Task.Yield(); warm.Count()";
        var script = CSharpScript.Create<object>(Code, plain);
        script.RunAsync().GetAwaiter().GetResult();
        var compilation = CSharpScript.Create<object>("Console.", plain).GetCompilation();
        var model = compilation.GetSemanticModel(compilation.SyntaxTrees.Single());
        _ = Completer.At(Position.Of(model, 8)!);
        _ = Inspector.At(model, 3);
    }

    /// <summary>Stops by force a cell that was asked to stop and is still ending its step.</summary>
    public void Insist() => thread.Insist();

    /// <inheritdoc />
    public void Dispose()
    {
        native?.Dispose();
        thread.Dispose();
        host.Dispose();
        console.Dispose();
    }

    // Runs one cell, after what it imports; importers are the files whose import led here.
    private CellStatus Run(string cell, string source, string[] importers, IOutputSink sink, CancellationToken cancellation)
    {
        var line = 0;
        CellSource parsed;
        try
        {
            parsed = CellSource.Parse(source);
            line = parsed.Line;
            foreach (var file in packages.Add(parsed.Packages, parsed.Sources, sink, cancellation))
            {
                host.Load(file);
                added.Add(MetadataReference.CreateFromFile(file));
            }

            foreach (var path in parsed.Imports.Select(path => Path.GetFullPath(path, folder)))
            {
                var status = Import(path, importers, sink, cancellation);
                if (status != CellStatus.Completed)
                {
                    return status;
                }
            }
        }
        catch (DialectException refused)
        {
            sink.Error(texts.Refused(cell, refused.Line > 0 ? refused.Line : line, refused.Message));
            return CellStatus.Failed;
        }

        if (Compile(parsed.Code, cell, sink, cancellation) is not { } script)
        {
            return CellStatus.Failed;
        }

        state = thread.Run(() => Start(script, cancellation), cancellation);
        added.Clear();
        return state.Exception is not { } thrown ? CellStatus.Completed
            : cancellation.IsCancellationRequested ? CellStatus.Stopped
            : Fail(sink, thrown);
    }

    // A cell in the making: its references are looked up, and forgotten again.
    private T? Ask<T>(string code, Func<SemanticModel, T?> question)
        where T : class
    {
        try
        {
            var compilation = Next(CellSource.Parse(code).Code, Draft).GetCompilation();
            return question(compilation.GetSemanticModel(compilation.SyntaxTrees.Single(tree => Path.GetFileName(tree.FilePath) == Draft)));
        }
        catch (DialectException)
        {
            return null;
        }
        finally
        {
            resolver.Drop();
        }
    }

    private CellStatus Import(string path, string[] importers, IOutputSink sink, CancellationToken cancellation)
    {
        if (importers.Contains(path))
        {
            throw new DialectException($"#!import {path}: imports itself.");
        }

        foreach (var (index, source) in ImportedFile.Cells(path).Index())
        {
            var cell = texts.Add($"{Path.GetFileName(path)}, cell {index + 1}", source);
            var status = Run(cell, source, [.. importers, path], sink, cancellation);
            if (status != CellStatus.Completed)
            {
                return status;
            }
        }

        return CellStatus.Completed;
    }

    private Script<object>? Compile(string code, string cell, IOutputSink sink, CancellationToken cancellation)
    {
        var script = Next(LoopChecks.Into(code), cell);
        var errors = Errors(script);
        if (errors.Length > 0)
        {
            resolver.Drop();
            script = Next(code, cell); // as it was typed, so that errors stand at the right places
            errors = Errors(script);
        }

        if (errors.Length > 0)
        {
            resolver.Drop();
            sink.Error(texts.DidNotCompile(errors));
            return null;
        }

        try
        {
            foreach (var file in resolver.Fresh)
            {
                host.Load(file);
            }

            resolver.Keep();
            return script;
        }
        finally
        {
            resolver.Drop();
        }

        Diagnostic[] Errors(Script<object> script) =>
            [.. script.Compile(cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
    }

    // A cell inherits references and imports from the one before. Naming them again makes each compilation carry those of all earlier
    // ones, and memory grows with the square of the number of cells.
    private Script<object> Next(string code, string name) => state is null
        ? CSharpScript.Create<object>(code, options.WithFilePath(name).AddReferences(added), assemblyLoader: host.Submissions)
        : state.Script.ContinueWith<object>(code, options.WithFilePath(name).WithReferences(added).WithImports());

    private Task<ScriptState<object>> Start(Script<object> script, CancellationToken cancellation) =>
        state is null
            ? script.RunAsync(globals: null, catchException: _ => true, cancellation)
            : script.RunFromAsync(state, catchException: _ => true, cancellation);

    private CellStatus Fail(IOutputSink sink, Exception exception)
    {
        sink.Error(texts.Threw(exception));
        return CellStatus.Failed;
    }
}
