using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Methods.MissingModality;

/// <summary>Training of DAGD-Net's student.</summary>
public sealed record DagdPhase : ComparisonPhase<DagdMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "dagd";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    /// <remarks>The teacher goes forward alone.</remarks>
    public override double StepWork() => base.StepWork() + Needs[0].Cost().MultiplyAdds;

    /// <inheritdoc/>
    public override Classifier Build() => Student();

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(needs);
        return new DagdLearner(Student(), (DagdTeacher)needs[0].Load(), Method);
    }

    private BranchClassifier Student() => new(Kind, Method.Depth, Modalities.Ct, Setting.Size);
}

/// <summary>Labels, and the teacher's logits, fused features and parts.</summary>
internal sealed class DagdLearner : Learner
{
    private readonly BranchClassifier _student;
    private readonly DagdTeacher _teacher;
    private readonly DagdMethod _method;
    private readonly Convolution[] _estimates;   // of a stage: fused, shared and specific to pathology, one after the other
    private readonly Parts _parts;

    public DagdLearner(BranchClassifier student, DagdTeacher teacher, DagdMethod method)
    {
        (_student, _teacher, _method) = (student, teacher, method);
        teacher.to(TorchRuntime.Device);
        var stages = ResidualStage.Shapes(method.Depth, student.Size).Skip(method.FirstStage - 1);
        _estimates = [.. stages.Zip(teacher.GroupChannels, (stage, channels) =>
            new Convolution(stage.Channels, 3 * channels, (1, 1, 1), bias: true, start: ConvolutionStart.UniformFanIn))];
        _parts = new Parts([("student", student), .. _estimates.Select((estimate, i) => ($"estimate{method.FirstStage + i}", estimate))]);
    }

    public override nn.Module Module => _parts;

    public override Classifier Deployed => _student;

    public override void Convolve(Tensor ct, Tensor wsi)
    {
        base.Convolve(ct, wsi);
        _teacher.Heads(ct, wsi);
    }

    // L = CE + w_kd L_kd + w_feat(p) L_feat + w_comp(p) L_comp
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var output = _student.Backbone.call(batch.Ct);
        var labels = new LossTerm("ce", nn.functional.cross_entropy(output.Logits, batch.Labels));
        if (batch.Wsi is null)
        {
            return [labels];
        }

        DagdOutput said;
        using (no_grad())
        {
            var ct = batch.Ct.index_select(0, batch.Paired);
            said = _teacher.Of(ct, batch.Wsi, arange(ct.shape[0], ScalarType.Int64, ct.device));
        }

        var student = output.Logits.index_select(0, batch.Paired);
        var distances = said.Groups.Select((groups, i) =>
            groups.DistancesOf(_estimates[i].call(output.Stages[_method.FirstStage - 1 + i].index_select(0, batch.Paired)))).ToList();
        Tensor Sum(Func<(Tensor Feature, Tensor Components), Tensor> part) => stack([.. distances.Select(part)]).sum();
        return
        [
            labels,
            new("kd", DistillationLosses.Kl(said.FusionLogits!, student, _method.Temperature), _method.Logits, OfPairs: true),
            new("feature", Sum(both => both.Feature), _method.Features * DagdMethod.FeatureCourse(clock.Progress), OfPairs: true),
            new("component", Sum(both => both.Components), _method.Components * DagdMethod.ComponentCourse(clock.Progress), OfPairs: true),
        ];
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _teacher.Dispose();
        }
    }
}
