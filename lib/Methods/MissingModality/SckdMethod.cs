using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// SCKD: Zhu and Wang, Student Customized Knowledge Distillation: Bridging the Gap Between Student and Teacher, ICCV 2021.
/// <para>The source's, as a summary of the paper has it: every distillation loss is a task of its own, and a gate leaves it out of a step
/// whose gradient disagrees with the student's own loss; φ = 0. Any number and kind of losses.</para>
/// <para>Ours: which losses (the logits' divergence, and the distance to the teacher's three fused stages), their weights and the
/// temperature; the gradients are compared at the feature that a distillation loss is taken of (the logits, the stage), not over all
/// weights, which would take a whole backward pass a loss; the teacher is the common one.</para>
/// </summary>
public sealed record SckdMethod : DistillingMethod
{
    /// <inheritdoc/>
    public override string Name => "SCKD";

    /// <inheritdoc/>
    public override string Citation => "Zhu and Wang, ICCV 2021";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MissingModality;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Summary;

    /// <summary>Depth of the student.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>φ: the cosine of two gradients from which on they agree.</summary>
    public double Threshold { get; init; }

    /// <summary>Temperature of the logits' divergence.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>λ_0, weight of the logits' divergence.</summary>
    public double Logits { get; init; } = 1;

    /// <summary>λ_s, weight of the distance at each stage.</summary>
    public double Features { get; init; } = 1;

    /// <inheritdoc/>
    public override Method At(Scale scale) => (SckdMethod)base.At(scale) with { Depth = scale == Scale.Smoke ? 10 : Depth };

    /// <inheritdoc/>
    public override Phase For(Setting setting) => new SckdPhase
    {
        Setting = setting,
        Training = Optimisation(setting),
        Method = this,
        Needs = [Teacher.For(setting)],
    };

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Threshold is not (>= -1 and <= 1))
        {
            throw new InputException($"SCKD: a cosine of {Threshold} cannot be: give a threshold of -1 to 1");
        }

        if (!(Temperature > 0))
        {
            throw new InputException($"SCKD: a temperature of {Temperature} has no softmax: give one above 0");
        }
    }
}

/// <summary>Training of SCKD's student.</summary>
public sealed record SckdPhase : ComparisonPhase<SckdMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "sckd";

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
        return new SckdLearner(Student(), new FrozenTeacher(needs[0]), Method);
    }

    private BranchClassifier Student() => new(Kind, Method.Depth, Modalities.Ct, Setting.Size);
}

/// <summary>Labels, and whatever of the teacher's word pulls the same way.</summary>
internal sealed class SckdLearner : Learner
{
    private readonly BranchClassifier _student;
    private readonly FrozenTeacher _teacher;
    private readonly SckdMethod _method;
    private readonly StageRegressors _regressors;
    private readonly Parts _parts;

    public SckdLearner(BranchClassifier student, FrozenTeacher teacher, SckdMethod method)
    {
        (_student, _teacher, _method) = (student, teacher, method);
        _regressors = new StageRegressors(student);
        _parts = new Parts(("student", student), ("regressors", _regressors));
    }

    public override nn.Module Module => _parts;

    public override Classifier Deployed => _student;

    public override void Convolve(Tensor ct, Tensor wsi)
    {
        base.Convolve(ct, wsi);
        _teacher.Convolve(ct, wsi);
    }

    // L = CE + Σ_m γ_m λ_m L_m, γ_m = 1[cos(∇CE, ∇L_m) ≥ φ]
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var output = _student.Backbone.call(batch.Ct);
        var labels = nn.functional.cross_entropy(output.Logits, batch.Labels);
        var terms = new List<LossTerm> { new("ce", labels) };
        if (_teacher.Of(batch) is not { } word)
        {
            return terms;
        }

        (string Name, Tensor Loss, double Weight, Tensor Feature)[] tasks =
        [
            ("kd", DistillationLosses.Kl(word.Logits, output.Logits.index_select(0, batch.Paired), _method.Temperature),
                _method.Logits, output.Logits),
            .. _regressors.Of(output.Stages, batch.Paired).Select((estimate, s) =>
                ($"stage{s + 1}", nn.functional.mse_loss(estimate, word.Fused[s]), _method.Features, output.Stages[s])),
        ];
        var cosines = GradientAgreement.WithEach(labels, [.. tasks.Select(task => (task.Loss, task.Feature))]);
        terms.AddRange(tasks.Zip(cosines, (task, cosine) =>
            new LossTerm(task.Name, task.Loss, cosine >= _method.Threshold ? task.Weight : 0, OfPairs: true)));
        return terms;
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
