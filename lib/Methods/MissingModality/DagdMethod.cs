using MhdNet.Runtime;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// DAGD-Net: Li et al., Dense Adaptive Grouping Distillation Network for Multimodal Land Cover Classification With Privileged Modality,
/// IEEE TGRS 2022.
/// <para>The source's, as abstract and patent name it: gated grouping of multi-modal features into shared and specific parts at several
/// layers of the teacher; distillation of its features and of the parts at all these layers, with weights that change over the
/// training.</para>
/// <para>Ours: every formula: the gates, the grouping loss, how the groups are joined, the student's estimates, distances between unit
/// vectors over the channels (so that stages compare), the two courses of the weights, the weights themselves and the
/// temperature.</para>
/// </summary>
public sealed record DagdMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "DAGD-Net";

    /// <inheritdoc/>
    public override string Citation => "Li et al., IEEE TGRS 2022";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MissingModality;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Abstract;

    /// <summary>Depth of the student and of the teacher's two ResNets.</summary>
    public int Depth { get; init; } = 50;

    /// <summary>First stage that is grouped, from 1.</summary>
    public int FirstStage { get; init; } = 1;

    /// <summary>Weight of the teacher's grouping loss, a mean over its stages.</summary>
    public double Grouping { get; init; } = 0.1;

    /// <summary>Weight of the distance to the teacher's fused features, a sum over the stages, as the training begins.</summary>
    public double Features { get; init; } = 0.1;

    /// <summary>Weight of the distance to its shared and specific parts, as the training ends.</summary>
    public double Components { get; init; } = 0.1;

    /// <summary>Weight of the logits' divergence.</summary>
    public double Logits { get; init; } = 1;

    /// <summary>Temperature of the logits' divergence.</summary>
    public double Temperature { get; init; } = 4;

    /// <inheritdoc/>
    public override Method At(Scale scale)
    {
        var method = (DagdMethod)base.At(scale);
        return scale == Scale.Paper ? method : method with { Depth = scale == Scale.Smoke ? 10 : 18, FirstStage = 2 };
    }

    /// <summary>What the distance to the features counts beside its weight: falls from 1 to 0.1.</summary>
    /// <param name="progress">Share of the training that is over.</param>
    public static double FeatureCourse(double progress) => 1 - (0.9 * progress);

    /// <summary>What the distance to the parts counts beside its weight: rises from e^-5 to 1.</summary>
    /// <param name="progress">Share of the training that is over.</param>
    public static double ComponentCourse(double progress) => Math.Exp(-5 * (1 - progress) * (1 - progress));

    /// <inheritdoc/>
    public override Phase For(Setting setting) => new DagdPhase
    {
        Setting = setting,
        Training = Optimisation(setting),
        Method = this,
        Needs = [new DagdTeacherPhase { Setting = setting, Training = Optimisation(setting), Method = this }],
    };

    /// <inheritdoc/>
    public override void Check()
    {
        if (FirstStage is < 1 or > 4)
        {
            throw new InputException($"DAGD-Net: a ResNet has no stage {FirstStage}: give the first grouped stage as 1 to 4");
        }

        if (!(Temperature > 0))
        {
            throw new InputException($"DAGD-Net: a temperature of {Temperature} has no softmax: give one above 0");
        }
    }
}
