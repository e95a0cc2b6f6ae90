using Cellwright.Engine.Dialect;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cellwright.Engine.Assist;

/// <summary>Whether a text can run or needs more: a console asks when the user presses Enter.</summary>
public enum Completeness
{
    /// <summary>It can run.</summary>
    Complete,

    /// <summary>More has to come.</summary>
    Incomplete,

    /// <summary>Nothing that follows can make it right.</summary>
    Invalid,
}

/// <summary>Judges texts by their syntax alone.</summary>
internal static class Completing
{
    // The compiler reports these where they begin, but what follows can mend them: a comment, a verbatim or raw string without an end.
    private static readonly string[] MayGoOn = ["CS1035", "CS1039", "CS8076", "CS8967", "CS8997", "CS9004"];

    // A `try` that lacks its `catch` or `finally`, reported at its last brace.
    private const string MissingCatch = "CS1524";

    /// <summary>Judges a text; an incomplete one comes with the indentation of its next line.</summary>
    public static (Completeness Completeness, string Indent) Of(string code)
    {
        SyntaxTree tree;
        try
        {
            if (CellPart.Of(code) is not [.., { Use: LanguageUse.Run } part])
            {
                return (Completeness.Complete, ""); // it ends in another language
            }

            tree = CSharpSyntaxTree.ParseText(CellSource.Parse(part.Text).Code, CSharpSession.Parsing);
        }
        catch (DialectException)
        {
            return (Completeness.Invalid, "");
        }

        var end = code.TrimEnd().Length;
        var errors = tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Any(error => error.Location.SourceSpan.Start < end && !GoesOn(error, end)))
        {
            return (Completeness.Invalid, "");
        }

        if (errors.Any(error => GoesOn(error, end)) || !SyntaxFactory.IsCompleteSubmission(tree))
        {
            var open = tree.GetRoot().DescendantTokens().Sum(token => token.IsMissing ? 0
                : token.IsKind(SyntaxKind.OpenBraceToken) || token.IsKind(SyntaxKind.OpenParenToken) ? 1
                : token.IsKind(SyntaxKind.CloseBraceToken) || token.IsKind(SyntaxKind.CloseParenToken) ? -1 : 0);
            return (Completeness.Incomplete, new string(' ', 4 * Math.Max(open, 0)));
        }

        return (errors.Count > 0 ? Completeness.Invalid : Completeness.Complete, "");
    }

    private static bool GoesOn(Diagnostic error, int end) =>
        MayGoOn.Contains(error.Id) || (error.Id == MissingCatch && error.Location.SourceSpan.End >= end);
}
