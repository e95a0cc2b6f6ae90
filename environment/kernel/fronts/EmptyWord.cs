using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cellwright.Fronts;

/// <summary>An argument or an option's value that is given and blank, as a shell gives it for <c>"$RUN"</c> where the variable is not set.
/// No command has a use for one, and what follows from one is about something else: a folder without a name, the default instead.</summary>
internal static class EmptyWord
{
    /// <summary>The first of them, by its name on the command line: <c>--run</c>, or <c>&lt;study&gt;</c>; null where there is
    /// none.</summary>
    public static string? Find(ParseResult parsed)
    {
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as CommandResult)
        {
            foreach (var given in command.Children)
            {
                if (given is not CommandResult && given.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                {
                    return given switch
                    {
                        OptionResult option => option.Option.Name,
                        ArgumentResult argument => $"<{argument.Argument.Name}>",
                        _ => given.ToString(),
                    };
                }
            }
        }

        return null;
    }
}
