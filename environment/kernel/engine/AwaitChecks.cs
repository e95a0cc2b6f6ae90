using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cellwright.Engine;

/// <summary>
/// Writes <see cref="CellCheck.Awaited(Task)"/> around what a cell awaits: a stopped cell's await throws, so that the <c>finally</c> around
/// it runs. A thread that is only woken would leave the rest of the method for ever.
/// </summary>
internal static class AwaitChecks
{
    private static readonly ExpressionSyntax Awaited = SyntaxFactory.ParseExpression("global::Cellwright.CellCheck.Awaited");

    /// <summary>The same text, line by line.</summary>
    public static string Into(string code)
    {
        if (!code.Contains("await", StringComparison.Ordinal))
        {
            return code;
        }

        var root = CSharpSyntaxTree.ParseText(code, CSharpSession.Parsing).GetRoot();
        var operands = root.DescendantNodes().OfType<AwaitExpressionSyntax>().Select(await => await.Expression)
            .Where(operand => !operand.IsMissing).ToArray();
        return operands.Length == 0 ? code : root.ReplaceNodes(operands, (_, operand) => Wrapped(operand)).ToFullString();
    }

    private static InvocationExpressionSyntax Wrapped(ExpressionSyntax operand) => SyntaxFactory
        .InvocationExpression(
            Awaited,
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(operand.WithoutTrivia()))))
        .WithLeadingTrivia(operand.GetLeadingTrivia()).WithTrailingTrivia(operand.GetTrailingTrivia());
}
