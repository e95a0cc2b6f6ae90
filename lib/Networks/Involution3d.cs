using static TorchSharp.torch;

namespace MhdNet.Networks;

/// <summary>
/// 3D involution (Eq. 3): each voxel (t, h, w) has a kernel of its own, kappa x kappa within its frame, shared by all channels.
/// Zeros lie outside the frame; kernels are not normalised. Computed as kappa^2 shifted multiply-adds into one result, so that
/// the kappa^2-fold copy of the features (14 GB at paper scale) never exists; the backward pass keeps features and kernels only.
/// </summary>
public static class Involution3d
{
    /// <summary>Applies the kernels.</summary>
    /// <param name="features">(B, n, T, H, W).</param>
    /// <param name="kernels">(B, kappa^2, T, H, W); index (u + kappa/2) kappa + (v + kappa/2) weighs the neighbour at (h + u, w + v).</param>
    /// <returns>(B, n, T, H, W), channels-last.</returns>
    /// <exception cref="ArgumentException">Kernels that are no odd square or fit the features not.</exception>
    public static Tensor Apply(Tensor features, Tensor kernels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(kernels);
        var kappa = (int)Math.Round(Math.Sqrt(kernels.shape[1]));
        var fits = kernels.shape[0] == features.shape[0] && kernels.shape.AsSpan(2).SequenceEqual(features.shape.AsSpan(2));
        if (kappa * kappa != kernels.shape[1] || kappa % 2 == 0 || !fits)
        {
            throw new ArgumentException(
                $"kernels ({string.Join(", ", kernels.shape)}) do not fit features ({string.Join(", ", features.shape)})", nameof(kernels));
        }

        // (B, T, H, W, channels): one kernel value meets all channels of its neighbour as one run of memory.
        var x = features.permute(0, 2, 3, 4, 1).contiguous();
        var k = kernels.permute(0, 2, 3, 4, 1).contiguous();
        return ShiftedSum.apply(x, k, kappa).permute(0, 4, 1, 2, 3);
    }

    private sealed class ShiftedSum : autograd.SingleTensorFunction<ShiftedSum>
    {
        public override string Name => nameof(Involution3d);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, k, kappa) = ((Tensor)vars[0], (Tensor)vars[1], (int)vars[2]);
            ctx.save_for_backward([x, k]);
            ctx.save_data("kappa", kappa);
            using var scope = NewDisposeScope();
            var y = zeros_like(x);
            foreach (var tap in Tap.All(kappa, x.shape[2], x.shape[3]))
            {
                tap.Here(y).addcmul_(tap.There(x), tap.Here(k.narrow(4, tap.Index, 1)), 1);
            }

            return y.MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var kappa = (int)ctx.get_data("kappa");
            using var scope = NewDisposeScope();
            var (x, k, g) = (saved[0], saved[1], grad_output.contiguous());
            var (dx, dk) = (zeros_like(x), zeros_like(k));
            foreach (var tap in Tap.All(kappa, x.shape[2], x.shape[3]))
            {
                using var inner = NewDisposeScope();
                var here = tap.Here(g);
                tap.There(dx).addcmul_(here, tap.Here(k.narrow(4, tap.Index, 1)), 1);
                tap.Here(dk.narrow(4, tap.Index, 1)).copy_((here * tap.There(x)).sum(-1, keepdim: true));
            }

            dx.MoveToOuterDisposeScope();
            dk.MoveToOuterDisposeScope();
            saved.ForEach(tensor => tensor.Dispose());
            return [dx, dk, null!]; // kappa has no gradient
        }
    }

    /// <summary>One neighbour (u, v): the part of a frame that has it, and where it lies.</summary>
    private readonly record struct Tap(int Index, (long Here, long There, long Count) Row, (long Here, long There, long Count) Column)
    {
        public static IEnumerable<Tap> All(int kappa, long height, long width)
        {
            for (var index = 0; index < kappa * kappa; index++)
            {
                var tap = new Tap(index, Along(index / kappa - kappa / 2, height), Along(index % kappa - kappa / 2, width));
                if (tap.Row.Count > 0 && tap.Column.Count > 0)
                {
                    yield return tap;
                }
            }
        }

        public Tensor Here(Tensor t) => t.narrow(2, Row.Here, Row.Count).narrow(3, Column.Here, Column.Count);

        public Tensor There(Tensor t) => t.narrow(2, Row.There, Row.Count).narrow(3, Column.There, Column.Count);

        private static (long Here, long There, long Count) Along(int shift, long size) =>
            (Math.Max(0, -shift), Math.Max(0, shift), size - Math.Abs(shift));
    }
}
