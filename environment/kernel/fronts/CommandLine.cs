using System.CommandLine;
using Cellwright.Fronts.Headless;
using Cellwright.Fronts.Html;
using Cellwright.Fronts.Jupyter;
using MhdNet.Runtime;

namespace Cellwright.Fronts;

/// <summary>The commands of the kernel; see environment/kernel/README.md. The launcher calls it by name.</summary>
public static class CommandLine
{
    /// <summary>Something given from outside cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Parses the arguments, runs the command, and gives the exit code.</summary>
    public static int Invoke(string[] arguments)
    {
        var root = new RootCommand("C# notebooks: in Jupyter and VS Code, and without either.") { Run(), Page() };
        foreach (var one in JupyterCommands.All())
        {
            root.Add(one);
        }

        root.Add(Trials.TrialCommands.Trial());
        root.Add(Trials.TrialCommands.Try());
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            var command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            var problem = parsed.UnmatchedTokens is [var word, ..] ? $"'{word}' is not known here." : parsed.Errors[0].Message;
            Console.Error.WriteLine($"{problem} ('cellwright {command}--help' lists what there is.)");
            return BadInput;
        }

        if (EmptyWord.Find(parsed) is { } empty)
        {
            Console.Error.WriteLine($"{empty} is empty: give it a value (a shell variable that is not set?).");
            return BadInput;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (InputException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return BadInput;
        }
    }

    private static Command Run()
    {
        var notebook = new Argument<string>("notebook") { Description = "The notebook file (.ipynb)." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the executed notebook goes; the default is the notebook itself.",
        };
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            Description = "Sets a variable of the cell tagged 'parameters': name=value, arrays as a,b,c. May be repeated.",
            HelpName = "name=value",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        var keepGoing = new Option<bool>("--keep-going", "-k") { Description = "Go on after a cell that fails." };
        var timeout = new Option<double?>("--timeout") { Description = "Stops a cell that runs longer.", HelpName = "seconds" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress lines." };
        var progress = new Option<ProgressFormat>("--progress")
        {
            Description = "Progress as plain lines for people or as JSON lines for programs.",
            DefaultValueFactory = _ => ProgressFormat.Plain,
        };
        var command = new Command("run", "Runs the cells of a notebook and writes their outputs into it.")
        {
            notebook, output, parameters, keepGoing, timeout, quiet, progress,
        };
        command.SetAction(parsed =>
        {
            var options = new RunOptions
            {
                Notebook = parsed.GetValue(notebook)!,
                Output = parsed.GetValue(output),
                Parameters = parsed.GetValue(parameters)!,
                KeepGoing = parsed.GetValue(keepGoing),
                CellTimeout = Seconds(parsed.GetValue(timeout)),
                Progress = parsed.GetValue(quiet) ? ProgressFormat.None : parsed.GetValue(progress),
            };
            return HeadlessCommand.Run(options);
        });
        return command;
    }

    private static Command Page()
    {
        var notebook = new Argument<string>("notebook") { Description = "The notebook file (.ipynb)." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the page goes; the default is the notebook's name with .html.",
        };
        var command = new Command("html", "Makes one self-contained page of a notebook and its saved outputs.") { notebook, output };
        command.SetAction(parsed =>
        {
            var source = parsed.GetValue(notebook)!;
            var document = NotebookDocument.Load(source);
            var page = HtmlPage.Render(document, Path.GetFileNameWithoutExtension(source));
            AtomicFile.WriteText(parsed.GetValue(output) ?? Path.ChangeExtension(source, ".html"), page);
            return 0;
        });
        return command;
    }

    private static TimeSpan? Seconds(double? seconds) => seconds switch
    {
        null => null,
        > 0 and < 2_000_000 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new InputException($"--timeout {seconds}: give a positive number of seconds."),
    };
}
