using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MhdNet.Kernel.Engine;

/// <summary>The dialect of cells: C# script, less the notebook magics. <c>#!csharp</c> is accepted, since it says what is so anyway.</summary>
internal static class CellSource
{
    private const string CSharpMagic = "#!csharp";

    /// <summary>Checks the lines that C# itself does not know, and makes the rest plain C# script with the same line numbers.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="problem">One line on what is refused; null when nothing is.</param>
    /// <param name="line">The line refused, counted from 1.</param>
    public static string Prepare(string source, out string? problem, out int line)
    {
        (problem, line) = (null, 0);
        var text = SourceText.From(source);
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, CSharpSession.Parsing).GetRoot();
        var changes = new List<TextChange>();
        foreach (var textLine in text.Lines)
        {
            var content = textLine.ToString().Trim();
            var start = textLine.Start + textLine.ToString().IndexOf('#', StringComparison.Ordinal);
            if (!content.StartsWith('#') || InsideText(root, start))
            {
                continue;
            }

            problem = Refusal(content);
            if (problem is not null)
            {
                line = textLine.LineNumber + 1;
                return source;
            }

            if (content.StartsWith("#!", StringComparison.Ordinal))
            {
                changes.Add(new TextChange(textLine.Span, ""));
            }
        }

        return text.WithChanges(changes).ToString();
    }

    private static string? Refusal(string line)
    {
        var word = line.Split([' ', '\t'], 2)[0];
        if (word.StartsWith("#!", StringComparison.Ordinal))
        {
            return word is CSharpMagic or "#!c#" ? null
                : $"{word} is not known here: this kernel runs C# cells only ({CSharpMagic} is accepted).";
        }

        var argument = line[word.Length..].Trim().Trim('"');
        return word switch
        {
            "#r" when argument.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) =>
                $"packages are not fetched here ({argument}): build a project that has the package and refer to its DLL, as in #r \"../artifacts/bin/MhdNet.Lib/MhdNet.Lib.dll\".",
            "#i" => "#i adds a package source, and packages are not fetched here: remove the line.",
            _ => null,
        };
    }

    // A raw string may hold lines that begin with '#': those are text.
    private static bool InsideText(CompilationUnitSyntax root, int position)
    {
        var token = root.FindToken(position);
        return token.SpanStart < position && position < token.Span.End;
    }
}
