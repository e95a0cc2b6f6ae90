using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// A 2-D ResNet (He et al. 2016) without its classifier, for single frames: a 7x7 stem of stride 2, pooling, four stages of residual
/// blocks, and the mean over rows and columns. A frame is a volume one voxel deep, and a kernel has one frame.
/// </summary>
public sealed class PlaneResNet : nn.Module<Tensor, Tensor>
{
    private readonly Convolution conv1;
    private readonly BatchNorm3d bn1;
    private readonly nn.Module<Tensor, Tensor> stages;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="depth">10, 18 or 34.</param>
    /// <param name="inputs">Channels of a frame.</param>
    /// <param name="width">Channels of the stem.</param>
    public PlaneResNet(int depth, int inputs, int width)
        : base(nameof(PlaneResNet))
    {
        conv1 = new Convolution(inputs, width, (1, 7, 7), (1, 2, 2));
        bn1 = nn.BatchNorm3d(width, device: ShapeOnly.Device);
        var blocks = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var s = 0; s < 4; s++)
        {
            for (var b = 0; b < ResidualStage.Blocks(depth)[s]; b++)
            {
                var first = b == 0 && s > 0;
                blocks.Add(($"{s + 1}_{b}", new PlaneBlock(first ? width << (s - 1) : width << s, width << s, first ? 2 : 1)));
            }
        }

        stages = nn.Sequential(blocks.ToArray());
        RegisterComponents();
    }

    /// <summary>Features of single frames.</summary>
    /// <param name="frames">(N, inputs, H, W).</param>
    /// <returns>(N, 8 width).</returns>
    public override Tensor forward(Tensor frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        using var scope = NewDisposeScope();
        var x = nn.functional.relu(bn1.call(conv1.call(frames.unsqueeze(2))));
        x = nn.functional.max_pool3d(x, [1, 3, 3], [1, 2, 2], [0, 1, 1]);
        return stages.call(x).mean([2, 3, 4]).MoveToOuterDisposeScope();
    }

    private sealed class PlaneBlock : nn.Module<Tensor, Tensor>
    {
        private readonly Convolution conv1, conv2;
        private readonly BatchNorm3d bn1, bn2;
        private readonly nn.Module<Tensor, Tensor>? downsample;

        public PlaneBlock(int inputs, int planes, int stride)
            : base(nameof(PlaneBlock))
        {
            conv1 = new Convolution(inputs, planes, (1, 3, 3), (1, stride, stride));
            bn1 = nn.BatchNorm3d(planes, device: ShapeOnly.Device);
            conv2 = new Convolution(planes, planes, (1, 3, 3));
            bn2 = nn.BatchNorm3d(planes, device: ShapeOnly.Device);
            downsample = Shortcut.Create(inputs, planes, stride);   // a single frame is every second frame, too
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = nn.functional.relu(bn1.call(conv1.call(input)));
            x = bn2.call(conv2.call(x)) + (downsample is null ? input : downsample.call(input));
            return nn.functional.relu(x).MoveToOuterDisposeScope();
        }
    }
}
