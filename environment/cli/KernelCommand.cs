using System.CommandLine;

namespace MhdNet.Cli;

/// <summary><c>mhdnet kernel</c>: C# notebooks in Jupyter and VS Code.</summary>
internal static class KernelCommand
{
    public static Command Create()
    {
        // All that the kernel's program takes, so that what it learns need not be told here: its own --help lists it.
        var arguments = new Argument<string[]>("arguments")
        {
            Description = "What the kernel's program is to do: install, uninstall, bench, trial, try, html, --help ...",
            Arity = ArgumentArity.ZeroOrMore,
            CaptureRemainingTokens = true,
        };
        var command = new Command("kernel", "C# notebooks cell by cell in Jupyter and VS Code.") { arguments };
        command.SetAction((parsed, cancellation) =>
            NotebookProcess.ForwardAsync(parsed.GetValue(arguments) is { Length: > 0 } given ? given : ["--help"], cancellation));
        return command;
    }
}
