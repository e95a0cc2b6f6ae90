using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Training;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Training of the teacher (Sec. III-A): all branches together, or, where it needs a radiology and a pathology branch trained alone, the
/// fusion branch and the memory on top of those two, frozen.
/// </summary>
public sealed record TeacherPhase : Phase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "teacher";

    /// <summary>Sizes and variants of the networks.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>The memory's options.</summary>
    public required MemoryOptions Memory { get; init; }

    /// <summary>Weight of the ConMB loss (Eq. 10).</summary>
    public required double ConMb { get; init; }

    /// <summary>The fold of the training patients that it does not see (<see cref="TrainingData.Without"/>); null: it sees all.</summary>
    public int? LeavesOut { get; init; }

    /// <summary>Weights that the radiology and pathology branches begin with.</summary>
    public PretrainedStart? Start { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Both;

    /// <inheritdoc/>
    public override Classifier Build() => new TeacherWithMemory(Network, Memory);

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(needs);
        var teacher = new TeacherWithMemory(Network, Memory);
        if (needs.Count == 2)
        {
            LoadBranch(needs[0], teacher.Network.Radiology);
            LoadBranch(needs[1], teacher.Network.Pathology);
            teacher.Network.FreezeBranches();
        }
        else
        {
            Start?.Load(run, ("radiology branch", teacher.Network.Radiology), ("pathology branch", teacher.Network.Pathology));
        }

        return new TeacherLearner(teacher, ConMb);
    }

    /// <inheritdoc/>
    public override TrainingData Select(TrainingData all)
    {
        var share = base.Select(all);
        return LeavesOut is { } fold ? share.Without(fold, MhdNetMethod.Folds) : share;
    }

    /// <inheritdoc/>
    public override double StepWork() =>
        base.StepWork() + (2.0 * MhdCost.OfMemory(Network, Memory).MultiplyAdds); // ConMB's products in bfloat16, forward and backward

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, long[] Shape)> Landmarks() =>
        [.. MhdLandmarks.Branch("network.radiology", Network),
            .. MhdLandmarks.Memory("memory.stages.{0}.items", "network.fusion.", Network, Memory, from: 0)];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Network.Checked();
        Memory.Checked();
    }

    private static void LoadBranch(FinishedRun run, ResNet3d branch)
    {
        using var trained = (BranchClassifier)run.Load();
        branch.Take(trained.Backbone);
    }
}
