using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using Cellwright.Fronts;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary>A command line that says nothing this program knows, in one line: where, what is wrong, what is likely meant, and who tells
/// more.</summary>
internal static class WrongCommandLine
{
    /// <summary>Refuses a command line that does not parse, or gives a word that is empty; <c>--help</c> parses always.</summary>
    /// <exception cref="InputException">It is one of these.</exception>
    public static void Check(ParseResult parsed)
    {
        var problem = parsed.Action is ParseErrorAction action
            ? parsed.UnmatchedTokens is [var first, ..] ? Unknown(first, parsed, action) : What(parsed.Errors[0], parsed)
            : EmptyWord.Find(parsed) is { } empty ? $"{empty} is empty (a shell variable that is not set?)" : null;
        if (problem is not null)
        {
            var command = string.Join(' ', Commands(parsed.CommandResult).Reverse());
            throw new InputException($"{command}: {problem}: see `{command} --help`");
        }
    }

    // what follows an unknown word is often unknown because of it
    private static string Unknown(string word, ParseResult parsed, ParseErrorAction action)
    {
        if (parsed.CommandResult.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } taken)
        {
            return $"'{taken.Value}' is no option of it"; // and was taken for an argument
        }

        action.ShowHelp = false;
        using var written = new StringWriter();
        parsed.Invoke(new InvocationConfiguration { Output = written, Error = TextWriter.Null });
        var lines = written.ToString().Split(Environment.NewLine);
        // a line that names an unknown word, then what it may have meant, a line each
        var likely = lines.SkipWhile(line => !line.StartsWith($"'{word}' ", StringComparison.Ordinal))
            .Skip(1).TakeWhile(line => line.Length > 0 && line[0] != '\'').Select(line => $"'{line}'").ToList();
        return $"'{word}' is no {(word.StartsWith('-') ? "option" : "command or argument")} of "
            + $"it{(likely.Count > 0 ? $", did you mean {string.Join(" or ", likely)}?" : "")}";
    }

    private static string What(ParseError error, ParseResult parsed)
    {
        var option = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        if (option is { Tokens: [var value] } && NumberMissing(option.Option.ValueType, value.Value) is { } number)
        {
            return $"{option.Option.Name} '{value.Value}' is not {number}";
        }

        var commands = parsed.CommandResult.Command.Subcommands;
        if (error.SymbolResult is CommandResult && commands.Count > 0)
        {
            return $"say what it is to do: {string.Join(", ", commands.Select(command => command.Name))}";
        }

        var message = string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return option is null || message.Contains(option.Option.Name, StringComparison.Ordinal)
            ? message : $"{option.Option.Name}: {message}";
    }

    // a number that a validator refuses is one all the same
    private static string? NumberMissing(Type type, string value) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 when !int.TryParse(value, CultureInfo.InvariantCulture, out _) => "a whole number",
        TypeCode.Int64 when !long.TryParse(value, CultureInfo.InvariantCulture, out _) => "a whole number",
        TypeCode.Double or TypeCode.Single when !double.TryParse(value, CultureInfo.InvariantCulture, out _) => "a number",
        _ => null,
    };

    private static IEnumerable<string> Commands(CommandResult? result)
    {
        for (; result is not null; result = result.Parent as CommandResult)
        {
            yield return result.Command.Name;
        }
    }
}
