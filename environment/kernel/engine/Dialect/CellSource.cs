using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cellwright.Engine.Dialect;

/// <summary>A cell, taken apart: C# script, and the lines that C# itself does not know.</summary>
/// <param name="Code">C# script; every character stands where it stood.</param>
/// <param name="Packages">The texts of its <c>#r "nuget: ..."</c>.</param>
/// <param name="Sources">The texts of its <c>#i</c>.</param>
/// <param name="Imports">The files of its <c>#!import</c>, as written.</param>
/// <param name="Magics">Its magic commands.</param>
/// <param name="Line">Where the first of these lines is, counted from 1; 0: there is none.</param>
internal sealed record CellSource(
    string Code, IReadOnlyList<string> Packages, IReadOnlyList<string> Sources, IReadOnlyList<string> Imports, IReadOnlyList<Magic> Magics,
    int Line)
{
    /// <summary>Takes a cell apart.</summary>
    /// <exception cref="DialectException">A line is refused; it has the line's number.</exception>
    public static CellSource Parse(string source)
    {
        Nesting.Check(source);
        var text = SourceText.From(source);
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, CSharpSession.Parsing).GetRoot();
        var changes = new List<TextChange>();
        List<string> packages = [], sources = [], imports = [];
        List<Magic> magics = [];
        var first = 0;
        foreach (var line in text.Lines)
        {
            var content = line.ToString().Trim();
            var start = line.Start + line.ToString().IndexOf('#', StringComparison.Ordinal);
            if (!content.StartsWith('#') || InsideText(root, start))
            {
                continue;
            }

            var number = line.LineNumber + 1;
            var word = content.Split([' ', '\t', '"'], 2)[0];
            var argument = content[word.Length..].Trim().Trim('"');
            switch (word)
            {
                case "#!import" when argument.Length > 0:
                    imports.Add(argument);
                    break;
                case "#i" when PackageReference.Suits(argument):
                    sources.Add(argument);
                    break;
                case "#r" when PackageReference.Suits(argument):
                    packages.Add(argument);
                    break;
                case var known when Read(content, number) is { } magic:
                    magics.Add(magic);
                    break;
                case var magic when magic.StartsWith("#!", StringComparison.Ordinal) || magic == "#i":
                    throw new DialectException(Refusal(magic)) { Line = number };
                default:
                    continue;
            }

            first = first == 0 ? number : first;
            changes.Add(new TextChange(line.Span, new string(' ', line.Span.Length)));
        }

        return new CellSource(text.WithChanges(changes).ToString(), packages, sources, imports, magics, first);
    }

    private static string Refusal(string magic) => magic switch
    {
        "#i" => "#i names a package source, as in #i \"nuget: https://example.org/index.json\".",
        "#!import" => "#!import names a file, as in #!import other.ipynb.",
        "#!connect" => "#!connect is not known here: open the database or the service from C#, with its own package.",
        _ when Languages.Of(magic[2..]) is not null => $"{magic} stands alone on its line.",
        _ => $"{magic} is not known here; #!import, #!time, #!who, #!whos, #!set, #!share and the languages' names are.",
    };

    private static Magic? Read(string line, int number)
    {
        try
        {
            return Magic.Parse(line);
        }
        catch (DialectException refused)
        {
            throw new DialectException(refused.Message) { Line = number };
        }
    }

    // A raw string may hold lines that begin with '#': those are text.
    internal static bool InsideText(CompilationUnitSyntax root, int position)
    {
        var token = root.FindToken(position);
        return token.SpanStart < position && position < token.Span.End;
    }
}
