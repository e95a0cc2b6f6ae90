using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Controls;

/// <summary>
/// Label smoothing (Szegedy et al., CVPR 2016, Sec. 7): the student's backbone alone learns from labels that leave a little probability to
/// every class. Soft targets without a teacher: what distillation gains beyond it, the teacher said.
/// </summary>
public sealed record LabelSmoothingMethod : ControlMethod
{
    /// <inheritdoc/>
    public override string Name => "label smoothing";

    /// <inheritdoc/>
    public override string Citation => "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016";

    /// <summary>ε, the probability that is spread over all classes.</summary>
    public double Smoothing { get; init; } = 0.1;

    /// <inheritdoc/>
    public override Phase For(Setting setting)
    {
        var alone = BackbonePhase.AloneOf(Of, setting);
        return new LabelSmoothingPhase
        {
            Setting = alone.Setting,
            Training = alone.Training,
            Network = alone.Network,
            Start = alone.Start,
            Smoothing = Smoothing,
        };
    }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Smoothing is not (>= 0 and < 1))
        {
            throw new InputException($"smooths labels by {Smoothing}: give at least 0, below 1");
        }
    }
}

/// <summary>The backbone's training on smoothed labels.</summary>
public sealed record LabelSmoothingPhase : BackbonePhase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "label-smoothing";

    /// <summary>ε, the probability that is spread over all classes.</summary>
    public required double Smoothing { get; init; }

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        var student = new StudentNetwork(Network);
        Start?.Load(run, ("student", student.Backbone));
        return new Smoothed(student, Smoothing);
    }

    /// <summary>
    /// Cross-entropy with (1 - ε) y + ε / K in place of the label y, mean over the batch:
    /// <code>L = (1 − ε) CE(l, y) − (ε / K) Σ_k log σ(l)_k</code>
    /// </summary>
    /// <param name="logits">l, (B, K).</param>
    /// <param name="labels">(B), int64.</param>
    /// <param name="smoothing">ε.</param>
    public static Tensor Loss(Tensor logits, Tensor labels, double smoothing)
    {
        using var scope = NewDisposeScope();
        var uniform = nn.functional.log_softmax(logits, 1).mean();
        return (((1 - smoothing) * nn.functional.cross_entropy(logits, labels)) - (smoothing * uniform)).MoveToOuterDisposeScope();
    }

    private sealed class Smoothed(StudentNetwork student, double smoothing) : Learner
    {
        public override nn.Module Module => student;

        public override Classifier Deployed => student;

        public override Modalities Reads => Modalities.Ct;

        public override IEnumerable<Parameter> Parameters => student.TrainableParameters;

        public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) =>
            [new("ce", Loss(student.call(batch.Ct).Logits, batch.Labels, smoothing))];
    }
}
