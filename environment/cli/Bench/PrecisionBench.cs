using System.CommandLine;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench precision</c>: the teacher's loss, step by step, with float32 convolutions and with those in bfloat16 that pass their self-test.</summary>
internal static class PrecisionBench
{
    public static Command Create()
    {
        var (options, size) = StepSize.Given();
        var threads = BenchReport.Threads();
        var steps = BenchReport.Count("--steps", "Steps on one batch of random sequences", 50);
        var output = BenchReport.Output();
        var command = new Command("precision", "A teacher's loss curve with float32 convolutions beside the one in bfloat16, where the machine's self-test lets them run.");
        Array.ForEach([.. options, threads, steps, output], command.Options.Add);
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var at = size(parsed);
            var runtime = TorchRuntime.Start(PeerBench.Seed, parsed.GetValue(threads));
            var report = new BenchReport($"Teacher's loss in float32 and bfloat16 at {at}", "step", "float32", "bfloat16");
            report.Head(runtime);
            report.Head($"bfloat16 {(BFloat16Products.InHardware ? "in hardware" : "not in hardware: nothing runs in it")}");
            var curves = Ui.Work(progress => new[] { false, true }.Select(bfloat16 => Curve(at, bfloat16, parsed.GetValue(steps), progress, cancellation)).ToArray());
            for (var step = 0; step < curves[0].Losses.Count; step += step < 10 ? 1 : 10)
            {
                report.Row($"{step + 1}", $"{curves[0].Losses[step]:0.0000}", $"{curves[1].Losses[step]:0.0000}");
            }

            report.Row("processor ms a step", $"{curves[0].Milliseconds:0}", $"{curves[1].Milliseconds:0}");
            var checks = BFloat16Convolutions.Checks;
            report.Remark($"{checks.Count(BFloat16Convolutions.Passes)} of {checks.Count} kinds of convolutions pass in bfloat16; kept in float32:");
            foreach (var check in checks.Where(check => !BFloat16Convolutions.Passes(check)).OrderBy(check => check.Shape.ToString(), StringComparer.Ordinal))
            {
                report.Remark($"  {check.Shape}: {(check.Finite ? $"y {check.OutputError:0.0e+0}, dx {check.InputGradientError:0.0e+0}, dw {check.WeightGradientError:0.0e+0}" : "not finite")}");
            }

            report.Remark($"an error of {BFloat16Convolutions.Tolerance:0.000} of the largest value counts as rounding; the same weights and batch in both columns");
            report.Show(parsed.GetValue(output));
        }));
        return command;
    }

    private static (IReadOnlyList<double> Losses, double Milliseconds) Curve(
        StepSize at, bool bfloat16, int steps, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        TorchRuntime.Start(PeerBench.Seed);
        using var work = new StepWork(at, Formulation.Ours);
        var (losses, taken) = (new List<double>(), new List<TimeTaken>());
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var pause = CollectionPause.Enter();
            using var precision = BFloat16Convolutions.Enter(bfloat16);
            taken.Add(TimeTaken.Of(() => losses.Add(work.TeacherStep())));
            progress.Report(new WorkProgress(bfloat16 ? "bfloat16" : "float32", step + 1, steps));
        }

        CollectionPause.End();
        return (losses, TimeTaken.Median(taken).Processor * 1e3);
    }
}
