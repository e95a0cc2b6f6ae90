using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Training;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Training of one branch of the teacher by itself on its modality and the labels (Fig. 5: "MHD-Net Rad." and "MHD-Net Pat."). It sees
/// what the branch sees within the teacher: every CT sequence, or the pathology sequences that CT sequences are paired with.
/// </summary>
public sealed record BranchPhase : Phase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => Modality == Modality.Ct ? "radiology" : "pathology";

    /// <summary>Frames, width and classes.</summary>
    public required NetworkSize Size { get; init; }

    /// <summary>Depth of the ResNet.</summary>
    public required int Depth { get; init; }

    /// <summary>What it sees.</summary>
    public required Modality Modality { get; init; }

    /// <summary>The fold of the training patients that it does not see (<see cref="TrainingData.Without"/>); null: it sees all.</summary>
    public int? LeavesOut { get; init; }

    /// <summary>Weights that it begins with.</summary>
    public PretrainedStart? Start { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modality == Modality.Ct ? Modalities.Ct : Modalities.Wsi;

    /// <inheritdoc/>
    public override Classifier Build() => Network();

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        var branch = Network();
        Start?.Load(run, ("branch", branch.Backbone));
        return new BranchLearner(branch);
    }

    /// <inheritdoc/>
    public override TrainingData Select(TrainingData all)
    {
        var share = base.Select(all);
        return LeavesOut is { } fold ? share.Without(fold, MhdNetMethod.Folds) : share;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, long[] Shape)> Landmarks() =>
        MhdLandmarks.Branch("backbone", Size, Modality == Modality.Ct ? 1 : 3);

    private BranchClassifier Network() => new(Kind, Depth, Sees, Size);
}
