using MhdNet.Data.Sequences;
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
        nn.Module network, TrainingData data, int batchSize, Action<Tensor, Tensor, Tensor> forward, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var device = TorchRuntime.Device;
        var ct = zeros([batchSize, 1, data.Frames, data.Size, data.Size], device: device);
        var wsi = zeros([batchSize, 3, data.Frames, data.Size, data.Size], device: device);
        var paired = arange(batchSize, ScalarType.Int64, device);
        NumericsCheck.EnsureTrustworthy(NumericsCheck.Layers(network, () => forward(ct, wsi, paired), progress, cancellation));
    }
}
