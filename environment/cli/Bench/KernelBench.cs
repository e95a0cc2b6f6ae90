using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench kernels</c>: the library's own forms of the paper's equations beside the forms one writes down first.</summary>
internal static class KernelBench
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var threads = BenchReport.Threads();
        var rounds = BenchReport.Rounds();
        var output = BenchReport.Output();
        var command = new Command(
            "kernels", "Involution, ConMB, correlation and memory update, each beside its plain form on the same libtorch.")
        {
            scale, threads, rounds, output,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var runtime = TorchRuntime.Start(1, parsed.GetValue(threads));
            var method = MhdNetMethod.Published(Scales.Parse(parsed.GetValue(scale)!));
            var report = new BenchReport($"Kernels at {parsed.GetValue(scale)} scale, one sequence, forward and backward",
                "", "ms", "processor ms", "plain: over ours", "extra MB", "ours: of plain", "difference");
            report.Head(runtime);
            var ceiling = ConvolutionCeiling.Measure();
            report.Head($"convolutions reach {ceiling:0} GFLOP/s");
            Involutions(method, ceiling, parsed.GetValue(rounds), report, cancellation);
            Correlations(method, parsed.GetValue(rounds), report, cancellation);
            OfMemory(method, parsed.GetValue(rounds), report, cancellation);
            report.Remark($"medians of {parsed.GetValue(rounds)} rounds in turn; ratios are of processor time; extra memory is the "
                + "resident high-water mark over what was there before");
            report.Show(parsed.GetValue(output));
        }));
        return command;
    }

    private static void Involutions(MhdNetMethod method, double ceiling, int rounds, BenchReport report, CancellationToken cancellation)
    {
        var options = method.Network.Shfm;
        foreach (var (s, stage) in method.Network.Stages().Take(3).Index())
        {
            using var scope = NewDisposeScope();
            long channels = stage.Channels + (stage.Frames * stage.Channels / options.Reduction);
            var x = Leaf(1, channels, stage.Frames, stage.Height, stage.Width);
            var k = Leaf(1, options.Kernel * options.Kernel, stage.Frames, stage.Height, stage.Width);
            var g = Convolution.ChannelsLast(randn(x.shape));
            var unfolded = 7.0 * x.numel() * k.shape[1] * sizeof(float); // bytes at the highest, as measured
            Trial.GiveMemoryBack(); // or else memory of the stage before would not count as free
            var unfolds = unfolded < Free();
            List<(string Name, Func<Tensor> Form)> forms =
                [("ours", () => Involution3d.Apply(x, k)), ("shifted, autograd", () => NaiveForms.ShiftedInvolution(x, k))];
            if (unfolds)
            {
                forms.Add(("unfold", () => NaiveForms.UnfoldedInvolution(x, k)));
            }

            var what = $"involution, stage {s + 1}";
            Compare($"{what}, {string.Join('x', x.shape[1..])}, kappa {options.Kernel}", forms, [x, k], g, rounds, report, cancellation);
            var floor = 3 * 2 * x.numel() * k.shape[1] / ceiling / 1e6;
            var megabytes = ((2 * x.numel()) + k.numel()) * sizeof(float) / 1e6;
            report.Remark($"{what}: {floor:0.0} ms at the convolutions' ceiling; input and output are {megabytes:0} MB"
                + (unfolds ? "" : $"; unfold left out: it takes {unfolded / 1e9:0} GB, which are not free"));
        }
    }

    private static void Correlations(MhdNetMethod method, int rounds, BenchReport report, CancellationToken cancellation)
    {
        var options = method.Network.Shfm;
        foreach (var (s, stage) in method.Network.Stages().Take(3).Index())
        {
            using var scope = NewDisposeScope();
            var cells = options.Kernel * options.Kernel * stage.Frames;
            if (stage.Channels >= cells)
            {
                continue; // the library builds it there as well
            }

            using var attention = new Convolution(cells, stage.Frames + 1, (5, 5, 5), start: ConvolutionStart.UniformFanIn);
            var voxels = Leaf(1, stage.Channels, stage.Frames, stage.Height, stage.Width);
            var grid = Leaf(1, stage.Channels, cells);
            var gradient = randn([1, stage.Frames + 1, stage.Frames, stage.Height, stage.Width]);
            Compare(
                $"attention over the correlation, stage {s + 1}, {stage.Channels} for {cells} channels",
                [("folded", () => attention.OfMixed(voxels, grid)), ("built", () => attention.call(NaiveForms.Correlation(voxels, grid)))],
                [voxels, grid, attention.Weight], gradient, rounds, report, cancellation);
        }
    }

    private static void OfMemory(MhdNetMethod method, int rounds, BenchReport report, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (network, types) = (method.Network, method.Network.TypeCount);
        using var memory = new Ctmm(network.MemoryStages(), types, method.Memory);
        Tensor[] Features(int batch) => [.. network.MemoryStages().Select(s => Leaf(batch, s.Channels, s.Frames, s.Height, s.Width))];
        for (var type = 0L; type < types; type++)
        {
            using var one = NewDisposeScope();
            memory.Update(Features(1), tensor([type]));
        }

        var stages = Features(1);
        Compare(
            "ConMB, nine reconstructions", [("recomputed", () => memory.Boost(stages)), ("kept", () => NaiveForms.Boost(memory, stages))],
            [.. stages, .. memory.Stages.Select(stage => stage.Items)], tensor(1f), rounds, report, cancellation);

        var (bank, feature, label) = (memory.Stages[0].Items.detach().select(0, 0).clone(), stages[0].detach(), tensor([0L]));
        var trials = Trial.InTurn(
            rounds,
            [() => memory.Stages[0].Update(feature, label),
                () => Scoped(() => NaiveForms.Update(bank, NaiveForms.Queries(feature).flatten(0, 1), method.Memory.Decay))],
            cancellation);
        Rows("memory update, stage 1, one type", ["index_add", "one-hot"], trials, ["", ""], report);
    }

    private static void Compare(
        string what, IReadOnlyList<(string Name, Func<Tensor> Form)> forms, IReadOnlyList<Tensor> leaves, Tensor gradient, int rounds,
        BenchReport report, CancellationToken cancellation)
    {
        var results = forms.Select(form =>
        {
            using var scope = NewDisposeScope(); // frees what a plain form keeps for its gradient before the next form needs as much
            return form.Form().detach().MoveToOuterDisposeScope();
        }).ToList();
        double Difference(Tensor result) => ((result - results[0]).abs().max() / results[0].abs().max()).ToDouble();
        var differences = results.Select(result => $"{Difference(result):0.0e+0}").ToArray();
        differences[0] = "";
        results.ForEach(result => result.Dispose());

        // grad, as the layers before would get their gradients: backward would copy each into its leaf
        Action BothWays(Func<Tensor> form) => () => Scoped(() => autograd.grad([form()], [.. leaves], [gradient]));
        var trials = Trial.InTurn(rounds, [.. forms.Select(form => BothWays(form.Form))], cancellation);
        Rows(what, [.. forms.Select(form => form.Name)], trials, differences, report);
    }

    private static void Rows(string what, string[] names, Trial[] trials, string[] differences, BenchReport report)
    {
        for (var i = 0; i < trials.Length; i++)
        {
            var (trial, ours) = (trials[i], trials[0]);
            report.Row(
                $"{what}: {names[i]}", $"{trial.Wall * 1e3:0.0}", $"{trial.Processor * 1e3:0.0}",
                i == 0 ? "" : $"{trial.Processor / ours.Processor:0.0}",
                $"{trial.ExtraMegabytes:0}",
                i == 0 ? "" : $"{ours.ExtraMegabytes / trial.ExtraMegabytes:0.00}",
                differences[i]);
        }
    }

    private static void Scoped(Action work)
    {
        using var scope = NewDisposeScope();
        work();
    }

    // channels-last, as the layers before would give it
    private static Tensor Leaf(params long[] shape) =>
        (shape.Length == 5 ? Convolution.ChannelsLast(randn(shape)) : randn(shape)).detach().requires_grad_(true);

    private static double Free()
    {
        if (!OperatingSystem.IsLinux())
        {
            return double.PositiveInfinity;
        }

        var line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable", StringComparison.Ordinal));
        var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return 1024 * double.Parse(kilobytes, System.Globalization.CultureInfo.InvariantCulture);
    }
}
