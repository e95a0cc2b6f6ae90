using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace MhdNet.Kernel.Engine;

/// <summary>
/// C# cells, one after another, each seeing what the earlier ones declared. One session a process: console, formatters and
/// the default load context belong to the whole process.
/// </summary>
public sealed class CSharpSession : IDisposable
{
    // Those of .NET Interactive, whose notebooks must run here, and the helpers of this kernel.
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive.Formatting", "MhdNet.Kernel.Notebook", "MhdNet.Kernel.DisplayExtensions",
    ];

    private readonly AssemblyHost host = new();
    private readonly CellThread thread = new();
    private readonly ConsoleCapture console;
    private readonly CellTexts texts = new();
    private readonly ReferenceResolver resolver;
    private readonly ScriptOptions options;
    private NativeOutput? native;
    private ScriptState<object>? state;

    /// <summary>Starts a session.</summary>
    /// <param name="folder">The notebook's folder: <c>#r</c> and <c>#load</c> are relative to it.</param>
    public CSharpSession(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        console = new ConsoleCapture(() => native?.Drain());
        resolver = new ReferenceResolver(Path.GetFullPath(folder));
        options = ScriptOptions.Default
            .WithReferences(FrameworkReferences.All)
            .WithImports(Imports)
            .WithMetadataResolver(resolver)
            .WithSourceResolver(new SourceFileResolver([], Path.GetFullPath(folder)))
            .WithLanguageVersion(Parsing.LanguageVersion)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8);
    }

    /// <summary>How cells are parsed: as scripts, in the newest C#.</summary>
    internal static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>Runs one cell. Outputs go to the sink while it runs, its trailing value or its error at the end.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="number">What error messages call the cell: its execution count.</param>
    /// <param name="sink">Where the outputs go.</param>
    /// <param name="cancellation">Stops the cell; what earlier cells declared stays.</param>
    public CellStatus Execute(string source, int number, IOutputSink sink, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sink);
        OutputContext.Current = sink;
        native ??= NativeOutput.Capture();
        var cell = texts.Add(number, source);
        try
        {
            if (Compile(source, cell, sink, cancellation) is not { } script)
            {
                return CellStatus.Failed;
            }

            var next = thread.Run(() => Start(script, cancellation), cancellation);
            state = next;
            native?.Drain(); // what the cell printed comes before what it gives
            if (next.Exception is { } thrown)
            {
                return cancellation.IsCancellationRequested ? CellStatus.Stopped : Fail(sink, thrown);
            }

            if (next.ReturnValue is { } value)
            {
                sink.Result(thread.Run(() => Task.FromResult(Presentation.Of(value)), cancellation));
            }

            return CellStatus.Completed;
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

    /// <inheritdoc />
    public void Dispose()
    {
        native?.Dispose();
        thread.Dispose();
        host.Dispose();
        console.Dispose();
    }

    private Script<object>? Compile(string source, string cell, IOutputSink sink, CancellationToken cancellation)
    {
        var code = CellSource.Prepare(source, out var problem, out var line);
        if (problem is not null)
        {
            sink.Error(texts.Refused(cell, line, problem));
            return null;
        }

        var cellOptions = options.WithFilePath(cell);
        var script = state is null
            ? CSharpScript.Create<object>(code, cellOptions, assemblyLoader: host.Submissions)
            : state.Script.ContinueWith<object>(code, cellOptions);
        var errors = script.Compile(cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
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
    }

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
