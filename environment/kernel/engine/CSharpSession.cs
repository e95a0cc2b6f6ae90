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
    private readonly ConsoleCapture console;
    private NativeOutput? native;

    /// <summary>Starts a session.</summary>
    /// <param name="folder">The notebook's folder: <c>#r</c> and <c>#load</c> are relative to it.</param>
    public CSharpSession(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        console = new ConsoleCapture(() => native?.Drain());
        Folder = Path.GetFullPath(folder);
        Packages = new SessionPackages(Folder);
        Compiler = new CellCompiler(Folder, host);
    }

    /// <summary>How cells are parsed: as scripts, in the newest C#.</summary>
    internal static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The notebook's folder.</summary>
    internal string Folder { get; }

    /// <summary>What <c>#r "nuget: ..."</c> has brought.</summary>
    internal SessionPackages Packages { get; }

    /// <summary>The chain of compiled cells.</summary>
    internal CellCompiler Compiler { get; }

    /// <summary>Where cells run.</summary>
    internal CellThread Thread { get; } = new();

    /// <summary>What the cells said, for the lines of error messages.</summary>
    internal CellTexts Texts { get; } = new();

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
        var run = new CellRun(this, sink, cancellation);
        try
        {
            var status = run.Cell(Texts.Add($"cell {number}", source), source);
            native?.Drain(); // what the cell printed comes before its value
            if (status == CellStatus.Completed)
            {
                run.Show(sink.Result);
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
            return run.Fail(exception);
        }
        finally
        {
            if (CellScope.IsOpen)
            {
                run.EndScope();
            }

            native?.Drain();
        }
    }

    /// <summary>What could stand at the cursor of a cell that has not run yet.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cursor">Where the cursor is, in UTF-16 units.</param>
    public Completions Complete(string code, int cursor) =>
        PackageNames.At(code, cursor, Packages.Folders)
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
    public void WarmUp() => Compiler.WarmUp();

    /// <summary>Does not wait any more for a cell that was asked to stop; what cannot be stopped is left behind.</summary>
    public void Insist() => Thread.Insist();

    /// <summary>An exception as readers of the notebook see it, with the lines of its cells.</summary>
    public CellError Describe(Exception exception) => Texts.Threw(exception);

    /// <inheritdoc />
    public void Dispose()
    {
        native?.Dispose();
        Thread.Dispose();
        host.Dispose();
        console.Dispose();
    }

    private T? Ask<T>(string code, Func<SemanticModel, T?> question)
        where T : class
    {
        try
        {
            return CellPart.Of(code) is [.., { Use: LanguageUse.Run } part]
                ? Compiler.Ask(CellSource.Parse(part.Text).Code, question)
                : null;
        }
        catch (DialectException)
        {
            return null; // what is refused is not completed
        }
    }
}
