using System.Text.Json.Serialization;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// DGMKD-Net: Xing et al., Discrepancy and Gradient-Guided Multi-Modal Knowledge Distillation for Pathological Glioma Grading, MICCAI 2022.
/// <para>The source's, read in the authors' code: the student has two teachers, the frozen multi-modal one and a mean teacher of its own,
/// and learns of each its logits' divergence and a contrast with memory banks, whose samples are chosen by the discrepancy of teacher
/// and student (DC-Distill); the four losses are weighed by how their gradients agree (GK-Refine). The banks' ranking is the one
/// that the code's comments intend; what it computes, the opposite, is <see cref="LegacySign"/>.</para>
/// <para>Ours: the multi-modal teacher is the common one, and its third fused stage, averaged, is what is contrasted; the student is a
/// bare ResNet without the 128 features before its classifier; the mean teacher sees every sequence mirrored, since a batch
/// holds one view; counts of positives and negatives are shares of the classes' sizes where these are small; `other` has no pathology, so
/// only the mean teacher's losses know it. Where a batch goes through in parts, choice and weights are each part's own.</para>
/// </summary>
public sealed record DgmkdMethod : DistillingMethod
{
    /// <inheritdoc/>
    public override string Name => "DGMKD-Net";

    /// <inheritdoc/>
    public override string Citation => "Xing et al., MICCAI 2022";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MissingModality;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Code;

    /// <summary>Depth of the student.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>α, weight of the logits' divergences.</summary>
    public double Logits { get; init; } = 1;

    /// <summary>Temperature of the logits' divergences.</summary>
    public double KlTemperature { get; init; } = 1;

    /// <summary>β, weight of the contrasts.</summary>
    public double Contrast { get; init; } = 0.02;

    /// <summary>How the gradients' agreement weighs the losses.</summary>
    public AgreementWeighting Weighting { get; init; } = AgreementWeighting.Sum;

    /// <summary>Share of the mean teacher that a step keeps.</summary>
    public double EmaDecay { get; init; } = 0.99;

    /// <summary>Dimension of the embeddings.</summary>
    public int Dimension { get; init; } = 128;

    /// <summary>Rows of a bank: at least the training CT sequences. Unused ones cost nothing but their place in a checkpoint.</summary>
    public int BankRows { get; init; } = 8192;

    /// <summary>Share of a bank's row that its sequence's next embedding leaves.</summary>
    public double BankMomentum { get; init; } = 0.5;

    /// <summary>τ of the contrast.</summary>
    public double ContrastTemperature { get; init; } = 0.07;

    /// <summary>Which rows an anchor is contrasted with.</summary>
    public ContrastChoice Choice { get; init; } = new();

    /// <summary>Ranks by student less teacher, as the code computes; off: by teacher less student, as its comments say.</summary>
    public bool LegacySign { get; init; }

    /// <inheritdoc/>
    public override Method At(Scale scale)
    {
        var method = (DgmkdMethod)base.At(scale);
        return scale == Scale.Smoke ? method with { Depth = 10, Dimension = 32, BankRows = 1024 } : method;
    }

    /// <inheritdoc/>
    /// <remarks>Its weight decay is a part of the gradient (4e-4), ours decoupled, and its batches hold 16.</remarks>
    protected override TrainingOptions Published(TrainingOptions common, Scale scale) => common with
    {
        Epochs = scale == Scale.Paper ? 30 : common.Epochs,
        BatchSize = 16,
        LearningRate = 5e-4,
        WeightDecay = 4e-4,
        Schedule = LearningRateSchedule.Linear,
    };

    /// <inheritdoc/>
    public override Phase For(Setting setting) => new DgmkdPhase
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
        Choice.Check();
        if (Dimension < 1 || BankRows < 1 || !(ContrastTemperature > 0) || !(KlTemperature > 0))
        {
            throw new InputException(
                $"DGMKD-Net: banks of {BankRows} rows of {Dimension} values at temperatures {ContrastTemperature} and {KlTemperature} "
                + "cannot be: give numbers above 0");
        }

        if (EmaDecay is not (>= 0 and < 1) || BankMomentum is not (>= 0 and < 1))
        {
            throw new InputException(
                $"DGMKD-Net: a mean that keeps {EmaDecay}, or rows that keep {BankMomentum}, of themselves: give 0 to below 1");
        }
    }
}

/// <summary>Training of DGMKD-Net's student.</summary>
public sealed record DgmkdPhase : ComparisonPhase<DgmkdMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "dgmkd";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    /// <remarks>The two teachers go forward alone.</remarks>
    public override double StepWork() => (base.StepWork() * 4 / 3) + Needs[0].Cost().MultiplyAdds;

    /// <inheritdoc/>
    public override Classifier Build() => Student();

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(needs);
        return new DgmkdLearner(Student(), Student(), new FrozenTeacher(needs[0]), this);
    }

    private BranchClassifier Student() => new(Kind, Method.Depth, Modalities.Ct, Setting.Size);
}
