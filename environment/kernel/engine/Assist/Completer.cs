using System.ComponentModel;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cellwright.Engine.Assist;

/// <summary>
/// Finds the names that fit, by asking the compiler which symbols are in scope. An editor's completion engine knows more, but it needs a
/// workspace, which means a second compilation of every cell.
/// </summary>
internal static class Completer
{
    // A front end shows a screenful; more only costs time on the wire.
    private const int MostItems = 2000;

    /// <summary>The names that fit at a position.</summary>
    public static Completions At(Position position)
    {
        var end = Math.Max(position.Start, Math.Min(position.Cursor, position.End));
        var typed = position.Model.SyntaxTree.GetText().ToString(TextSpan.FromBounds(position.Start, end));
        var items = Symbols(position)
            .Where(symbol => symbol.CanBeReferencedByName && !IsHidden(symbol))
            .Select(symbol => new Completion(symbol.Name, KindOf(symbol)))
            .Concat(Keywords(position))
            .Where(item => item.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(item => item.Text)
            .OrderByDescending(item => item.Text.StartsWith(typed, StringComparison.Ordinal))
            .ThenBy(item => item.Kind == "keyword")
            .ThenBy(item => item.Text, StringComparer.OrdinalIgnoreCase)
            .Take(MostItems);
        return new Completions([.. items], position.Start, position.End);
    }

    private static IEnumerable<ISymbol> Symbols(Position position)
    {
        var (model, at) = (position.Model, position.Start);
        if (position.Receiver is { } receiver)
        {
            return Members(position, receiver);
        }

        if (position.Before.IsKind(SyntaxKind.DotToken))
        {
            return []; // members of something that the compiler does not understand
        }

        if (Initialised(position) is { } type)
        {
            return model.LookupSymbols(at, type).Where(symbol => symbol
                is IPropertySymbol { SetMethod: not null, IsStatic: false }
                or IFieldSymbol { IsStatic: false, IsReadOnly: false });
        }

        return position.Before.Parent is UsingDirectiveSyntax ? model.LookupNamespacesAndTypes(at) : model.LookupSymbols(at);
    }

    private static IEnumerable<ISymbol> Members(Position position, ExpressionSyntax receiver)
    {
        var (model, at) = (position.Model, position.Start);
        var symbol = model.GetSymbolInfo(receiver).Symbol;
        var type = model.GetTypeInfo(receiver).Type;
        if (symbol is null && type is null or IErrorTypeSymbol)
        {
            // the parser reads `x.` on a line of its own together with the next line, as a type: ask about what precedes the dot alone
            var alone = SyntaxFactory.ParseExpression(receiver.ToString());
            symbol = model.GetSpeculativeSymbolInfo(receiver.SpanStart, alone, SpeculativeBindingOption.BindAsExpression).Symbol;
            type = model.GetSpeculativeTypeInfo(receiver.SpanStart, alone, SpeculativeBindingOption.BindAsExpression).Type;
        }

        if (symbol is IAliasSymbol alias)
        {
            symbol = alias.Target;
        }

        if (symbol is INamespaceSymbol scope)
        {
            return model.LookupNamespacesAndTypes(at, scope);
        }

        if (symbol is ITypeSymbol named)
        {
            return model.LookupSymbols(at, named)
                .Where(member => member.IsStatic || member is ITypeSymbol or IFieldSymbol { IsConst: true });
        }

        if (position.Before.Parent is MemberBindingExpressionSyntax
            && type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        return type is null
            ? []
            : model.LookupSymbols(at, type, includeReducedExtensionMethods: true)
                .Where(member => !member.IsStatic && member is not ITypeSymbol);
    }

    // new Thing { | }
    private static ITypeSymbol? Initialised(Position position) =>
        (position.Before.IsKind(SyntaxKind.OpenBraceToken) || position.Before.IsKind(SyntaxKind.CommaToken))
        && position.Before.Parent is InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } initializer
        && position.Model.GetTypeInfo(creation).Type is { } type
        && (initializer.IsKind(SyntaxKind.ObjectInitializerExpression) || !IsCollection(type))
            ? type
            : null;

    // new List<int> { | } holds values; as long as no '=' is there, new Thing { Na| } looks the same
    private static bool IsCollection(ITypeSymbol type) =>
        type.AllInterfaces.Any(known => known.SpecialType == SpecialType.System_Collections_IEnumerable);

    private static IEnumerable<Completion> Keywords(Position position) =>
        position.Before.IsKind(SyntaxKind.DotToken) || Initialised(position) is not null ? []
        : SyntaxFacts.GetKeywordKinds().Where(kind => !SyntaxFacts.IsPreprocessorKeyword(kind) || SyntaxFacts.IsReservedKeyword(kind))
            .Select(SyntaxFacts.GetText).Where(text => text.All(char.IsAsciiLetterLower)).Select(text => new Completion(text, "keyword"));

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == nameof(EditorBrowsableAttribute)
        && attribute.ConstructorArguments is [{ Value: (int)EditorBrowsableState.Never }]);

    private static string KindOf(ISymbol symbol) => symbol switch
    {
        INamespaceSymbol => "module",
        ITypeSymbol => "class",
        IMethodSymbol => "function",
        IPropertySymbol or IEventSymbol => "property",
        _ => "instance",
    };
}
