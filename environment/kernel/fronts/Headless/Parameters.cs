using System.Globalization;
using System.Text.Json;
using MhdNet.Runtime;

namespace Cellwright.Fronts.Headless;

/// <summary>
/// Parameters of a run: values from outside for variables of the cell tagged <c>parameters</c>. They go into a cell of their own,
/// tagged <c>injected-parameters</c>, right after it.
/// </summary>
public static class Parameters
{
    private const string Declared = "parameters";
    private const string Injected = "injected-parameters";

    /// <summary>Adds the cell to the notebook, in place of that of an earlier run.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="assignments">Texts of the form <c>name=value</c>.</param>
    /// <param name="name">What error messages call the notebook.</param>
    /// <exception cref="InputException">A text is not of that form, names no variable, or gives a value that it cannot take.</exception>
    public static void Inject(NotebookDocument document, IReadOnlyList<string> assignments, string name)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(assignments);
        foreach (var old in document.Cells.Where(cell => cell.Tags.Contains(Injected)))
        {
            document.Remove(old);
        }

        if (assignments.Count == 0)
        {
            return;
        }

        var (position, _) = document.Cells.Index()
            .FirstOrDefault(cell => cell.Item.IsCode && cell.Item.Tags.Contains(Declared), (-1, null!));
        if (position < 0)
        {
            throw new InputException($"{name}: takes no parameters: tag the code cell that declares them '{Declared}'.");
        }

        var variables = DeclaredVariables.Of(document.Cells[position].Source);
        var lines = assignments.Select(assignment => Line(assignment, variables, name));
        document.InsertCode(position + 1, "// Parameters of this run\n" + string.Join("\n", lines), Injected);
    }

    private static string Line(string assignment, IReadOnlyDictionary<string, string> variables, string name)
    {
        var parts = assignment.Split('=', 2);
        if (parts.Length != 2 || parts[0].Trim().Length == 0)
        {
            throw new InputException($"-p {assignment}: is not of the form name=value.");
        }

        var variable = parts[0].Trim();
        if (!variables.TryGetValue(variable, out var type))
        {
            var known = variables.Count == 0
                ? "its parameters cell declares none that can be set"
                : "it has " + string.Join(", ", variables.Select(known => $"{known.Key} ({known.Value})"));
            throw new InputException($"{name}: has no parameter '{variable}'; {known}.");
        }

        var literal = type.EndsWith("[]", StringComparison.Ordinal) ? Array(type[..^2], parts[1]) : Literal(type, parts[1]);
        return literal is null
            ? throw new InputException($"-p {assignment}: '{parts[1]}' is not of the type {type}, which the notebook declares.")
            : $"{variable} = {literal};";
    }

    private static string? Array(string element, string text)
    {
        IEnumerable<string> items;
        if (text.TrimStart().StartsWith('['))
        {
            try
            {
                items = [.. JsonSerializer.Deserialize<JsonElement[]>(text)!.Select(item => item.ToString())];
            }
            catch (JsonException)
            {
                return null;
            }
        }
        else
        {
            items = text.Length == 0 ? [] : text.Split(',').Select(item => item.Trim());
        }

        var literals = items.Select(item => Literal(element, item)).ToArray();
        return literals.Contains(null) ? null : $"new {element}[] {{ {string.Join(", ", literals)} }}";
    }

    private static string? Literal(string type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            "string" => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true),
            "bool" => bool.TryParse(text, out var truth) ? (truth ? "true" : "false") : null,
            "int" => int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) ? number.ToString(culture) : null,
            "long" => long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) ? number.ToString(culture) + "L" : null,
            "double" => double.TryParse(text, NumberStyles.Float, culture, out var number) && double.IsFinite(number)
                ? number.ToString("R", culture) + "d"
                : null,
            "float" => float.TryParse(text, NumberStyles.Float, culture, out var number) && float.IsFinite(number)
                ? number.ToString("R", culture) + "f"
                : null,
            _ => null,
        };
    }
}
