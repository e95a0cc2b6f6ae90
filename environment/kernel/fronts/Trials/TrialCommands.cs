using System.CommandLine;
using Cellwright.Fronts.Jupyter;
using MhdNet.Runtime;

namespace Cellwright.Fronts.Trials;

/// <summary>The commands <c>trial</c> and <c>try</c>: what this kernel claims, tried out.</summary>
internal static class TrialCommands
{
    /// <summary>Makes <c>trial</c>.</summary>
    public static Command Trial() => new("trial", "Tries out what this kernel claims.")
    {
        Counted("interrupts", "Interrupts cells of ten kinds at random moments.", 200, InterruptTrial.Run),
        Counted("messages", "Sends what no honest front end sends.", 10_000, MessageTrial.Run),
        Plain("packages", "Loads packages that many programs use, and pairs of them.", PackageTrial.Run),
        Plain("conformance", "Runs small cells of the kinds that users of C# notebooks have reported about.", ConformanceTrial.Run),
    };

    /// <summary>Makes <c>try</c>.</summary>
    public static Command Try()
    {
        var folder = new Argument<string>("folder") { Description = "A folder of notebooks (.ipynb, .dib), with the folders in it." };
        var timeout = new Option<double>("--timeout")
        {
            Description = "Stops a cell that runs longer.",
            HelpName = "seconds",
            DefaultValueFactory = _ => 120,
        };
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            Description = "Sets a variable of every notebook's cell tagged 'parameters'. May be repeated.",
            HelpName = "name=value",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        var command = new Command("try", "Executes copies of a folder's notebooks and sums up what failed, and why.")
        {
            folder, parameters, timeout,
        };
        command.SetAction(parsed =>
            FolderTrial.Run(parsed.GetValue(folder)!, parsed.GetValue(parameters)!, parsed.GetValue(timeout)) ? 0 : 1);
        return command;
    }

    private static Command Counted(string name, string description, int usual, Func<string, int, bool> run)
    {
        var count = new Option<int>("--count") { Description = "How many.", DefaultValueFactory = _ => usual };
        var command = new Command(name, description) { count };
        command.SetAction(parsed => parsed.GetValue(count) is > 0 and var given
            ? run(Kernelspec.Program, given) ? 0 : 1
            : throw new InputException("--count: give a positive number."));
        return command;
    }

    private static Command Plain(string name, string description, Func<string, bool> run)
    {
        var command = new Command(name, description);
        command.SetAction(_ => run(Kernelspec.Program) ? 0 : 1);
        return command;
    }
}
