using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cellwright.Engine.Assist;

/// <summary>The cursor in a cell: the name that is being typed there, and the expression it belongs to.</summary>
/// <param name="Model">The cell's meaning, with all that earlier cells declared.</param>
/// <param name="Cursor">In UTF-16 units.</param>
/// <param name="Start">Where the name begins; the cursor, where none is being typed.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Before">The token before the name.</param>
internal sealed record Position(SemanticModel Model, int Cursor, int Start, int End, SyntaxToken Before)
{
    /// <summary>The cursor's place; null within a string or a comment, where nothing is completed.</summary>
    public static Position? Of(SemanticModel model, int cursor)
    {
        var root = model.SyntaxTree.GetRoot();
        cursor = Math.Clamp(cursor, 0, root.FullSpan.End);
        if (IsComment(root.FindTrivia(cursor), cursor) || (cursor > 0 && IsComment(root.FindTrivia(cursor - 1), cursor)))
        {
            return null;
        }

        var left = Left(root, cursor);
        if (left.RawKind == 0)
        {
            return new Position(model, cursor, cursor, cursor, left);
        }

        var isOpen = cursor < left.Span.End || left.ContainsDiagnostics || left.IsKind(SyntaxKind.NumericLiteralToken);
        if (IsText(left) && cursor <= left.Span.End && left.SpanStart < cursor && isOpen)
        {
            return null;
        }

        return IsWord(left) && cursor <= left.Span.End
            ? new Position(model, cursor, left.SpanStart, left.Span.End, left.GetPreviousToken(includeSkipped: true))
            : new Position(model, cursor, cursor, cursor, left);
    }

    /// <summary>What stands left of the dot before the name; null where there is no dot.</summary>
    public ExpressionSyntax? Receiver => !Before.IsKind(SyntaxKind.DotToken) ? null
        : Before.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };

    // The token that ends at the cursor, holds it, or is the last one before it.
    private static SyntaxToken Left(SyntaxNode root, int cursor)
    {
        var token = root.FindToken(cursor);
        while (token.RawKind != 0 && (token.SpanStart >= cursor || token.Span.Length == 0))
        {
            token = token.GetPreviousToken(includeSkipped: true);
        }

        return token;
    }

    private static bool IsWord(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken) || token.IsKeyword();

    private static bool IsText(SyntaxToken token) => token.Kind()
        is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.NumericLiteralToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
        or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.Utf8StringLiteralToken;

    private static bool IsComment(SyntaxTrivia trivia, int cursor) => trivia.Kind() switch
    {
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia => trivia.SpanStart < cursor,
        SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia =>
            trivia.SpanStart < cursor && cursor < trivia.Span.End,
        _ => false,
    };
}
