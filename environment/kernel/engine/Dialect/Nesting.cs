using Microsoft.CodeAnalysis.CSharp;

namespace Cellwright.Engine.Dialect;

/// <summary>
/// How deeply a text is nested. The compiler descends level by level on the thread's stack; its own guard leaves too little room to
/// report the failure, and the process dies of a stack overflow (measured at 20,000 parentheses).
/// </summary>
internal static class Nesting
{
    private const int Deepest = 1000;

    /// <summary>Refuses a text that is nested too deeply: in brackets, or in operators before an operand.</summary>
    /// <exception cref="DialectException">The text is nested too deeply.</exception>
    public static void Check(string code)
    {
        var (depth, prefix) = (0, 0);
        foreach (var token in SyntaxFactory.ParseTokens(code))
        {
            var kind = token.Kind();
            depth += kind is SyntaxKind.OpenParenToken or SyntaxKind.OpenBraceToken or SyntaxKind.OpenBracketToken ? 1
                : kind is SyntaxKind.CloseParenToken or SyntaxKind.CloseBraceToken or SyntaxKind.CloseBracketToken ? -1 : 0;
            prefix = IsOperandEnd(kind) ? 0 : prefix + 1;
            if (depth > Deepest || prefix > Deepest)
            {
                throw new DialectException($"nested deeper than {Deepest}: the compiler cannot read that.");
            }
        }
    }

    private static bool IsOperandEnd(SyntaxKind kind) => kind
        is SyntaxKind.IdentifierToken or SyntaxKind.SemicolonToken
        or SyntaxKind.CloseParenToken or SyntaxKind.CloseBraceToken or SyntaxKind.CloseBracketToken
        or SyntaxKind.NumericLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.StringLiteralToken
        or SyntaxKind.TrueKeyword or SyntaxKind.FalseKeyword or SyntaxKind.NullKeyword
        or SyntaxKind.ThisKeyword or SyntaxKind.DefaultKeyword;
}
