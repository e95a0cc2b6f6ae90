namespace MhdNet.Networks.Numerics;

/// <summary>Everything that decides which code computes a convolution: the sizes of its tensors, stride and padding.</summary>
public sealed class ConvolutionShape : IEquatable<ConvolutionShape>
{
    private readonly string _key;

    /// <summary>Creates a shape.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <param name="weight">(outputs, inputs, kT, kH, kW).</param>
    /// <param name="stride">Stride (T, H, W).</param>
    /// <param name="padding">Zeros on each side (T, H, W).</param>
    public ConvolutionShape(long[] input, long[] weight, long[] stride, long[] padding)
    {
        (Input, Weight, Stride, Padding) = (input, weight, stride, padding);
        _key = $"{weight[1]}->{weight[0]}, kernel {By(weight[2..])}, stride {By(stride)}, padding {By(padding)}, "
            + $"at {input[0]} x {By(input[2..])}";
    }

    /// <summary>(B, inputs, T, H, W).</summary>
    public long[] Input { get; }

    /// <summary>(outputs, inputs, kT, kH, kW).</summary>
    public long[] Weight { get; }

    /// <summary>Stride (T, H, W).</summary>
    public long[] Stride { get; }

    /// <summary>Zeros on each side (T, H, W).</summary>
    public long[] Padding { get; }

    /// <summary>Multiply-adds of one forward call.</summary>
    public long MultiplyAdds =>
        Input[0] * OutputSize(0) * OutputSize(1) * OutputSize(2) * Weight.Aggregate(1L, (product, size) => product * size);

    /// <summary>(B, outputs, T', H', W').</summary>
    public long[] Output => [Input[0], Weight[0], OutputSize(0), OutputSize(1), OutputSize(2)];

    /// <summary>Size of the output along T, H or W.</summary>
    /// <param name="axis">0, 1 or 2.</param>
    public long OutputSize(int axis) => (Input[axis + 2] + 2 * Padding[axis] - Weight[axis + 2]) / Stride[axis] + 1;

    /// <inheritdoc/>
    public bool Equals(ConvolutionShape? other) => other is not null && _key == other._key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConvolutionShape);

    /// <inheritdoc/>
    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    /// <summary>For example "20->32, kernel 3x3x3, stride 1x1x1, padding 1x1x1, at 2 x 8x8x8".</summary>
    public override string ToString() => _key;

    private static string By(long[] sizes) => string.Join('x', sizes);
}
