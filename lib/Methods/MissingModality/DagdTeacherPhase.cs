using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.MissingModality;

/// <summary>Training of DAGD-Net's teacher.</summary>
public sealed record DagdTeacherPhase : ComparisonPhase<DagdMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "dagd-teacher";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Both;

    /// <inheritdoc/>
    public override Classifier Build() => Teacher();

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) => new DagdTeacherLearner(Teacher(), Method.Grouping);

    private DagdTeacher Teacher() => new(Method.Depth, Method.FirstStage, Setting.Size);
}

/// <summary>Three cross-entropies and the grouping loss; `other` counts in the radiology branch's cross-entropy alone.</summary>
/// <param name="teacher">What is trained.</param>
/// <param name="grouping">Weight of the grouping loss.</param>
internal sealed class DagdTeacherLearner(DagdTeacher teacher, double grouping) : Learner
{
    public override nn.Module Module => teacher;

    public override Classifier Deployed => teacher;

    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var output = teacher.Of(batch.Ct, batch.Wsi, batch.Paired);
        var radiology = new LossTerm("ce_radiology", cross_entropy(output.RadiologyLogits, batch.Labels));
        if (output.FusionLogits is null || output.PathologyLogits is null)
        {
            return [radiology];
        }

        var types = batch.Labels.index_select(0, batch.Paired);
        return
        [
            new("ce_fusion", cross_entropy(output.FusionLogits, types), OfPairs: true),
            radiology,
            new("ce_pathology", cross_entropy(output.PathologyLogits, types), OfPairs: true),
            new("grouping", stack([.. output.Groups.Select(groups => groups.GroupingLoss())]).mean(), grouping, OfPairs: true),
        ];
    }
}
