using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Cellwright.Engine.Dialect;

/// <summary>A magic command that stands in C#: what it asks of the session, or the C# that does the same.</summary>
/// <param name="Kind">What it asks.</param>
/// <param name="Code">C# to run before the cell; null: none.</param>
internal sealed partial record Magic(MagicKind Kind, string? Code = null)
{
    private const string Value = "\"[^\"]*\"|\\S+";

    /// <summary>Reads a line; null: it is none of these commands.</summary>
    /// <exception cref="DialectException">It lacks something, or cannot be followed in one language.</exception>
    public static Magic? Parse(string line)
    {
        var (command, rest) = (line.Split([' ', '\t'], 2)[0], line);
        return command switch
        {
            "#!time" => new Magic(MagicKind.Time),
            "#!who" => new Magic(MagicKind.Who),
            "#!whos" => new Magic(MagicKind.Whos),
            "#!set" => new Magic(MagicKind.Code, Set(Option(rest, "name"), Option(rest, "value"))),
            "#!share" => new Magic(MagicKind.Code, Shared(rest)),
            _ => null,
        };
    }

    /// <summary>The C# that declares what <c>#!value --name x</c> and the text below it mean.</summary>
    public static string Kept(CellPart part)
    {
        if (Option(part.Line, "name") is not { } name || !SyntaxFacts.IsValidIdentifier(name))
        {
            throw new DialectException("#!value needs a name, as in #!value --name notes, and its text below.");
        }

        return Option(part.Line, "from-file") is { } file
            ? $"var {name} = System.IO.File.ReadAllText({SymbolDisplay.FormatLiteral(file, quote: true)});"
            : $"var {name} = {SymbolDisplay.FormatLiteral(part.Text, quote: true)};";
    }

    // #!set --name x --value 5 | @csharp:y | @input:"What?" | @password:"What?"
    private static string Set(string? name, string? value)
    {
        if (name is null || value is null || !SyntaxFacts.IsValidIdentifier(name))
        {
            throw new DialectException("#!set needs a name and a value, as in #!set --name city --value \"Bern\".");
        }

        var parts = value.TrimStart('@').Split(':', 2);
        return !value.StartsWith('@') ? $"var {name} = {SymbolDisplay.FormatLiteral(value, quote: true)};"
            : parts[0] is "input" or "password" or "file" ? $"Console.Write({Prompt(parts)}); var {name} = Console.ReadLine();"
            : parts.Length == 2 && Languages.Of(parts[0]) is null or { Name: "C#" } ? parts[1] == name ? "" : $"var {name} = {parts[1]};"
            : throw OneLanguage(parts[0]);
    }

    // #!share --from csharp x --as y: the variables of C# are there already
    private static string Shared(string line)
    {
        var from = Option(line, "from") ?? "value";
        var name = SharedName().Match(line);
        return from != "value" && Languages.Of(from) is { Name: not "C#" } ? throw OneLanguage(from)
            : !name.Success ? throw new DialectException("#!share names a variable, as in #!share --from value x.")
            : Option(line, "as") is { } other ? $"var {other} = {name.Groups[1].Value};"
            : "";
    }

    private static DialectException OneLanguage(string language) =>
        new($"{language} has no values here: this kernel runs C# alone, so a value must come from a C# cell.");

    private static string Prompt(string[] parts) =>
        SymbolDisplay.FormatLiteral(parts.Length == 2 ? parts[1].Trim('"') + " " : "", quote: true);

    private static string? Option(string line, string name) =>
        Regex.Match(line, $"""--{name}[ \t]+(@?\w+:"[^"]*"|{Value})""") is { Success: true } match ? match.Groups[1].Value.Trim('"') : null;

    [GeneratedRegex(@"[ \t](?!-)(\w+)(?=[ \t]*(--as\b.*)?$)")]
    private static partial Regex SharedName();
}

/// <summary>What a magic command asks of the session.</summary>
internal enum MagicKind
{
    /// <summary>To run C# first.</summary>
    Code,

    /// <summary>To say how long the cell took.</summary>
    Time,

    /// <summary>To name the variables.</summary>
    Who,

    /// <summary>To show the variables with their types and values.</summary>
    Whos,
}
