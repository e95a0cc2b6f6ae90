using MhdNet.Networks;
using MhdNet.Networks.Cost;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Stem and stages of a <see cref="ResNet3d"/>, without its classifier: for methods that put their own head, or layers between the
/// stages. Parameters have the same names.
/// </summary>
public sealed class Encoder3d : nn.Module<Tensor, IReadOnlyList<Tensor>>
{
    private readonly Convolution conv1;
    private readonly BatchNorm3d bn1;
    private readonly nn.Module<Tensor, Tensor>[] _stages;
    private readonly IReadOnlyList<StageShape> _shapes;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="depth">10, 18, 34 or 50.</param>
    /// <param name="inputs">Channels of a frame.</param>
    /// <param name="size">Frames, side and width are taken from here.</param>
    /// <param name="stages">How many stages it has, from the first on, 1 to 4.</param>
    public Encoder3d(int depth, int inputs, NetworkSize size, int stages = 4)
        : base(nameof(Encoder3d))
    {
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        _shapes = [.. ResidualStage.Shapes(depth, size).Take(stages)];
        conv1 = new Convolution(inputs, size.Width, (7, 7, 7), stride: (1, 2, 2));
        bn1 = nn.BatchNorm3d(size.Width, device: ShapeOnly.Device);
        register_module(nameof(conv1), conv1);
        register_module(nameof(bn1), bn1);
        _stages = new nn.Module<Tensor, Tensor>[stages];
        for (var s = 0; s < stages; s++)
        {
            _stages[s] = ResidualStage.Create(depth, s, size.Width);
            register_module($"layer{s + 1}", _stages[s]);
        }
    }

    /// <summary>Shapes of what the stages give.</summary>
    public IReadOnlyList<StageShape> Shapes => _shapes;

    /// <summary>All stages.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <returns>(B, C, T, H, W), one for each stage.</returns>
    public override IReadOnlyList<Tensor> forward(Tensor input) => Stages(input, _stages.Length);

    /// <summary>The first stages.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <param name="count">How many.</param>
    /// <returns>(B, C, T, H, W), one for each of them.</returns>
    public IReadOnlyList<Tensor> Stages(Tensor input, int count)
    {
        var stages = new Tensor[count];
        var x = Stem(input);
        for (var s = 0; s < count; s++)
        {
            stages[s] = x = Stage(s, x);
        }

        return stages;
    }

    /// <summary>Stem and pooling.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <returns>(B, width, T/2, H/4, W/4).</returns>
    public Tensor Stem(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Pooled(nn.functional.relu(bn1.call(conv1.call(input)))).MoveToOuterDisposeScope();
    }

    /// <summary>The pooling behind a stem.</summary>
    /// <param name="stem">(B, C, T, H, W).</param>
    /// <returns>(B, C, T/2, H/2, W/2).</returns>
    internal static Tensor Pooled(Tensor stem) => nn.functional.max_pool3d(stem, [3], [2], [1]);

    /// <summary>One stage.</summary>
    /// <param name="index">0 to 3.</param>
    /// <param name="input">Output of the stage before.</param>
    public Tensor Stage(int index, Tensor input) => _stages[index].call(input);

    /// <summary>What one sequence costs, read off the shapes: stem and stages.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="size">Sizes of the sequence.</param>
    public IReadOnlyList<LayerCost> Cost(string name, NetworkSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        var stem = new CostWalk([1, conv1.Weight.shape[1], size.Frames, size.Size, size.Size]);
        stem.Through(conv1);
        stem.Normalised();
        stem.Pooled();
        var parts = new List<LayerCost> { stem.Cost($"{name} stem", conv1, bn1) };
        foreach (var (s, stage) in _stages.Index())
        {
            parts.Add(NetworkCost.Stage($"{name} stage {s + 1}", stage, parts[^1].Output));
        }

        return parts;
    }
}
