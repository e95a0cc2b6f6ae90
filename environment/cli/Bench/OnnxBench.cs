using System.CommandLine;
using System.Diagnostics;
using MhdNet.Export;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench onnx</c>: whether ONNX Runtime says of random sequences what the library says.</summary>
internal static class OnnxBench
{
    private const int MostInFloat64 = 20; // sequences

    public static Command Create()
    {
        var run = new Option<string?>("--run") { Description = "Folder of a finished run (default: an untrained network of --method)" };
        var method = new Option<string[]>("--method")
        {
            Description = $"Methods whose networks to compare: {string.Join(", ", MethodCatalogue.All.Keys)}",
            DefaultValueFactory = _ => ["student"],
            AllowMultipleArgumentsPerToken = true,
        };
        var scale = CommonOptions.Scale();
        var sequences = CommonOptions.Count("--sequences", "Random sequences", 100);
        var atOnce = CommonOptions.Count("--at-once", "Sequences in a batch", 4);
        var output = BenchReport.Output();
        var command = new Command("onnx", "Write networks as ONNX and run them by ONNX Runtime, beside the library, on the same sequences; "
            + $"ends with code 1 where a logit or a probability differs by more than {OnnxComparison.Tolerance:0e+0}.")
        {
            run, method, scale, sequences, atOnce, output,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var runtime = TorchRuntime.Start(PeerBench.Seed);
            var networks = parsed.GetValue(run) is { } folder
                ? [Finished(folder)]
                : parsed.GetValue(method)!.Select(name => Untrained(name, Scales.Parse(parsed.GetValue(scale)!)));
            var report = new BenchReport("ONNX Runtime beside the library",
                "network", "MB", "nodes", "sequences", "largest logit", "logits differ by", "probabilities by", "float32 rounds by",
                "seconds");
            report.Head(runtime);
            report.Head($"opset {OnnxFile.Opset}; random sequences");
            var agree = true;
            foreach (var (name, build, metadata) in networks)
            {
                agree &= Compare(report, name, build, metadata, parsed.GetValue(sequences), parsed.GetValue(atOnce), cancellation);
            }

            report.Show(parsed.GetValue(output));
            return agree ? 0 : ExitCode.Bug;
        }));
        return command;
    }

    private static bool Compare(
        BenchReport report, string name, Func<Classifier> build, IReadOnlyDictionary<string, string> metadata, int sequences, int atOnce,
        CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("mhdnet-onnx-");
        try
        {
            using var network = build();
            var file = Path.Combine(folder.FullName, "network.onnx");
            OnnxFile.Write(network, metadata, file);
            var watch = Stopwatch.StartNew();
            var found = Ui.Work(progress => OnnxComparison.Of(network, file, sequences, atOnce,
                done => progress.Report(new WorkProgress(name, done, sequences)), cancellation));
            var rounding = OnnxComparison.Rounding(network, Math.Min(sequences, MostInFloat64), cancellation);
            report.Row(name, $"{new FileInfo(file).Length / 1e6:0.0}", $"{OnnxFile.Nodes(file)}", $"{found.Sequences}",
                $"{found.Largest:0.00}", $"{found.Logits:0.0e+0}", $"{found.Probabilities:0.0e+0}",
                $"{rounding:0.0e+0}", $"{watch.Elapsed.TotalSeconds:0}");
            return found.Agrees;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (string, Func<Classifier>, IReadOnlyDictionary<string, string>) Finished(string folder)
    {
        var run = FinishedRun.Open(folder);
        return (run.Folder.Name, run.Load, OnnxMetadata.Of(run));
    }

    private static (string, Func<Classifier>, IReadOnlyDictionary<string, string>) Untrained(string name, Scale scale)
    {
        var experiment = MethodCatalogue.Find(name).At(scale);
        var phase = experiment.Method.For(experiment.Setting);
        return ($"{name}, {phase.Setting.Scale}, untrained", Build, OnnxMetadata.Of(phase, synthetic: true));

        Classifier Build()
        {
            var network = phase.Build();
            OnnxComparison.Settle(network, scale == Scale.Paper ? 2 : 16); // enough values at the last stage
            return network;
        }
    }
}
