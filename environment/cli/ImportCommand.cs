using System.CommandLine;
using MhdNet.Reports.Calibration;
using MhdNet.Runs;
using MhdNet.Training;

namespace MhdNet.Cli;

/// <summary><c>mhdnet import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "A file that mhdnet export wrote; its weights may have been trained on elsewhere"
        };
        var to = new Option<string>("--to") { Description = "The run's folder to make", Required = true };
        var command = new Command("import", "Make a run of an exported file, for mhdnet predict --run.") { file, to };
        command.SetAction(parsed =>
        {
            var run = ModelFile.Import(parsed.GetValue(file)!, new RunFolder(parsed.GetValue(to)!));
            if (File.Exists(ModelCalibration.Beside(parsed.GetValue(file)!)))
            {
                File.Copy(ModelCalibration.Beside(parsed.GetValue(file)!), run.Folder.File(ModelCalibration.FileName));
            }

            Console.WriteLine($"{run.Phase.Kind}: {run.Folder.Path}");
            return 0;
        });
        return command;
    }
}
