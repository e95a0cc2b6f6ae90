using static TorchSharp.torch;

namespace MhdNet.Networks.Kernels;

/// <summary>
/// The involution as kappa^2 shifted multiply-adds of libtorch into one result, channels innermost: any device and precision. The
/// backward pass keeps features and kernels only.
/// </summary>
internal sealed class ShiftedInvolution : autograd.SingleTensorFunction<ShiftedInvolution>
{
    public override string Name => nameof(ShiftedInvolution);

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
            tap.Here(dk.narrow(4, tap.Index, 1)).copy_((here * tap.There(x)).sum(dim: -1, keepdim: true));
        }

        dx.MoveToOuterDisposeScope();
        dk.MoveToOuterDisposeScope();
        saved.ForEach(tensor => tensor.Dispose());
        return [dx, dk, null!]; // kappa has no gradient
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
