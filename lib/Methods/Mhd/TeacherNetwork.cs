using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>What the teacher gives for a batch of B CT sequences of which Bp have pathology.</summary>
/// <param name="RadiologyLogits">(B, classes).</param>
/// <param name="PathologyLogits">(Bp, classes); null without pathology.</param>
/// <param name="FusionLogits">(Bp, classes); null without pathology.</param>
/// <param name="PathologyStages">f_P of stages one to three, (Bp, c, t, h, w) each; empty without pathology.</param>
/// <param name="Fused">f_F of stages one to three, (Bp, c, t, h, w) each; empty without pathology.</param>
public sealed record TeacherOutput(
    Tensor RadiologyLogits,
    Tensor? PathologyLogits,
    Tensor? FusionLogits,
    IReadOnlyList<Tensor> PathologyStages,
    IReadOnlyList<Tensor> Fused);

/// <summary>
/// The multi-modal teacher (Sec. III-A): a radiology and a pathology branch, and a fusion branch that joins their first three stages
/// by SHFM. All are trained together: the fusion loss reaches the two branches unless <see cref="NetworkOptions.DetachBranches"/>; or the
/// fusion branch is trained behind two that have been, and stay as they are (<see cref="FreezeBranches"/>).
/// Sequences labelled `other` have no pathology, so the radiology branch alone sees them.
/// </summary>
public sealed class TeacherNetwork : nn.Module<Tensor, Tensor?, Tensor, TeacherOutput>
{
    private readonly ResNet3d radiology, pathology;
    private readonly FusionBranch fusion;
    private readonly bool _detach;

    /// <summary>Creates the teacher.</summary>
    /// <param name="options">Sizes.</param>
    /// <exception cref="Runtime.InputException">Sizes with which no network can be built.</exception>
    public TeacherNetwork(NetworkOptions options)
        : base(nameof(TeacherNetwork))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Checked();
        radiology = new ResNet3d(options.TeacherDepth, 1, options);
        pathology = new ResNet3d(options.TeacherDepth, 3, options);
        fusion = new FusionBranch(options);
        _detach = options.DetachBranches;
        RegisterComponents();
    }

    /// <summary>B_R; frozen, it is the student's prior.</summary>
    public ResNet3d Radiology => radiology;

    /// <summary>B_P.</summary>
    public ResNet3d Pathology => pathology;

    /// <summary>B_F.</summary>
    public FusionBranch Fusion => fusion;

    /// <summary>Whether radiology and pathology branch are frozen.</summary>
    public bool BranchesAreFrozen { get; private set; }

    /// <summary>Freezes radiology and pathology branch, for good: no gradients, and evaluation mode, so that the statistics of their
    /// normalisation stay, too.</summary>
    public void FreezeBranches()
    {
        BranchesAreFrozen = true;
        foreach (var parameter in radiology.parameters().Concat(pathology.parameters()))
        {
            parameter.requires_grad = false;
        }

        train(training);
    }

    /// <summary>Sets the mode; frozen branches stay in evaluation mode.</summary>
    /// <param name="train">Training, or evaluation.</param>
    public override void train(bool train = true)
    {
        base.train(train);
        if (BranchesAreFrozen)
        {
            radiology.eval();
            pathology.eval();
        }
    }

    /// <summary>All branches.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="wsi">(Bp, 3, T, H, W) in the order of <paramref name="paired"/>; null if none has pathology.</param>
    /// <param name="paired">(Bp) int64: the rows of <paramref name="ct"/> that have pathology.</param>
    public override TeacherOutput forward(Tensor ct, Tensor? wsi, Tensor paired) => Fuse(radiology.call(ct), wsi, paired);

    /// <summary>The other branches, where the radiology branch has been through the batch already.</summary>
    /// <param name="r">What it gave for B sequences.</param>
    /// <param name="wsi">(Bp, 3, T, H, W) in the order of <paramref name="paired"/>; null if none has pathology.</param>
    /// <param name="paired">(Bp) int64: the rows of the B that have pathology.</param>
    public TeacherOutput Fuse(BranchOutput r, Tensor? wsi, Tensor paired)
    {
        ArgumentNullException.ThrowIfNull(r);
        if (wsi is null)
        {
            return new TeacherOutput(r.Logits, null, null, [], []);
        }

        ArgumentNullException.ThrowIfNull(paired);
        if (paired.shape[0] != wsi.shape[0])
        {
            throw new ArgumentException($"{wsi.shape[0]} slide sequences for {paired.shape[0]} paired rows", nameof(paired));
        }

        var p = pathology.call(wsi);
        var everyone = paired.shape[0] == r.Logits.shape[0] && paired.Equals(arange(paired.shape[0], device: paired.device));
        var fR = r.Stages.Take(3).Select(stage => Joined(everyone ? stage : stage.index_select(0, paired))).ToArray();
        var (fused, logits) = fusion.call(fR, p.Stages.Take(3).Select(Joined).ToArray());
        return new TeacherOutput(r.Logits, p.Logits, logits, [.. p.Stages.Take(3)], fused);
    }

    private Tensor Joined(Tensor stage) => _detach ? stage.detach() : stage;
}
