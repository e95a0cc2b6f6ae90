using System.Text.Json.Serialization;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Training;

namespace MhdNet.Methods.Controls;

/// <summary>
/// MHD-Net deploys two networks: its student and the teacher's radiology branch, whose prediction the student reads the memory under.
/// This control is the mean of the two, each trained alone on CT and labels: what two networks are worth without any teacher.
/// </summary>
public sealed record MeanOfTwoMethod : ControlMethod
{
    /// <inheritdoc/>
    public override string Name => "mean of two";

    /// <inheritdoc/>
    public override string Citation => "Hansen and Salamon, IEEE TPAMI 1990 (ensembles)";

    /// <inheritdoc/>
    public override Phase For(Setting setting) => new MeanPhase
    {
        Setting = setting,
        Training = FittedPhase.AtOnce,
        Needs = [(Of with { Tested = MhdNetPart.Radiology }).For(setting), (Of with { Tested = MhdNetPart.Alone }).For(setting)],
    };
}

/// <summary>Nothing to train: the mean of the networks that it needs.</summary>
public sealed record MeanPhase : FittedPhase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "mean";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => new MeanClassifier(Setting.Size, [.. Needs.Select(need => need.Build())]);

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) =>
        new FittedLearner(new MeanClassifier(Setting.Size, [.. needs.Select(need => need.Load())]));

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, long[] Shape)> Landmarks() =>
        [.. Needs.SelectMany((need, i) => need.Landmarks().Select(mark => ($"member{i + 1}.{mark.Name}", mark.Shape)))];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        foreach (var need in Needs)
        {
            need.Check();
        }
    }
}
