using MathNet.Numerics.Statistics;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Networks.Cost;

/// <summary>
/// How long a network takes to classify one sequence: whatever else the machine does is in it, so under load an upper bound.
/// </summary>
/// <param name="Median">Milliseconds by the clock.</param>
/// <param name="Low">Lower quartile.</param>
/// <param name="High">Upper quartile.</param>
public sealed record Latency(double Median, double Low, double High)
{
    private const int Warming = 2;   // the first calls choose and compile kernels

    /// <summary>Times networks in turn, so that what disturbs the machine disturbs all of them, on the device and threads in use.</summary>
    /// <param name="classifiers">The networks, in evaluation mode, on the run's device.</param>
    /// <param name="rounds">How often each classifies its sequence.</param>
    public static IReadOnlyList<Latency> Measure(IReadOnlyList<Classifier> classifiers, int rounds = 15)
    {
        ArgumentNullException.ThrowIfNull(classifiers);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var works = classifiers.Select(Answer).Select(answer => (Action)(() =>
        {
            using var step = NewDisposeScope();
            answer().sum().item<float>(); // waits for the device
        })).ToList();
        return
        [
            .. TimeTaken.InTurn(Warming, rounds, works, CollectionPause.Enter)
            .Select(taken => taken.Select(time => 1000 * time.Wall).ToList())
                .Select(times => new Latency(times.Median(), times.LowerQuartile(), times.UpperQuartile())),
        ];
    }

    // logits for one sequence of random values; it lives in the caller's scope
    private static Func<Tensor> Answer(Classifier classifier)
    {
        var size = classifier.Size;
        Tensor? Sequence(Modalities modality, int channels) => classifier.Needs.HasFlag(modality)
            ? rand([1, channels, size.Frames, size.Size, size.Size], device: TorchRuntime.Device)
            : null;
        var (ct, wsi) = (Sequence(Modalities.Ct, 1), Sequence(Modalities.Wsi, 3));
        return () => classifier.Heads(ct, wsi)[0].Logits;
    }
}
