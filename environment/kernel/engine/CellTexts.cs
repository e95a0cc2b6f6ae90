using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Cellwright.Engine;

/// <summary>Remembers the cells' lines, and puts them into error messages.</summary>
internal sealed class CellTexts
{
    private const int MostFrames = 40;
    private const int MostErrors = 10;

    // A type, a namespace or a name that is not there.
    private static readonly string[] Unknown = ["CS0246", "CS0234", "CS0103", "CS0400"];

    private readonly Dictionary<string, string[]> lines = [];

    /// <summary>Takes in a cell; gives the name that the compiler and the stack traces use for it.</summary>
    /// <param name="name">What the reader calls it: <c>cell 3</c>.</param>
    /// <param name="source">Its text.</param>
    public string Add(string name, string source)
    {
        lines[name] = source.ReplaceLineEndings("\n").Split('\n');
        return name;
    }

    /// <summary>The packages that earlier cells asked for in vain.</summary>
    public HashSet<string> Missing { get; } = [];

    /// <summary>A line of the dialect that is refused.</summary>
    public CellError Refused(string cell, int line, string problem) =>
        new("DialectError", problem, [$"{Place(cell, cell, line)}: {problem}", .. Marked(cell, line, 0, 0)]);

    /// <summary>Compile errors, each with its line marked.</summary>
    public CellError DidNotCompile(IReadOnlyList<Diagnostic> errors)
    {
        var traceback = new List<string>();

        foreach (var error in errors.Take(MostErrors))
        {
            var span = error.Location.GetLineSpan();
            var cell = CellName(span.Path);
            var start = span.StartLinePosition;
            var end = span.EndLinePosition.Line == start.Line ? span.EndLinePosition.Character : start.Character + 1;
            traceback.Add($"{Place(cell, span.Path, start.Line + 1)}: error {error.Id}: {Advice(error)}");
            traceback.AddRange(Marked(cell, start.Line + 1, start.Character, end));
        }

        if (errors.Count > MostErrors)
        {
            traceback.Add($"... and {errors.Count - MostErrors} more errors");
        }

        if (Missing.Count > 0 && errors.Any(error => Unknown.Contains(error.Id)))
        {
            traceback.Add($"({string.Join(", ", Missing)} could not be had in an earlier cell, which may be why.)");
        }

        return new CellError("CompilationError", traceback[0], traceback);
    }

    /// <summary>An exception, with the frames that a reader of the notebook can do something about.</summary>
    public CellError Threw(Exception exception)
    {
        var wraps = exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 };
        var shown = wraps ? exception.InnerException ?? exception : exception;
        var traceback = new List<string>();
        for (var current = shown; current is not null; current = current.InnerException)
        {
            traceback.Add($"{(ReferenceEquals(current, shown) ? "" : "caused by ")}{current.GetType().FullName}: {current.Message}");
            traceback.AddRange(Frames(current));
        }

        return new CellError(shown.GetType().FullName!, shown.Message, traceback);
    }

    private List<string> Frames(Exception exception)
    {
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        var last = Array.FindLastIndex(frames, frame => CellName(frame.GetFileName()) is not null);
        return Shortened([.. Lines((last < 0 ? frames : frames.Take(last + 1)).Where(frame => !IsOwn(frame)))]);
    }

    // Functions that call each other without end fill the stack with thousands of frames.
    private static List<string> Shortened(List<string> lines) => lines.Count <= MostFrames ? lines
        : [.. lines.Take(MostFrames / 2), $"   ... {lines.Count - MostFrames} more", .. lines.TakeLast(MostFrames / 2)];

    private IEnumerable<string> Lines(IEnumerable<StackFrame> frames)
    {
        foreach (var frame in frames)
        {
            var (file, line) = (frame.GetFileName(), frame.GetFileLineNumber());
            var cell = CellName(file);
            if (cell is not null)
            {
                yield return $"   at {cell}, line {line}{(Line(cell, line) is { } text ? ": " + text.Trim() : "")}";
            }
            else if (DiagnosticMethodInfo.Create(frame) is { } method && !IsPlumbing(method))
            {
                yield return $"   at {method.DeclaringTypeName}.{method.Name}{(file is null ? "" : $" in {file}:{line}")}";
            }
        }
    }

    // Frames that resume a task or rethrow: true, but no help to anyone.
    private static bool IsPlumbing(DiagnosticMethodInfo method) =>
        method.DeclaringTypeName.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
        || method.DeclaringTypeName.StartsWith("System.Runtime.ExceptionServices.", StringComparison.Ordinal);

    private static bool IsOwn(StackFrame frame) => DiagnosticMethodInfo.Create(frame) is not { } method
        || method.DeclaringAssemblyName.StartsWith("Cellwright", StringComparison.Ordinal)
        || method.DeclaringAssemblyName.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal);

    private static string Advice(Diagnostic error) => error.Id switch
    {
        "CS8345" => $"{error.GetMessage(CultureInfo.InvariantCulture)} A variable of a cell is kept for later cells, which a Span cannot "
            + "be: use it within a function.",
        "CS0006" => $"{error.GetMessage(CultureInfo.InvariantCulture)}: is it built, and is the path relative to the notebook?",
        _ => error.GetMessage(CultureInfo.InvariantCulture),
    };

    private static string Place(string? cell, string path, int line) => $"{cell ?? path}, line {line}";

    // The compiler makes paths absolute in debug information: the name is the last part.
    private string? CellName(string? path) =>
        path is not null && Path.GetFileName(path) is var name && lines.ContainsKey(name) ? name : null;

    private string? Line(string cell, int line) =>
        lines.TryGetValue(cell, out var text) && line >= 1 && line <= text.Length ? text[line - 1] : null;

    private IEnumerable<string> Marked(string? cell, int line, int start, int end)
    {
        if (cell is not null && Line(cell, line) is { } text)
        {
            yield return "    " + text.Replace('\t', ' ');
            if (end > start)
            {
                yield return new string(' ', 4 + start) + new string('^', end - start);
            }
        }
    }
}
