using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Analysis;

/// <summary>
/// The correlation of Eq. 1, built to be looked at. SHFM itself carries it into the layers behind it where that is smaller
/// (<see cref="Shfm.FoldsCorrelation"/>); attention and kernels are the same.
/// </summary>
public static class ShfmCorrelation
{
    /// <summary>Every voxel of the radiology feature times every cell of the pooled pathology feature.</summary>
    /// <param name="shfm">The module.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="radiologyFeature">f_R, (B, c, t, h, w).</param>
    /// <param name="pathologyFeature">f_P, (B, c, t, h', w').</param>
    /// <returns>C, (B, t, h, w, t, kappa, kappa): CT frame, row and column; pathology frame, row and column of the cell. No
    /// gradient.</returns>
    /// <exception cref="InvalidOperationException">SHFM is off; nothing is correlated.</exception>
    public static Tensor Compute(Shfm shfm, ShfmOptions options, Tensor radiologyFeature, Tensor pathologyFeature)
    {
        ArgumentNullException.ThrowIfNull(shfm);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(radiologyFeature);
        ArgumentNullException.ThrowIfNull(pathologyFeature);
        if (!options.Enabled)
        {
            throw new InvalidOperationException("SHFM is off in these options: the features are concatenated, without a correlation.");
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var layers = shfm.named_children().Where(child => child.name is "radiology" or "pathology")
            .ToDictionary(child => child.name, child => (Convolution)child.module);
        var voxels = layers["radiology"].call(radiologyFeature); // (B, c, t, h, w)
        // (B, c, t, kappa, kappa)
        var cells = layers["pathology"].call(nn.functional.adaptive_avg_pool3d(pathologyFeature,
            (pathologyFeature.shape[2], options.Kernel, options.Kernel)));
        var correlation = voxels.flatten(2).transpose(1, 2).matmul(cells.flatten(2)); // (B, t h w, t kappa^2)
        return (options.ScaleCorrelation ? correlation / Math.Sqrt(voxels.shape[1]) : correlation)
            .reshape([voxels.shape[0], .. voxels.shape[2..], .. cells.shape[2..]]).MoveToOuterDisposeScope();
    }
}
