using System.CommandLine;
using MhdNet.Export;
using MhdNet.Methods;
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
        var to = new Option<string?>("--to") { Description = "The .safetensors file to write; an existing one is replaced" };
        var onnx = new Option<string?>("--onnx")
        {
            Description = "The .onnx file to write: the whole deployed network, to run without this library; an existing one is replaced"
        };
        var command = new Command("export", "Write a trained network to one file that any framework reads: weights by PyTorch's names, "
            + "and the options it is built from; or the network itself as ONNX (data/WEIGHTS.md).") { run, to, onnx };
        command.Validators.Add(given =>
        {
            if (given.GetValue(to) is null && given.GetValue(onnx) is null)
            {
                given.AddError("give --to FILE.safetensors, --onnx FILE.onnx, or both");
            }
        });
        command.SetAction(parsed =>
        {
            var (weights, graph) = (NoFolder(parsed.GetValue(to), "safetensors"), NoFolder(parsed.GetValue(onnx), "onnx"));
            var from = AskedRun.Find(parsed.GetValue(run));
            if (weights is not null)
            {
                ModelFile.Export(from, weights);
                Told(from, weights);
            }

            if (graph is not null)
            {
                OnnxFile.Write(from, graph);
                Told(from, graph);
            }

            return 0;
        });
        return command;
    }

    private static string? NoFolder(string? path, string kind) => Directory.Exists(path)
        ? throw new InputException($"{path}: is a folder: give the name of a .{kind} file")
        : path;

    // a run's calibration goes with each file
    private static void Told(FinishedRun run, string path)
    {
        if (File.Exists(run.Folder.File(ModelCalibration.FileName)))
        {
            File.Copy(run.Folder.File(ModelCalibration.FileName), ModelCalibration.Beside(path), overwrite: true);
        }

        Console.WriteLine($"{run.Folder.Name}: {path}, {new FileInfo(path).Length / 1e6:0.0} MB");
    }
}
