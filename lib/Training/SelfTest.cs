using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// Tests every convolution of a network at the sizes of the training to come, before it begins (<see cref="NumericsCheck"/>):
/// on some machines libtorch computes some of them wrongly without a word.
/// </summary>
internal static class SelfTest
{
    /// <summary>Runs the test.</summary>
    /// <exception cref="InputException">A convolution is wrong here; names the layer.</exception>
    public static void Run(
        Classifier network, TrainingData data, int batchSize, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        Tensor? Sequences(Modalities modality, int channels) => network.Needs.HasFlag(modality)
            ? zeros([batchSize, channels, data.Frames, data.Size, data.Size], device: TorchRuntime.Device)
            : null;
        var (ct, wsi) = (Sequences(Modalities.Ct, 1), Sequences(Modalities.Wsi, 3));
        NumericsCheck.EnsureTrustworthy(NumericsCheck.Layers(network, () => network.Heads(ct, wsi), progress, cancellation));
    }
}
