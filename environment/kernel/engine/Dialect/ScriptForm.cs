using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cellwright.Engine.Dialect;

/// <summary>
/// Brings what a program may say, and a script may not, into a form that the compiler takes as a script: <c>using var</c>, namespaces,
/// classes of extension methods, <c>file</c> types. No character changes its place.
/// </summary>
/// <param name="Script">The script.</param>
/// <param name="Scoped">The script as it runs: variables of <c>using var</c> are disposed of at the cell's end.</param>
/// <param name="Library">What is compiled by itself, because a script has no place for it; null: nothing.</param>
internal sealed record ScriptForm(string Script, string Scoped, string? Library)
{
    private const string Keep = "global::Cellwright.CellScope.Keep(";

    private static readonly CSharpParseOptions Program = new(LanguageVersion.Latest);

    /// <summary>The form of a cell's C#.</summary>
    public static ScriptForm Of(string code)
    {
        if (!Suspicious(code))
        {
            return new ScriptForm(code, code, null);
        }

        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, Program).GetRoot();
        var (blank, wraps, library) = (new List<TextSpan>(), new List<TextChange>(), new List<MemberDeclarationSyntax>());
        foreach (var member in root.Members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax or ClassDeclarationSyntax when IsForLibrary(member):
                    library.Add(member);
                    blank.Add(member.Span);
                    break;
                case ClassDeclarationSyntax type when IsOfExtensions(type):
                    blank.Add(TextSpan.FromBounds(type.SpanStart, type.OpenBraceToken.Span.End));
                    blank.Add(type.CloseBraceToken.Span);
                    break;
                case BaseTypeDeclarationSyntax type:
                    blank.AddRange(type.Modifiers.Where(word => word.IsKind(SyntaxKind.FileKeyword)).Select(word => word.Span));
                    break;
                case GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } declaration }:
                    blank.Add(declaration.UsingKeyword.Span);
                    if (declaration.AwaitKeyword.RawKind != 0)
                    {
                        blank.Add(declaration.AwaitKeyword.Span);
                    }

                    wraps.AddRange(declaration.Declaration.Variables.SelectMany(Wrap));
                    break;
            }
        }

        var script = Blank(code, blank);
        if (root.Members.OfType<PropertyDeclarationSyntax>().LastOrDefault(member => member.Identifier.Text == "with") is { } copy)
        {
            // so the compiler reads `x with { ... }` at the end
            var span = TextSpan.FromBounds(copy.SpanStart, code.TrimEnd().Length);
            script = SourceText.From(script).WithChanges(Around(span, "(")).ToString();
        }

        return new ScriptForm(
            script,
            SourceText.From(script).WithChanges(wraps.OrderBy(change => change.Span.Start)).ToString(),
            library.Count == 0 ? null : Blank(code, Others(root, library)));
    }

    // One look at the text spares most cells a second parse.
    private static bool Suspicious(string code) =>
        code.Contains("using", StringComparison.Ordinal) || code.Contains("namespace", StringComparison.Ordinal)
        || code.Contains("static class", StringComparison.Ordinal) || code.Contains("file ", StringComparison.Ordinal)
        || code.Contains(" with", StringComparison.Ordinal);

    private static bool IsForLibrary(MemberDeclarationSyntax member) => member is BaseNamespaceDeclarationSyntax
        || (member is ClassDeclarationSyntax type && type.Members.Any(inner => inner is ExtensionBlockDeclarationSyntax));

    private static bool IsOfExtensions(ClassDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.StaticKeyword)
        && type.Members.Any(member => member is MethodDeclarationSyntax { ParameterList.Parameters: [var first, ..] }
            && first.Modifiers.Any(SyntaxKind.ThisKeyword));

    private static IEnumerable<TextChange> Wrap(VariableDeclaratorSyntax variable) =>
        variable.Initializer is { } given ? Around(given.Value.Span, Keep) : [];

    private static TextChange[] Around(TextSpan span, string open) => [new(new(span.Start, 0), open), new(new(span.End, 0), ")")];

    // All but the usings and what goes into the library.
    private static IEnumerable<TextSpan> Others(CompilationUnitSyntax root, List<MemberDeclarationSyntax> library) =>
        root.Members.Where(member => !library.Contains(member)).Select(member => member.Span)
            .Concat(root.GetLeadingTrivia().Concat(root.DescendantTrivia(descendIntoTrivia: true))
                .Where(trivia => trivia.GetStructure() is ReferenceDirectiveTriviaSyntax or LoadDirectiveTriviaSyntax)
                .Select(trivia => TextSpan.FromBounds(trivia.SpanStart, trivia.FullSpan.End)));

    private static string Blank(string code, IEnumerable<TextSpan> spans)
    {
        var characters = code.ToCharArray();
        foreach (var span in spans)
        {
            for (var index = span.Start; index < span.End; index++)
            {
                characters[index] = characters[index] is '\r' or '\n' ? characters[index] : ' ';
            }
        }

        return new string(characters);
    }
}
