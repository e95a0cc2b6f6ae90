using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Networks;

/// <summary>Two 3x3x3 convolutions and a shortcut (He et al., 2016); a shortcut that changes shape is a 1x1x1 convolution ("B").</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Convolution conv1, conv2;
    private readonly BatchNorm3d bn1, bn2;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    public ResidualBlock(int inputs, int planes, int stride)
        : base(nameof(ResidualBlock))
    {
        conv1 = new Convolution(inputs, planes, (3, 3, 3), (stride, stride, stride));
        bn1 = nn.BatchNorm3d(planes, device: ShapeOnly.Device);
        conv2 = new Convolution(planes, planes, (3, 3, 3));
        bn2 = nn.BatchNorm3d(planes, device: ShapeOnly.Device);
        downsample = Shortcut.Create(inputs, planes, stride);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope(); // autograd keeps what it needs; the rest goes at once
        var x = nn.functional.relu(bn1.call(conv1.call(input)));
        x = bn2.call(conv2.call(x)) + (downsample is null ? input : downsample.call(input));
        return nn.functional.relu(x).MoveToOuterDisposeScope();
    }
}

/// <summary>1x1x1, 3x3x3, 1x1x1 to four times the planes, and a shortcut: the block of ResNet-50.</summary>
internal sealed class BottleneckBlock : nn.Module<Tensor, Tensor>
{
    private readonly Convolution conv1, conv2, conv3;
    private readonly BatchNorm3d bn1, bn2, bn3;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    public BottleneckBlock(int inputs, int planes, int stride)
        : base(nameof(BottleneckBlock))
    {
        conv1 = new Convolution(inputs, planes, (1, 1, 1));
        bn1 = nn.BatchNorm3d(planes, device: ShapeOnly.Device);
        conv2 = new Convolution(planes, planes, (3, 3, 3), (stride, stride, stride));
        bn2 = nn.BatchNorm3d(planes, device: ShapeOnly.Device);
        conv3 = new Convolution(planes, 4 * planes, (1, 1, 1));
        bn3 = nn.BatchNorm3d(4 * planes, device: ShapeOnly.Device);
        downsample = Shortcut.Create(inputs, 4 * planes, stride);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope(); // autograd keeps what it needs; the rest goes at once
        var x = nn.functional.relu(bn1.call(conv1.call(input)));
        x = nn.functional.relu(bn2.call(conv2.call(x)));
        x = bn3.call(conv3.call(x)) + (downsample is null ? input : downsample.call(input));
        return nn.functional.relu(x).MoveToOuterDisposeScope();
    }
}

/// <summary>Shortcut B: a 1x1x1 convolution and batch normalisation where the shape changes, otherwise nothing.</summary>
internal static class Shortcut
{
    public static nn.Module<Tensor, Tensor>? Create(int inputs, int outputs, int stride) =>
        stride == 1 && inputs == outputs
            ? null
            : nn.Sequential(
                ("0", new Convolution(inputs, outputs, (1, 1, 1), (stride, stride, stride))),
                ("1", nn.BatchNorm3d(outputs, device: ShapeOnly.Device)));
}
