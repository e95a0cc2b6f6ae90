using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Region of interest by brightness (Otsu, IEEE Trans. SMC 1979): the threshold that leaves the least variance within what is darker and
/// what is brighter. Nothing of it has a gradient.
/// </summary>
public static class Otsu
{
    private const int Bins = 256;
    private static readonly double[] Binomial = [1 / 16.0, 4 / 16.0, 6 / 16.0, 4 / 16.0, 1 / 16.0];   // about a Gaussian of deviation 1

    /// <summary>Threshold of each sequence; where several thresholds divide as well, as between two peaks, their mean.</summary>
    /// <param name="images">(B, ...), of -1 to 1, in which range brightness is counted in 256 steps.</param>
    /// <returns>(B).</returns>
    public static Tensor Thresholds(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (count, device) = (images.shape[0], images.device);
        var steps = ((images.flatten(1) + 1) * (Bins / 2)).floor().clamp(0, Bins - 1).to_type(ScalarType.Int64);
        var rows = arange(count, ScalarType.Int64, device).unsqueeze(1) * Bins;
        var share = bincount((steps + rows).flatten(), minlength: count * Bins).reshape(count, Bins).to_type(ScalarType.Float64);
        share = share / share.sum(dim: 1, keepdim: true);
        var brightness = (arange(Bins, ScalarType.Float64, device) + 0.5) * (2.0 / Bins) - 1;   // of a bin's middle
        var darker = share.cumsum(1);                                    // share up to each bin, and its sum of brightness
        var sum = (share * brightness).cumsum(1);
        var apart = sum.narrow(1, Bins - 1, 1) * darker - sum;
        var between = apart * apart / (darker * (1 - darker)).clamp_min(1e-12);
        var best = between >= between.amax([1], keepdim: true) - 1e-9;
        var edges = (arange(Bins, ScalarType.Float64, device) + 1) * (2.0 / Bins) - 1;          // upper edge of each bin
        return ((best * edges).sum(dim: 1) / best.sum(dim: 1)).to_type(images.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>What is brighter than its sequence's threshold, each frame having been blurred by 5 x 5 pixels.</summary>
    /// <param name="ct">(B, 1, T, H, W), of -1 to 1.</param>
    /// <returns>1 or 0, (B, 1, T, H, W).</returns>
    public static Tensor Region(Tensor ct)
    {
        ArgumentNullException.ThrowIfNull(ct);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var smooth = Blurred(Blurred(ct, 3), 4);
        return (smooth > Thresholds(smooth).reshape(-1, 1, 1, 1, 1)).to_type(ct.dtype).MoveToOuterDisposeScope();
    }

    // beyond the border the image goes on as it ends
    private static Tensor Blurred(Tensor image, int axis)
    {
        var places = arange(image.shape[axis], ScalarType.Int64, image.device);
        return Binomial.Select((weight, i) => weight * image.index_select(axis, (places + (i - 2)).clamp(0, image.shape[axis] - 1)))
            .Aggregate((a, b) => a + b);
    }
}
