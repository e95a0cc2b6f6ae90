using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench steps</c>: training steps and inference, as shares of what convolutions reach in the same process.</summary>
internal static class StepBench
{
    public static Command Create()
    {
        var (options, size) = StepSize.Given();
        var threads = BenchReport.Threads();
        var rounds = BenchReport.Rounds();
        var output = BenchReport.Output();
        var command = new Command(
            "steps", "A teacher's and a student's training step and inference on one sequence, as shares of the convolution ceiling.");
        Array.ForEach([.. options, threads, rounds, output], command.Options.Add);
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var at = size(parsed);
            var runtime = TorchRuntime.Start(1, parsed.GetValue(threads));
            using var work = new StepWork(at, Formulation.Ours);
            var report = new BenchReport(
                $"Whole steps at {at}", "", "ms", "processor ms", "GFLOP", "share of the ceiling", "highest memory MB");
            report.Head(runtime);
            var resident = new List<double>();
            Action[] ways =
            [
                () => work.TeacherStep(),
                () => work.TeacherStepWithoutConMb(),
                () => work.StudentStep(),
                () =>
                {
                    work.Infer();
                    resident.Add(Trial.Resident());
                },
            ];
            var before = ConvolutionCeiling.Measure();
            var trials = Ui.Work(progress => Trial.InTurn(parsed.GetValue(rounds), ways, cancellation, progress));
            var ceiling = Math.Max(before, ConvolutionCeiling.Measure());
            report.Head($"convolutions reach {ceiling:0} GFLOP/s");
            string[] names = ["teacher step", "teacher step without ConMB", "student step", "typing one sequence"];
            var teacher = at.Batch * Forward(at.Method, MhdNetPart.Teacher) * 3;
            double[] flops = [teacher, teacher, at.Batch * StudentStep(at.Method), Forward(at.Method, MhdNetPart.Student)];
            for (var i = 0; i < ways.Length; i++)
            {
                var (trial, seconds) = (trials[i], runtime.Threads == 1 ? trials[i].Processor : trials[i].Wall);
                report.Row(
                    names[i], $"{trial.Wall * 1e3:0}", $"{trial.Processor * 1e3:0}", $"{flops[i] / 1e9:0}",
                    $"{flops[i] / seconds / ceiling / 1e9:0.00}", $"{trial.HighestMegabytes:0}");
            }

            report.Remark(
                "GFLOP: multiply-adds of the networks as computed (correlation folded), two operations each; a backward pass counts as two "
                + "forward passes; products of the memory are not counted");
            var (time, last) = (runtime.Threads == 1 ? "processor" : "elapsed", parsed.GetValue(rounds));
            report.Remark($"share: of {time} time; medians of {last} rounds in turn");
            report.Remark($"resident memory: {resident[2]:0} MB after the first round, {resident[^1]:0} MB after round {last}");
            report.Show(parsed.GetValue(output));
        }));
        return command;
    }

    // own network there and back; prior, the teacher's pathology branch and its fusion branch there alone
    private static double StudentStep(MhdNetMethod method)
    {
        var prior = Forward(method, MhdNetPart.Radiology);
        return (3 * (Forward(method, MhdNetPart.Student) - prior)) + Forward(method, MhdNetPart.Teacher);
    }

    // FLOPs of one sequence
    private static double Forward(MhdNetMethod method, MhdNetPart part)
    {
        using var network = (method with { Tested = part }).For(new Setting { Size = method.Network }).Build();
        var multiplyAdds = (double)Complexity.Count(network).MultiplyAdds;
        if (part is MhdNetPart.Teacher or MhdNetPart.Student)
        {
            multiplyAdds -= method.Network.Stages().Take(3).Sum(stage => Saved(stage, method.Network.Shfm));
        }

        return 2 * multiplyAdds;
    }

    // multiply-adds that folding the correlation into attention and kernels avoids, less those of the folding itself
    private static double Saved(StageShape stage, ShfmOptions options)
    {
        double taps = options.Kernel * options.Kernel, voxels = stage.Frames * stage.Height * stage.Width;
        double cells = taps * stage.Frames, values = (125.0 * (stage.Frames + 1)) + taps;
        return stage.Channels < cells
            ? (voxels * ((cells - stage.Channels) * values)) + (voxels * stage.Channels * cells) - (values * cells * stage.Channels)
            : 0;
    }
}
