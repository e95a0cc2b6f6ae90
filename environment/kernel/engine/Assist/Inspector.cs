using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cellwright.Engine.Assist;

/// <summary>Signatures and documentation of what stands at the cursor, or of the method whose arguments are being typed.</summary>
internal static class Inspector
{
    private const int MostOverloads = 12;

    private static readonly SymbolDisplayFormat Signature = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeConstantValue
            | SymbolDisplayMemberOptions.IncludeRef)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Help at the cursor; null where there is nothing to say.</summary>
    public static Inspection? At(SemanticModel model, int cursor)
    {
        var symbols = Named(model, cursor);
        if (symbols.Count == 0)
        {
            symbols = Called(model, cursor);
        }

        if (symbols.Count == 0)
        {
            return null;
        }

        var signatures = symbols.Take(MostOverloads).Select(symbol => symbol.ToDisplayString(Signature)).Distinct().ToList();
        if (symbols.Count > MostOverloads)
        {
            signatures.Add($"... and {symbols.Count - MostOverloads} more");
        }

        var help = symbols.Take(MostOverloads)
            .Select(symbol => XmlDocs.Of(symbol, model.Compilation))
            .FirstOrDefault(found => found is not null);
        var text = new StringBuilder(string.Join('\n', signatures));
        var html = new StringBuilder($"<pre>{WebUtility.HtmlEncode(string.Join('\n', signatures))}</pre>");
        foreach (var (title, lines) in help?.Sections ?? [])
        {
            text.Append("\n\n").Append(title.Length > 0 ? title + ":\n  " : "").AppendJoin("\n  ", lines);
            html.Append(title.Length > 0 ? $"<p><b>{title}</b><br>" : "<p>");
            html.AppendJoin("<br>", lines.Select(WebUtility.HtmlEncode)).Append("</p>");
        }

        return new Inspection(text.ToString(), html.ToString());
    }

    // The name that holds the cursor or ends there.
    private static IReadOnlyList<ISymbol> Named(SemanticModel model, int cursor)
    {
        var root = model.SyntaxTree.GetRoot();
        var token = root.FindToken(Math.Clamp(cursor, 0, root.FullSpan.End));
        if (!token.Span.Contains(cursor) || !IsName(token))
        {
            token = cursor > 0 ? root.FindToken(cursor - 1) : token;
        }

        if (!IsName(token) || token.SpanStart > cursor || token.Span.End < cursor || token.Parent is not { } node)
        {
            return [];
        }

        if (model.GetDeclaredSymbol(node) is { } declared && node is not (ObjectCreationExpressionSyntax or CompilationUnitSyntax))
        {
            return [declared];
        }

        var name = node is GenericNameSyntax or IdentifierNameSyntax or PredefinedTypeSyntax ? node : null;
        if (name is null)
        {
            return [];
        }

        // new Thing(...): its constructors
        if (name.Parent is ObjectCreationExpressionSyntax creation && creation.Type == name)
        {
            return Constructors(model, creation);
        }

        var member = model.GetMemberGroup(name);
        var info = model.GetSymbolInfo(name);
        return info.Symbol is { } symbol
                ? [symbol, .. member.Where(other => !Same(other, symbol) && !Same(other, symbol.OriginalDefinition))]
            : member.Length > 0 ? member
            : info.CandidateSymbols;
    }

    private static bool Same(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one, other);

    // f(a, |): the overloads of f
    private static IReadOnlyList<ISymbol> Called(SemanticModel model, int cursor)
    {
        var root = model.SyntaxTree.GetRoot();
        var token = cursor > 0 ? root.FindToken(Math.Min(cursor, root.FullSpan.End) - 1) : default;
        var list = token.Parent?.AncestorsAndSelf().OfType<ArgumentListSyntax>().FirstOrDefault(arguments =>
            arguments.OpenParenToken.Span.End <= cursor
            && (arguments.CloseParenToken.IsMissing || cursor <= arguments.CloseParenToken.SpanStart));
        return list?.Parent switch
        {
            InvocationExpressionSyntax call when model.GetMemberGroup(call.Expression) is { Length: > 0 } group => group,
            InvocationExpressionSyntax call => model.GetSymbolInfo(call.Expression).CandidateSymbols,
            ObjectCreationExpressionSyntax creation => Constructors(model, creation),
            _ => [],
        };
    }

    private static IReadOnlyList<ISymbol> Constructors(SemanticModel model, ObjectCreationExpressionSyntax creation) =>
        model.GetSymbolInfo(creation.Type).Symbol is INamedTypeSymbol type
            ? [.. type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public), type]
            : [];

    private static bool IsName(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind());
}
