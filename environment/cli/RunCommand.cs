using System.CommandLine;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet run</c>: one notebook, headless.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var notebook = new Argument<string>("notebook") { Description = "The .ipynb file" };
        var output = new Option<string?>("--output", "-o") { Description = "Where to write the executed notebook (default: in place)" };
        var parameter = new Option<string[]>("--parameter",
            "-p")
        { Description = "name=value, for the cell tagged parameters; may be repeated", AllowMultipleArgumentsPerToken = true };
        var keepGoing = new Option<bool>("--keep-going", "-k") { Description = "Go on after a failing cell" };
        var command = new Command("run", "Execute a notebook and write its outputs back.") { notebook, output, parameter, keepGoing };
        command.SetAction((parsed, cancellation) =>
        {
            RegularFile.RequireIfThere(parsed.GetValue(notebook)!, longest: 1L << 30);
            return NotebookProcess.RunAsync(
                parsed.GetValue(notebook)!, parsed.GetValue(output), parsed.GetValue(parameter) ?? [],
                parsed.GetValue(keepGoing), cancellation);
        });
        return command;
    }
}
