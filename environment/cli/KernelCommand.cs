using System.CommandLine;

namespace MhdNet.Cli;

/// <summary><c>mhdnet kernel</c>: C# notebooks in Jupyter and VS Code.</summary>
internal static class KernelCommand
{
    public static Command Create() =>
        new("kernel", "C# notebooks cell by cell in Jupyter and VS Code.") { Install(), Uninstall(), Start(), Bench() };

    private static Command Install()
    {
        var prefix = Prefix();
        var command = new Command("install", "Tell Jupyter and VS Code where the kernel is.") { prefix };
        command.SetAction((parsed, cancellation) => NotebookProcess.ForwardAsync(["install", .. Given(parsed, prefix)], cancellation));
        return command;
    }

    private static Command Uninstall()
    {
        var prefix = Prefix();
        var command = new Command("uninstall", "Take the kernel out of Jupyter and VS Code.") { prefix };
        command.SetAction((parsed, cancellation) => NotebookProcess.ForwardAsync(["uninstall", .. Given(parsed, prefix)], cancellation));
        return command;
    }

    private static Command Start()
    {
        var file = new Argument<string>("connection-file") { Description = "Written by Jupyter" };
        var command = new Command("start", "Run the kernel; Jupyter does this by itself.") { file };
        command.SetAction((parsed, cancellation) => NotebookProcess.ForwardAsync(["start", parsed.GetValue(file)!], cancellation));
        return command;
    }

    private static Command Bench()
    {
        var command = new Command("bench", "Measure how long a person waits for the kernel, and its memory.");
        command.SetAction((_, cancellation) => NotebookProcess.ForwardAsync(["bench"], cancellation));
        return command;
    }

    private static Option<string?> Prefix() => new("--prefix")
    {
        Description = "A prefix, such as that of a Python environment (default: the user's own Jupyter folder)",
        HelpName = "folder",
    };

    private static string[] Given(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } value ? [option.Name, value] : [];
}
