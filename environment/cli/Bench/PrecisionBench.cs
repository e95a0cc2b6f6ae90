using System.CommandLine;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench precision</c>: the teacher's loss, step by step, in float32 and with bfloat16 convolutions.</summary>
internal static class PrecisionBench
{
    public static Command Create()
    {
        var (options, size) = StepSize.Given();
        var threads = BenchReport.Threads();
        var steps = CommonOptions.Count("--steps", "Steps on one batch of random sequences", 50);
        var output = BenchReport.Output();
        var command = new Command(
            "precision", "A teacher's loss in float32, beside its loss with the bfloat16 convolutions that pass their self-test here.");
        Array.ForEach([.. options, threads, steps, output], command.Options.Add);
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var at = size(parsed);
            var runtime = TorchRuntime.Start(PeerBench.Seed, parsed.GetValue(threads));
            var report = new BenchReport($"Teacher's loss in float32 and bfloat16 at {at}", "step", "float32", "bfloat16");
            report.Head(runtime);
            report.Head($"bfloat16 {(BFloat16Products.InHardware ? "in hardware" : "not in hardware: nothing runs in it")}");
            var (float32, bfloat16) = Ui.Work(progress => (Curve(inBFloat16: false, progress), Curve(inBFloat16: true, progress)));
            for (var step = 0; step < float32.Losses.Count; step += step < 10 ? 1 : 10)
            {
                report.Row($"{step + 1}", $"{float32.Losses[step]:0.0000}", $"{bfloat16.Losses[step]:0.0000}");
            }

            report.Row("processor ms per step", $"{float32.Milliseconds:0}", $"{bfloat16.Milliseconds:0}");
            Checks(report);
            report.Show(parsed.GetValue(output));

            (IReadOnlyList<double> Losses, double Milliseconds) Curve(bool inBFloat16, IProgress<WorkProgress> progress) =>
                PrecisionBench.Curve(at, inBFloat16, parsed.GetValue(steps), progress, cancellation);
        }));
        return command;
    }

    // which convolutions stay in float32, and why
    private static void Checks(BenchReport report)
    {
        var checks = BFloat16Convolutions.Checks;
        var failed = checks.Where(check => !BFloat16Convolutions.Passes(check)).ToList();
        report.Remark($"{checks.Count - failed.Count} of {checks.Count} kinds of convolutions pass in bfloat16; these stay in float32:");
        foreach (var check in failed.OrderBy(check => check.Shape.ToString(), StringComparer.Ordinal))
        {
            var errors = $"y {check.OutputError:0.0e+0}, dx {check.InputGradientError:0.0e+0}, dw {check.WeightGradientError:0.0e+0}";
            report.Remark($"  {check.Shape}: {(check.Finite ? errors : "not finite")}");
        }

        report.Remark(
            $"an error of {BFloat16Convolutions.Tolerance:0.000} of the largest value counts as rounding; "
            + "both columns have the same weights and batch");
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
            taken.Add(TimeTaken.Measure(() => losses.Add(work.TeacherStep())));
            progress.Report(new WorkProgress(bfloat16 ? "bfloat16" : "float32", step + 1, steps));
        }

        CollectionPause.End();
        return (losses, TimeTaken.Median(taken).Processor * 1e3);
    }
}
