using System.CommandLine;
using MhdNet.Reports.Calibration;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet export</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var run = new Argument<string?>("run")
        {
            Description = "Folder of a finished run, of any method (default: the newest in artifacts/runs that needs CT alone)",
            Arity = ArgumentArity.ZeroOrOne
        };
        var to = new Option<string>("--to")
        {
            Description = "The .safetensors file to write; an existing one is replaced",
            Required = true
        };
        var command = new Command("export", "Write a trained network to one file that any framework reads: weights by PyTorch's names, "
            + "and the options it is built from (data/WEIGHTS.md).") { run, to };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(to)!;
            if (Directory.Exists(path))
            {
                throw new InputException($"{path}: is a folder: give the name of a .safetensors file");
            }

            var from = AskedRun.Find(parsed.GetValue(run));
            ModelFile.Export(from, path);
            if (File.Exists(from.Folder.File(ModelCalibration.FileName)))
            {
                File.Copy(from.Folder.File(ModelCalibration.FileName), ModelCalibration.Beside(path), overwrite: true);
            }

            Console.WriteLine($"{from.Folder.Name}: {path}, {new FileInfo(path).Length / 1e6:0.0} MB");
            return 0;
        });
        return command;
    }
}
