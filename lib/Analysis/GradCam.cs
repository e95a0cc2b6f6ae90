using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Analysis;

/// <summary>
/// Where in a CT sequence the evidence for a class lies: gradient-weighted class activation maps (Selvaraju et al., ICCV 2017) of a
/// student. Each channel of a stage's feature counts by the mean gradient of the class's logit with respect to it; what speaks against
/// the class is cut off.
/// </summary>
public static class GradCam
{
    /// <summary>The map of one class.</summary>
    /// <param name="student">The student; its mode is set to evaluation.</param>
    /// <param name="ct">(1, 1, T, H, W).</param>
    /// <param name="k">The class, from 0.</param>
    /// <param name="stage">Stage of the student's own ResNet, 1 to 4. The later, the surer and the coarser.</param>
    /// <returns>(T, H, W), the largest value 1; all 0 where nothing speaks for the class.</returns>
    public static Tensor Compute(StudentNetwork student, Tensor ct, int k, int stage = 3)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(ct);
        if (ct.dim() != 5 || ct.shape[0] != 1)
        {
            throw new ArgumentException($"one CT sequence is (1, 1, T, H, W), not ({string.Join(", ", ct.shape)})", nameof(ct));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(stage, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stage, 4);
        using var pause = CollectionPause.Enter();
        using var scope = NewDisposeScope();
        student.eval();
        var layer = (Sequential)student.Backbone.named_children().Single(child => child.name == $"layer{stage}").module;
        Tensor? seen = null;
        var hook = layer.register_forward_hook((_, _, output) => seen = output);
        Tensor logits;
        try
        {
            logits = student.call(ct).Logits;
        }
        finally
        {
            hook.remove();
        }

        var gradient = autograd.grad([logits[0, k]], [seen!])[0];
        using var noGradient = no_grad();
        var map = (gradient.mean([2, 3, 4], keepdim: true) * seen!).sum(dim: 1, keepdim: true).relu();
        map = nn.functional.interpolate(map, ct.shape[2..], mode: InterpolationMode.Trilinear, align_corners: false)[0, 0];
        var largest = map.max();
        return (largest.item<float>() > 0 ? map / largest : map).MoveToOuterDisposeScope();
    }
}
