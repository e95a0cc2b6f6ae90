using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cellwright.Fronts.Headless;

/// <summary>The variables that a parameters cell declares, with their types, read from the text without compiling or running it.</summary>
internal static class DeclaredVariables
{
    private static readonly HashSet<string> Settable = ["string", "bool", "int", "long", "double", "float"];

    /// <summary>Name and type of each variable that a text can set.</summary>
    public static IReadOnlyDictionary<string, string> Of(string cell)
    {
        var tree = CSharpSyntaxTree.ParseText(cell, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script));
        var variables = new Dictionary<string, string>();
        foreach (var declaration in tree.GetCompilationUnitRoot().Members.OfType<FieldDeclarationSyntax>())
        {
            if (declaration.Modifiers.Any(SyntaxKind.ConstKeyword) || declaration.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
            {
                continue;
            }

            var written = declaration.Declaration.Type;
            foreach (var variable in declaration.Declaration.Variables)
            {
                var type = written.IsVar
                    ? TypeOf(variable.Initializer?.Value)
                    : written.ToString().Replace("?", "", StringComparison.Ordinal);
                if (type is not null && Settable.Contains(type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : type))
                {
                    variables[variable.Identifier.ValueText] = type;
                }
            }
        }

        return variables;
    }

    private static string? TypeOf(ExpressionSyntax? value) => value switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value switch
        {
            string => "string",
            bool => "bool",
            int => "int",
            long => "long",
            double => "double",
            float => "float",
            _ => null,
        },
        PrefixUnaryExpressionSyntax sign => TypeOf(sign.Operand),
        ParenthesizedExpressionSyntax inner => TypeOf(inner.Expression),
        ArrayCreationExpressionSyntax array => array.Type.ElementType + "[]",
        ImplicitArrayCreationExpressionSyntax array =>
            Widest(array.Initializer.Expressions.Select(TypeOf)) is { } element ? element + "[]" : null,
        _ => null,
    };

    private static string? Widest(IEnumerable<string?> types)
    {
        var distinct = types.Distinct().ToArray();
        return distinct.Length == 1 ? distinct[0]
            : distinct.All(type => type is "int" or "long" or "float" or "double")
                ? new[] { "double", "float", "long" }.First(distinct.Contains)
                : null;
    }
}
