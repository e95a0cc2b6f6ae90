using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Cellwright.Engine.Assist;
using Cellwright.Engine.Dialect;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cellwright.Engine;

/// <summary>
/// C# cells, one after another, each of which sees what the earlier ones declared. One session per process: console, formatters and
/// the default load context belong to the whole process.
/// </summary>
public sealed class CSharpSession : IDisposable
{
    private readonly AssemblyHost host = new();
    private readonly CellThread thread = new();
    private readonly ConsoleCapture console;
    private readonly CellTexts texts = new();
    private readonly string folder;
    private readonly SessionPackages packages;
    private readonly CellCompiler compiler;
    private NativeOutput? native;
    private object? value; // of the last cell's trailing expression

    /// <summary>Starts a session.</summary>
    /// <param name="folder">The notebook's folder: <c>#r</c> and <c>#load</c> are relative to it.</param>
    public CSharpSession(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        console = new ConsoleCapture(() => native?.Drain());
        this.folder = Path.GetFullPath(folder);
        packages = new SessionPackages(this.folder);
        compiler = new CellCompiler(this.folder, host);
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
            if (status == CellStatus.Completed)
            {
                Show(sink.Result, cancellation);
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
            if (CellScope.IsOpen)
            {
                EndScope(sink);
            }

            native?.Drain();
        }
    }

    /// <summary>What could stand at the cursor of a cell that has not run yet.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cursor">Where the cursor is, in UTF-16 units.</param>
    public Completions Complete(string code, int cursor) =>
        PackageNames.At(code, cursor, packages.Folders)
        ?? Ask(code, model => Position.Of(model, cursor) is { } position ? Completer.At(position) : null)
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
    public void WarmUp() => compiler.WarmUp();

    /// <summary>Does not wait any more for a cell that was asked to stop; what cannot be stopped is left behind.</summary>
    public void Insist() => thread.Insist();

    /// <summary>An exception as readers of the notebook see it, with the lines of its cells.</summary>
    public CellError Describe(Exception exception) => texts.Threw(exception);

    /// <inheritdoc />
    public void Dispose()
    {
        native?.Dispose();
        thread.Dispose();
        host.Dispose();
        console.Dispose();
    }

    // Runs the parts of a cell; importers are the files whose import led here.
    private CellStatus Run(string cell, string source, string[] importers, IOutputSink sink, CancellationToken cancellation)
    {
        value = null;
        try
        {
            foreach (var part in CellPart.Of(source))
            {
                Show(bundle => sink.Display(bundle, NewId()), cancellation); // the value of the part before
                value = null;
                var status = Run(part, cell, importers, sink, cancellation);
                if (status != CellStatus.Completed)
                {
                    return status;
                }
            }

            return CellStatus.Completed;
        }
        catch (DialectException refused)
        {
            sink.Error(texts.Refused(cell, Math.Max(refused.Line, 1), refused.Message));
            return CellStatus.Failed;
        }
    }

    private CellStatus Run(CellPart part, string cell, string[] importers, IOutputSink sink, CancellationToken cancellation)
    {
        switch (part.Use)
        {
            case LanguageUse.Run:
                return RunCode(part.Text, cell, importers, sink, cancellation);
            case LanguageUse.Keep:
                return Compiled(Magic.Kept(part), cell, sink, cancellation);
            case LanguageUse.Ignore:
                return CellStatus.Completed;
            default:
                sink.Display(ShownPart.Of(part), NewId());
                return CellStatus.Completed;
        }
    }

    private CellStatus RunCode(string code, string cell, string[] importers, IOutputSink sink, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var parsed = CellSource.Parse(code);
        try
        {
            compiler.Refer(packages.Add(parsed.Packages, parsed.Sources, sink, cancellation));
            foreach (var path in parsed.Imports.Select(path => Path.GetFullPath(path, folder)))
            {
                var status = Import(path, importers, sink, cancellation);
                if (status != CellStatus.Completed)
                {
                    return status;
                }
            }
        }
        catch (DialectException refused) when (refused.Line == 0)
        {
            texts.Missing.UnionWith(parsed.Packages.Select(PackageReference.Argument));
            throw new DialectException(refused.Message) { Line = parsed.Line };
        }

        foreach (var magic in parsed.Magics)
        {
            switch (magic)
            {
                case { Kind: MagicKind.Code, Code: { Length: > 0 } declaration }:
                    if (Compiled(declaration, cell, sink, cancellation) is not CellStatus.Completed and var status)
                    {
                        return status;
                    }

                    break;
                case { Kind: MagicKind.Who }:
                    sink.Display(Presentation.Of(string.Join(", ", compiler.Variables.Select(variable => variable.Name))), NewId());
                    break;
                case { Kind: MagicKind.Whos }:
                    sink.Display(thread.Run(() => Task.FromResult(Presentation.Of(compiler.Variables)), cancellation), NewId());
                    break;
            }
        }

        var ended = Compiled(parsed.Code, cell, sink, cancellation);
        if (parsed.Magics.Any(magic => magic.Kind == MagicKind.Time))
        {
            sink.Display(Presentation.Of(string.Create(
                CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.0} ms")), NewId());
        }

        return ended;
    }

    private CellStatus Compiled(string code, string cell, IOutputSink sink, CancellationToken cancellation)
    {
        var (errors, run) = compiler.Compile(code, cell, cancellation);
        if (run is null)
        {
            sink.Error(texts.DidNotCompile(errors));
            return CellStatus.Failed;
        }

        try
        {
            value = null;
            value = thread.Run(run, cancellation);
            return CellStatus.Completed;
        }
        catch (Exception thrown) when (!cancellation.IsCancellationRequested)
        {
            return Fail(sink, thrown);
        }
    }

    // The value of the last expression, unless it was displayed already.
    private void Show(Action<MimeBundle> show, CancellationToken cancellation)
    {
        if (value is { } shown and not DisplayedValue)
        {
            var names = shown is ITuple or IEnumerable and not string ? compiler.TupleNames : null;
            show(thread.Run(() => Task.FromResult(Presentation.OfResult(shown, names)), cancellation));
        }
    }

    // The end of the scope of `using var`, however the cell has ended.
    private void EndScope(IOutputSink sink)
    {
        try
        {
            thread.Run(CellScope.End, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Fail(sink, exception);
        }
    }

    private T? Ask<T>(string code, Func<SemanticModel, T?> question)
        where T : class
    {
        try
        {
            return CellPart.Of(code) is [.., { Use: LanguageUse.Run } part]
                ? compiler.Ask(CellSource.Parse(part.Text).Code, question)
                : null;
        }
        catch (DialectException)
        {
            return null; // what is refused is not completed
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

        value = null; // what an imported cell ends with is not shown
        return CellStatus.Completed;
    }

    private CellStatus Fail(IOutputSink sink, Exception exception)
    {
        sink.Error(texts.Threw(exception));
        return CellStatus.Failed;
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}
