using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Cellwright.Engine.Dialect;

namespace Cellwright.Engine;

/// <summary>One cell from its text to its outcome: its parts in their languages, directives, imports, code, value.</summary>
/// <param name="session">What earlier cells have made.</param>
/// <param name="sink">Where the outputs go.</param>
/// <param name="cancellation">Stops the cell.</param>
internal sealed class CellRun(CSharpSession session, IOutputSink sink, CancellationToken cancellation)
{
    private object? value; // of the last trailing expression

    /// <summary>Runs the cell.</summary>
    /// <param name="cell">What error messages call it.</param>
    /// <param name="source">Its text.</param>
    /// <param name="importers">The files whose import led here.</param>
    public CellStatus Cell(string cell, string source, params string[] importers)
    {
        value = null;
        try
        {
            foreach (var part in CellPart.Of(source))
            {
                Show(bundle => sink.Display(bundle, NewId())); // the value of the part before
                value = null;
                if (Part(part, cell, importers) is not CellStatus.Completed and var status)
                {
                    return status;
                }
            }

            return CellStatus.Completed;
        }
        catch (DialectException refused)
        {
            sink.Error(session.Texts.Refused(cell, Math.Max(refused.Line, 1), refused.Message));
            return CellStatus.Failed;
        }
    }

    /// <summary>Shows the value of the last expression, unless it was displayed already.</summary>
    public void Show(Action<MimeBundle> show)
    {
        if (value is { } shown and not DisplayedValue)
        {
            var names = shown is ITuple or IEnumerable and not string ? session.Compiler.TupleNames : null;
            show(session.Thread.Run(() => Task.FromResult(Presentation.OfResult(shown, names)), cancellation));
        }
    }

    /// <summary>Shows what made the cell fail.</summary>
    public CellStatus Fail(Exception exception)
    {
        sink.Error(session.Texts.Threw(exception));
        return CellStatus.Failed;
    }

    /// <summary>Ends the scope of <c>using var</c>, however the cell has ended.</summary>
    public void EndScope()
    {
        try
        {
            session.Thread.Run(CellScope.End, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private CellStatus Part(CellPart part, string cell, string[] importers)
    {
        switch (part.Use)
        {
            case LanguageUse.Run:
                return Code(part.Text, cell, importers);
            case LanguageUse.Keep:
                return Compiled(Magic.Kept(part), cell);
            case LanguageUse.Ignore:
                return CellStatus.Completed;
            default:
                sink.Display(ShownPart.Of(part), NewId());
                return CellStatus.Completed;
        }
    }

    private CellStatus Code(string code, string cell, string[] importers)
    {
        var clock = Stopwatch.StartNew();
        var parsed = CellSource.Parse(code);
        if (Bring(parsed, importers) is not CellStatus.Completed and var brought)
        {
            return brought;
        }

        foreach (var magic in parsed.Magics)
        {
            if (Obey(magic, cell) is not CellStatus.Completed and var status)
            {
                return status;
            }
        }

        var ended = Compiled(parsed.Code, cell);
        if (parsed.Magics.Any(magic => magic.Kind == MagicKind.Time))
        {
            sink.Display(
                Presentation.Of(FormattableString.Invariant($"Wall time: {clock.Elapsed.TotalMilliseconds:0.0} ms")), NewId());
        }

        return ended;
    }

    // The packages and files that the cell asks for come before its code.
    private CellStatus Bring(CellSource parsed, string[] importers)
    {
        try
        {
            session.Compiler.Refer(session.Packages.Add(parsed.Packages, parsed.Sources, sink, cancellation));
            foreach (var path in parsed.Imports.Select(path => Path.GetFullPath(path, session.Folder)))
            {
                if (Import(path, importers) is not CellStatus.Completed and var status)
                {
                    return status;
                }
            }

            return CellStatus.Completed;
        }
        catch (DialectException refused) when (refused.Line == 0)
        {
            session.Texts.Missing.UnionWith(parsed.Packages.Select(PackageReference.Argument));
            throw new DialectException(refused.Message) { Line = parsed.Line };
        }
    }

    private CellStatus Obey(Magic magic, string cell)
    {
        switch (magic)
        {
            case { Kind: MagicKind.Code, Code: { Length: > 0 } declaration }:
                return Compiled(declaration, cell);
            case { Kind: MagicKind.Who }:
                sink.Display(Presentation.Of(string.Join(", ", session.Compiler.Variables.Select(variable => variable.Name))), NewId());
                break;
            case { Kind: MagicKind.Whos }:
                sink.Display(
                    session.Thread.Run(() => Task.FromResult(Presentation.Of(session.Compiler.Variables)), cancellation), NewId());
                break;
        }

        return CellStatus.Completed;
    }

    private CellStatus Compiled(string code, string cell)
    {
        var (errors, run) = session.Compiler.Compile(code, cell, cancellation);
        if (run is null)
        {
            sink.Error(session.Texts.DidNotCompile(errors));
            return CellStatus.Failed;
        }

        try
        {
            value = null;
            value = session.Thread.Run(run, cancellation);
            return CellStatus.Completed;
        }
        catch (Exception thrown) when (!cancellation.IsCancellationRequested)
        {
            return Fail(thrown);
        }
    }

    private CellStatus Import(string path, string[] importers)
    {
        if (importers.Contains(path))
        {
            throw new DialectException($"#!import {path}: imports itself.");
        }

        foreach (var (index, source) in ImportedFile.Cells(path).Index())
        {
            var cell = session.Texts.Add($"{Path.GetFileName(path)}, cell {index + 1}", source);
            if (Cell(cell, source, [.. importers, path]) is not CellStatus.Completed and var status)
            {
                return status;
            }
        }

        value = null; // what an imported cell ends with is not shown
        return CellStatus.Completed;
    }
}
