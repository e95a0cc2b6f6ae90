using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Structural similarity (Wang et al. 2004) of feature maps, in three dimensions: means, variances and covariance under a Gaussian window
/// of seven voxels a side and deviation 1.5; constants 0.01 and 0.03. Each sample's map is first brought to 0 to 1.
/// </summary>
/// <remarks>
/// The window is applied along one axis after the other, each time as a product with a banded matrix; at a border it is cut and its
/// weights sum to one again (ours).
/// </remarks>
public static class StructuralSimilarity
{
    private const int Reach = 3;
    private const double Deviation = 1.5, Luminance = 0.01 * 0.01, Contrast = 0.03 * 0.03, Flat = 1e-6;

    /// <summary>The mean over samples, channels and voxels.</summary>
    /// <param name="first">(B, C, T, H, W).</param>
    /// <param name="second">Of the same sizes.</param>
    /// <returns>A scalar, at most 1, which it is for equal maps.</returns>
    public static Tensor Mean(Tensor first, Tensor second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        using var scope = NewDisposeScope();
        var windows = new[] { 2, 3, 4 }.Select(axis => Window(first.shape[axis], first)).ToArray();
        var (x, y) = (FromZeroToOne(first), FromZeroToOne(second));
        var (meanX, meanY) = (Blurred(x), Blurred(y));
        var (squareX, squareY, both) = (meanX.square(), meanY.square(), meanX * meanY);
        var (varianceX, varianceY) = (Blurred(x.square()) - squareX, Blurred(y.square()) - squareY);
        var covariance = Blurred(x * y) - both;
        var likeness = ((2 * both) + Luminance) * ((2 * covariance) + Contrast)
            / ((squareX + squareY + Luminance) * (varianceX + varianceY + Contrast));
        return likeness.mean().MoveToOuterDisposeScope();

        Tensor Blurred(Tensor map)
        {
            var wide = map.matmul(windows[2]);
            var high = wide.transpose(3, 4).matmul(windows[1]).transpose(3, 4);
            return high.transpose(2, 4).matmul(windows[0]).transpose(2, 4);
        }
    }

    /// <summary>Each sample between its least and its largest value, which count as constants.</summary>
    private static Tensor FromZeroToOne(Tensor maps)
    {
        var values = maps.detach().flatten(1);
        long[] shape = [-1, 1, 1, 1, 1];
        var (least, largest) = (values.amin([1]).reshape(shape), values.amax([1]).reshape(shape));
        return (maps - least) / (largest - least + Flat);
    }

    /// <summary>(length, length): column i holds the weights around voxel i.</summary>
    private static Tensor Window(long length, Tensor like)
    {
        var at = arange(length, ScalarType.Float32, like.device);
        var distance = at.unsqueeze(1) - at.unsqueeze(0);
        var weights = (distance.square() / (-2 * Deviation * Deviation)).exp() * (distance.abs() <= Reach).to_type(ScalarType.Float32);
        return (weights / weights.sum(dim: 0, keepdim: true)).to_type(like.dtype);
    }
}
