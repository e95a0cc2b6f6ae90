using MhdNet.Data.Sequences;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// Tests every convolution of a training at the sizes to come, before it begins (<see cref="NumericsCheck"/>):
/// on some machines libtorch computes some of them wrongly without a word.
/// </summary>
internal static class SelfTest
{
    /// <summary>Runs the test.</summary>
    /// <exception cref="InputException">A convolution is wrong here; names the layer.</exception>
    public static void Run(
        Learner learner, TrainingData data, int batchSize, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        Tensor Sequences(int channels) => zeros([batchSize, channels, data.Frames, data.Size, data.Size], device: TorchRuntime.Device);
        var (ct, wsi) = (Sequences(1), Sequences(3));
        NumericsCheck.EnsureTrustworthy(NumericsCheck.Layers(learner.Module, () => learner.Convolve(ct, wsi), progress, cancellation));
    }
}
