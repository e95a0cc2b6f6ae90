using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Networks.Kernels;

/// <summary>The involution by <see cref="InvolutionKernel"/> as a step of autograd: float32 on the CPU, channels innermost.</summary>
internal sealed class NativeInvolution : autograd.SingleTensorFunction<NativeInvolution>
{
    public override string Name => nameof(NativeInvolution);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, k, form) = ((Tensor)vars[0], (Tensor)vars[1], (InvolutionForm)vars[2]);
        ctx.save_for_backward([x, k]);
        ctx.save_data("form", form);
        var y = empty_like(x);
        InvolutionKernel.Forward(form, Size(x, k), TensorMemory.Of(x), TensorMemory.Of(k), TensorMemory.Of(y), get_num_threads());
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var form = (InvolutionForm)ctx.get_data("form");
        using var scope = NewDisposeScope();
        var (x, k, g) = (saved[0], saved[1], grad_output.contiguous());
        var (dx, dk) = (empty_like(x), empty_like(k));
        InvolutionKernel.Backward(
            form, Size(x, k), TensorMemory.Of(x), TensorMemory.Of(k), TensorMemory.Of(g),
            TensorMemory.Of(dx), TensorMemory.Of(dk), get_num_threads());
        dx.MoveToOuterDisposeScope();
        dk.MoveToOuterDisposeScope();
        saved.ForEach(tensor => tensor.Dispose());
        return [dx, dk, null!]; // the form has no gradient
    }

    private static InvolutionSize Size(Tensor x, Tensor k) => new(
        checked((int)(x.shape[0] * x.shape[1])), (int)x.shape[2], (int)x.shape[3], (int)x.shape[4], (int)Math.Round(Math.Sqrt(k.shape[4])));
}
