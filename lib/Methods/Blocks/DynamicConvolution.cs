using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// A convolution whose kernels are scaled by what is missing (ModDrop++): a linear layer reads a sample's code of CT and pathology, 1 where
/// a modality is there, and gives one factor for each pair of an output and an input channel and one for each bias. It begins with
/// weight 0 and bias 1, so that at first the code changes nothing.
/// </summary>
/// <remarks>
/// The source gives every sample of a batch kernels of its own, by a convolution in groups. There are at most three codes, so here the
/// samples of one code go through one convolution.
/// </remarks>
public sealed class DynamicConvolution : nn.Module
{
    private readonly Convolution kernel;
    private readonly Linear controller;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="size">Kernel size (T, H, W).</param>
    /// <param name="stride">Stride (T, H, W).</param>
    public DynamicConvolution(int inputs, int outputs, (int T, int H, int W) size, (int T, int H, int W) stride)
        : base(nameof(DynamicConvolution))
    {
        kernel = new Convolution(inputs, outputs, size, stride, bias: true);
        controller = nn.Linear(2, (outputs * inputs) + outputs, device: ShapeOnly.Device);
        using (no_grad())
        {
            controller.weight!.zero_();
            controller.bias!.fill_(1);
        }

        RegisterComponents();
    }

    /// <summary>The layer that reads the code.</summary>
    public Linear Controller => controller;

    /// <summary>Convolves each sample with the kernels of its code.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <param name="there">What each of the B samples has.</param>
    /// <returns>(B, outputs, T', H', W').</returns>
    public Tensor Of(Tensor input, IReadOnlyList<Modalities> there)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(there);
        if (there.Count != input.shape[0])
        {
            throw new ArgumentException($"{there.Count} codes for {input.shape[0]} samples", nameof(there));
        }

        using var scope = NewDisposeScope();
        var groups = there.Index().GroupBy(entry => entry.Item, entry => (long)entry.Index).ToList();
        if (groups.Count == 1)
        {
            return Convolved(input, groups[0].Key).MoveToOuterDisposeScope();
        }

        var order = groups.SelectMany(group => group).ToArray();
        var back = tensor(Enumerable.Range(0, order.Length).Select(row => (long)Array.IndexOf(order, row)).ToArray(), device: input.device);
        var outputs = groups.Select(group => Convolved(input.index_select(0, tensor(group.ToArray(), device: input.device)), group.Key));
        return cat([.. outputs], 0).index_select(0, back).MoveToOuterDisposeScope();
    }

    private Tensor Convolved(Tensor input, Modalities there)
    {
        var (weight, outputs) = (kernel.Weight, (int)kernel.Weight.shape[0]);
        var code = tensor(
            new[] { there.HasFlag(Modalities.Ct) ? 1f : 0f, there.HasFlag(Modalities.Wsi) ? 1f : 0f }, device: weight.device);
        var factors = CountedProducts.Of(controller, code);
        var ofKernels = factors.narrow(0, 0, factors.shape[0] - outputs).reshape(outputs, weight.shape[1], 1, 1, 1);
        var bias = kernel.Bias! * factors.narrow(0, factors.shape[0] - outputs, outputs);
        var shape = kernel.ShapeAt(input.shape);
        ConvolutionRecorder.Note(kernel, shape);
        return Convolution.Apply(input, weight * ofKernels, bias, shape.Stride, shape.Padding);
    }
}
