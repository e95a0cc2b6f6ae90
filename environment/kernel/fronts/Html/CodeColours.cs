using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cellwright.Fronts.Html;

/// <summary>C# as HTML that marks keywords, literals and comments, by the compiler's own tokens.</summary>
internal static class CodeColours
{
    public static string Html(string code)
    {
        var html = new StringBuilder();
        var root = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script)).GetRoot();
        foreach (var token in root.DescendantTokens())
        {
            Trivia(html, token.LeadingTrivia);
            Piece(html, token.Text, KindOf(token));
            Trivia(html, token.TrailingTrivia);
        }

        return html.ToString().Trim('\n');
    }

    private static void Trivia(StringBuilder html, SyntaxTriviaList list)
    {
        foreach (var trivia in list)
        {
            var kind = trivia.IsDirective ? "directive" : trivia.Kind() switch
            {
                SyntaxKind.BadDirectiveTrivia => "directive",
                SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia or SyntaxKind.SkippedTokensTrivia => null,
                _ => "comment",
            };
            Piece(html, trivia.ToFullString(), kind);
        }
    }

    private static string? KindOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken => "string",
        SyntaxKind.NumericLiteralToken => "number",
        SyntaxKind.IdentifierToken when token.Text is "var" or "record" => "keyword",
        _ => token.IsKeyword() ? "keyword" : null,
    };

    private static void Piece(StringBuilder html, string text, string? kind)
    {
        var encoded = WebUtility.HtmlEncode(text);
        html.Append(kind is null || text.Length == 0 ? encoded : $"<span class=\"{kind}\">{encoded}</span>");
    }
}
