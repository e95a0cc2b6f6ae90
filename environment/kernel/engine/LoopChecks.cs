using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MhdNet.Kernel.Engine;

/// <summary>
/// Writes <see cref="CellLoop.Check"/> into the loops of a cell, so that they end between two rounds when the cell is stopped. Aborting
/// the thread ends them too, but if it hits .NET's code that starts a task, the process ends.
/// </summary>
internal static class LoopChecks
{
    private static readonly StatementSyntax Check = SyntaxFactory.ParseStatement("global::MhdNet.Kernel.CellLoop.Check();");

    /// <summary>The same text, line by line, with a check at the beginning of each loop's body.</summary>
    public static string Into(string code)
    {
        var root = CSharpSyntaxTree.ParseText(code, CSharpSession.Parsing).GetRoot();
        // a body of these kinds is an error, which braces around it would hide
        var bodies = root.DescendantNodes().Select(Body).OfType<StatementSyntax>()
            .Where(body => body is not (LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax));
        return root.ReplaceNodes(bodies, (_, body) => Checked(body)).ToFullString();
    }

    private static StatementSyntax? Body(SyntaxNode node) => node switch
    {
        WhileStatementSyntax loop => loop.Statement,
        DoStatementSyntax loop => loop.Statement,
        ForStatementSyntax loop => loop.Statement,
        CommonForEachStatementSyntax loop => loop.Statement,
        _ => null,
    };

    // What stands around the body, a comment or an #if, stays outside the braces.
    private static BlockSyntax Checked(StatementSyntax body) => SyntaxFactory.Block(Check, body.WithoutTrivia())
        .WithLeadingTrivia(body.GetLeadingTrivia()).WithTrailingTrivia(body.GetTrailingTrivia());
}
