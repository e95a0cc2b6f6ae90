using MathNet.Numerics.Statistics;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Networks.Cost;

/// <summary>How long a trained network takes to type one sequence: whatever else the machine does is in it, so under load an upper bound.</summary>
/// <param name="Median">Milliseconds by the clock.</param>
/// <param name="Low">Lower quartile.</param>
/// <param name="High">Upper quartile.</param>
public sealed record Latency(double Median, double Low, double High)
{
    private const int Warming = 2;   // the first calls choose and compile kernels

    /// <summary>Times the networks of finished runs in turn, so that what disturbs the machine disturbs all of them, on the device and threads in use.</summary>
    /// <param name="runs">Finished runs of any kind.</param>
    /// <param name="rounds">How often each types its sequence.</param>
    public static IReadOnlyList<Latency> Of(IReadOnlyList<RunFolder> runs, int rounds = 15)
    {
        ArgumentNullException.ThrowIfNull(runs);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var works = runs.Select(Answer).Select(answer => (Action)(() =>
        {
            using var step = NewDisposeScope();
            answer().sum().item<float>(); // waits for the device
        })).ToList();
        return
        [
            .. TimeTaken.InTurn(Warming, rounds, works, CollectionPause.Enter).Select(taken => taken.Select(time => 1000 * time.Wall).ToList())
                .Select(times => new Latency(times.Median(), times.LowerQuartile(), times.UpperQuartile())),
        ];
    }

    // logits of the network that the run tested, for one sequence of random values; all in the caller's scope
    private static Func<Tensor> Answer(RunFolder run)
    {
        var named = run.ReadJson<NamedRecipe>("experiment.json");
        var device = TorchRuntime.Device;
        Tensor Sequence(int channels, NetworkOptions network) => rand([1, channels, network.Frames, network.Size, network.Size], device: device);
        switch (named)
        {
            case { Teacher: { } recipe }:
                var teacher = new TrainedTeacher(run).Load().to(device).Network;
                var (ct, wsi, paired) = (Sequence(1, recipe.Network), Sequence(3, recipe.Network), zeros(1, ScalarType.Int64, device));
                return () => teacher.call(ct, wsi, paired).FusionLogits!;
            case { Student: { } recipe }:
                var student = new TrainedStudent(run).Load().to(device);
                var alone = Sequence(1, recipe.Network);
                return () => student.call(alone).Logits;
            default:
                var (options, channels) = (named.Branch!.Network, named.Branch.Modality == Modality.Ct ? 1 : 3);
                var branch = new ResNet3d(options.TeacherDepth, channels, options);
                Checkpoint.LoadModule(run.ModelFile, branch);
                branch.to(device).eval();
                var seen = Sequence(channels, options);
                return () => branch.call(seen).Logits;
        }
    }
}
