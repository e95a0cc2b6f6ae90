using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// The teacher's fusion branch B_F (Sec. III-A): three SHFMs, stages two to four of a ResNet between them, and a classifier. It has
/// no stem and no first stage, for its input is the first SHFM's output. u1 = SHFM1; u2 = SHFM2 + layer2(u1);
/// u3 = SHFM3 + layer3(u2); logits from layer4(u3). The paper does not say how SHFM's output joins the branch.
/// </summary>
public sealed class FusionBranch : nn.Module<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>, (IReadOnlyList<Tensor> Fused, Tensor Logits)>
{
    private readonly Shfm[] _fusions;
    private readonly nn.Module<Tensor, Tensor>[] _stages;
    private readonly Linear fc;

    /// <summary>Creates the branch.</summary>
    /// <param name="options">Sizes; <see cref="NetworkOptions.FusionDepth"/> is its depth.</param>
    public FusionBranch(NetworkOptions options)
        : base(nameof(FusionBranch))
    {
        ArgumentNullException.ThrowIfNull(options);
        _fusions = [.. options.Stages().Take(3).Select(shape => new Shfm(shape, options.Shfm))];
        _stages = [.. Enumerable.Range(1, 3).Select(s => ResidualStage.Create(options.FusionDepth, s, options.Width))];
        fc = ResidualStage.Head(options.FusionDepth, options);
        for (var s = 0; s < 3; s++)
        {
            register_module($"shfm{s + 1}", _fusions[s]);
            register_module($"layer{s + 2}", _stages[s]);
        }

        register_module(nameof(fc), fc);
    }

    /// <summary>The SHFMs of stages one to three.</summary>
    public IReadOnlyList<Shfm> Fusions => _fusions;

    /// <summary>Fuses the features of both branches.</summary>
    /// <param name="radiology">f_R of (at least) three stages, (B, c, t, h, w).</param>
    /// <param name="pathology">f_P of the same stages.</param>
    /// <returns>f_F of three stages and the logits (B, classes).</returns>
    public override (IReadOnlyList<Tensor> Fused, Tensor Logits) forward(IReadOnlyList<Tensor> radiology, IReadOnlyList<Tensor> pathology)
    {
        var fused = new Tensor[3];
        Tensor? x = null;
        for (var s = 0; s < 3; s++)
        {
            fused[s] = _fusions[s].call(radiology[s], pathology[s]);
            x = _stages[s].call(x is null ? fused[s] : fused[s] + x);
        }

        return (fused, ResidualStage.Classify(fc, x!));
    }
}
