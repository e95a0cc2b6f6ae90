using static TorchSharp.torch;

namespace MhdNet.Networks.Cost;

/// <summary>Where a walk stands and what it has counted.</summary>
internal sealed class CostWalk(IReadOnlyList<long> start)
{
    private long _multiplyAdds, _activations;

    public IReadOnlyList<long> Size { get; private set; } = start;

    public void Through(nn.Module convolution) => Size = Aside((Convolution)convolution, Size);

    /// <summary>A convolution off the main path.</summary>
    public long[] Aside(Convolution convolution, IReadOnlyList<long> input)
    {
        var shape = convolution.ShapeAt([.. input]);
        Add(shape.MultiplyAdds, NetworkCost.Product(shape.Output));
        return shape.Output;
    }

    /// <summary>Batch normalisation and a ReLU.</summary>
    public void Normalised() => Add(0, 2 * NetworkCost.Product(Size));

    public void Pooled()
    {
        Size = [Size[0], Size[1], .. Size.Skip(2).Select(size => (size + 1) / 2)];
        Add(0, NetworkCost.Product(Size));
    }

    public void Add(long multiplyAdds, long activations) =>
        (_multiplyAdds, _activations) = (_multiplyAdds + multiplyAdds, _activations + activations);

    public LayerCost Cost(string part, params nn.Module[] modules) =>
        new(part, Size, NetworkCost.Parameters(modules), _multiplyAdds, _activations);
}
