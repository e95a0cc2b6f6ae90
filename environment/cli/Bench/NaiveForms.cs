using MhdNet.Methods.Mhd;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Cli.Bench;

/// <summary>The equations written with libtorch's operations and its autograd; the library's own forms are measured against them.</summary>
internal static class NaiveForms
{
    /// <summary>Eq. 3: copies every voxel's kappa x kappa neighbours side by side, multiplies and sums.</summary>
    /// <param name="features">(B, n, T, H, W).</param>
    /// <param name="kernels">(B, kappa^2, T, H, W).</param>
    public static Tensor UnfoldedInvolution(Tensor features, Tensor kernels)
    {
        var (kappa, shape) = ((long)Math.Sqrt(kernels.shape[1]), features.shape);
        var frames = features.transpose(1, 2).flatten(0, 1); // (B T, n, H, W)
        var neighbours = unfold(frames, kappa, padding: kappa / 2).view(shape[0] * shape[2], shape[1], kappa * kappa, shape[3] * shape[4]);
        var weights = kernels.transpose(1, 2).reshape(shape[0] * shape[2], 1, kappa * kappa, shape[3] * shape[4]);
        return (neighbours * weights).sum(dim: 2).view(shape[0], shape[2], shape[1], shape[3], shape[4]).transpose(1, 2);
    }

    /// <summary>Eq. 3: the sum over kappa^2 shifted copies, each multiplied by its tap.</summary>
    /// <param name="features">(B, n, T, H, W).</param>
    /// <param name="kernels">(B, kappa^2, T, H, W).</param>
    public static Tensor ShiftedInvolution(Tensor features, Tensor kernels)
    {
        var (kappa, height, width) = ((int)Math.Sqrt(kernels.shape[1]), features.shape[3], features.shape[4]);
        var around = pad(features, [kappa / 2, kappa / 2, kappa / 2, kappa / 2]);
        return Enumerable.Range(0, kappa * kappa)
            .Select(tap => around.narrow(3, tap / kappa, height).narrow(4, tap % kappa, width) * kernels.narrow(1, tap, 1))
            .Aggregate((a, b) => a + b);
    }

    /// <summary>Eqs. 7-9 with every attention whole and kept for the backward pass.</summary>
    /// <param name="memory">Its items, all types seen.</param>
    /// <param name="stages">Pathology features, (B, C, T, H, W).</param>
    public static Tensor Boost(Ctmm memory, IReadOnlyList<Tensor> stages)
    {
        var features = stages.Select(Queries).ToArray();
        return ConMbLoss.Compute(features, [.. features.Select(feature => memory.Stages.Select(stage =>
        {
            var items = stage.Items.reshape(-1, stage.ItemDimension);
            var cosines = normalize(feature, dim: -1).matmul(normalize(items, dim: -1).t());
            return softmax(cosines / memory.Options.Temperature, -1).matmul(items);
        }).ToArray())]);
    }

    /// <summary>Eq. 1, every voxel with every cell.</summary>
    /// <param name="voxels">(B, c, T, H, W).</param>
    /// <param name="cells">(B, c, kappa^2 t).</param>
    /// <returns>(B, kappa^2 t, T, H, W).</returns>
    public static Tensor Correlation(Tensor voxels, Tensor cells) =>
        voxels.permute(0, 2, 3, 4, 1).flatten(1, 3).matmul(cells).unflatten(1, voxels.shape[2..]).permute(0, 4, 1, 2, 3);

    /// <summary>A pathology feature's pixels as vectors of all their frames and channels.</summary>
    /// <param name="feature">(B, C, T, H, W).</param>
    /// <returns>(B, J, D).</returns>
    public static Tensor Queries(Tensor feature) => feature.permute(0, 3, 4, 2, 1).flatten(1, 2).flatten(2);

    /// <summary>Eqs. 5 and 6 of one type by a one-hot product.</summary>
    /// <param name="bank">(M, D), changed.</param>
    /// <param name="queries">(N, D).</param>
    /// <param name="decay">Lambda.</param>
    public static void Update(Tensor bank, Tensor queries, double decay)
    {
        var own = one_hot(normalize(queries, dim: -1).matmul(normalize(bank, dim: -1).t()).argmax(1), bank.shape[0]).to_type(bank.dtype);
        var count = own.sum(dim: 0).unsqueeze(1);
        var mean = own.t().matmul(queries) / count.clamp_min(1);
        bank.copy_(where(count > 0, (bank * decay) + (mean * (1 - decay)), bank));
    }
}
