using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cellwright.Engine.Dialect;

/// <summary>A part of a cell in one language: from the start, or a line such as <c>#!html</c>, to the next such line or the end.</summary>
/// <param name="Language">Its language's name.</param>
/// <param name="Use">What is done with it.</param>
/// <param name="Text">Its text. C# keeps its place: what stands before it is blank.</param>
/// <param name="Line">The line that begins it; empty: it is the start of the cell.</param>
internal sealed record CellPart(string Language, LanguageUse Use, string Text, string Line = "")
{
    private static readonly (string Name, LanguageUse Use) CSharp = ("C#", LanguageUse.Run);

    /// <summary>Takes a cell apart. A cell that is C# alone is one part.</summary>
    public static IReadOnlyList<CellPart> Of(string source)
    {
        if (!source.Contains("#!", StringComparison.Ordinal))
        {
            return [new CellPart(CSharp.Name, CSharp.Use, source)];
        }

        var text = SourceText.From(source);
        var parts = new List<CellPart>();
        var (language, begin, first) = (CSharp, 0, "");
        CompilationUnitSyntax? root = null;
        foreach (var line in text.Lines)
        {
            if (Selected(line.ToString()) is not { } selected)
            {
                continue;
            }

            // A raw string may hold lines that begin with '#': those are text.
            if (language.Use == LanguageUse.Run && CellSource.InsideText(root ??= Read(Placed(source, begin, source.Length)), line.Start))
            {
                continue;
            }

            Add(line.Start);
            (language, begin, first, root) = (selected, line.EndIncludingLineBreak, line.ToString(), null);
        }

        Add(source.Length);
        return parts.Count > 0 ? parts : [new CellPart(CSharp.Name, CSharp.Use, "")];

        void Add(int end)
        {
            if (!string.IsNullOrWhiteSpace(source[begin..end]) || language.Use != LanguageUse.Run)
            {
                var own = language.Use == LanguageUse.Run ? Placed(source, begin, end) : source[begin..end].Trim('\r', '\n');
                parts.Add(new CellPart(language.Name, language.Use, own, first));
            }
        }
    }

    private static (string Name, LanguageUse Use)? Selected(string line)
    {
        var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && words[0].StartsWith("#!", StringComparison.Ordinal) && (words.Length == 1 || words[1].StartsWith('-'))
            ? Languages.Of(words[0][2..])
            : null;
    }

    private static CompilationUnitSyntax Read(string code) =>
        (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, CSharpSession.Parsing).GetRoot();

    // The same line breaks before it, and nothing else.
    private static string Placed(string source, int begin, int end) => string.Create(end, (source, begin), (characters, given) =>
    {
        given.source.AsSpan(0, characters.Length).CopyTo(characters);
        foreach (ref var character in characters[..given.begin])
        {
            character = character is '\r' or '\n' ? character : ' ';
        }
    });
}
