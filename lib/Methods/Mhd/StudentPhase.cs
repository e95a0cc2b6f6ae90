using System.Text.Json.Serialization;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Training;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Training of the student (Sec. III-C). It needs a teacher and, cross-fitted, a radiology branch per fold and, taught out of fold, a
/// teacher per fold; without a teacher it is the backbone alone, on CT and labels.
/// </summary>
public sealed record StudentPhase : Phase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => Needs.Count == 0 ? "alone" : "student";

    /// <summary>Sizes and variants of the networks.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>The memory's options.</summary>
    public required MemoryOptions Memory { get; init; }

    /// <summary>How it reads the memory.</summary>
    public required MemoryReading Reading { get; init; }

    /// <summary>Weight of Eq. 12.</summary>
    public double Mse { get; init; }

    /// <summary>Distance of Eq. 12.</summary>
    public FeatureDistance Distance { get; init; }

    /// <summary>Weight of Eq. 13.</summary>
    public double Kl { get; init; }

    /// <summary>Temperature of Eq. 13.</summary>
    public double KlTemperature { get; init; } = 1;

    /// <summary>Weights that the backbone begins with.</summary>
    public PretrainedStart? Start { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => Build(
        () => new ResNet3d(Network.TeacherDepth, 1, Network), () => new FrozenMemory(Network.MemoryStages(), Network.TypeCount, Memory));

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(needs);
        var teacher = needs.Count == 0 ? null : (TeacherWithMemory)needs[0].Load();
        FrozenMemory? memory = null;
        var student = Build(() => teacher!.Network.Radiology, () => memory = teacher!.Memory.Freeze());
        if (memory is not null)
        {
            MemoryRecord.Check(needs[0], memory);
        }

        Start?.Load(run, ("student", student.Backbone));
        var folds = needs.Skip(1).Where(run => run.Phase is BranchPhase).Select(fold => (BranchClassifier)fold.Load()).ToList();
        var teachers = needs.Skip(1).Where(run => run.Phase is TeacherPhase).Select(fold => (TeacherWithMemory)fold.Load()).ToList();
        return new StudentLearner(student, teacher, memory, new LossWeights(0, Mse, Kl, Distance),
            KlTemperature, folds, Training.BatchSize, teachers);
    }

    /// <inheritdoc/>
    public override double StepWork()
    {
        var own = MhdCost.Student(Network, Memory, MemoryReading.None).MultiplyAdds;
        if (Needs.Count == 0)
        {
            return 3.0 * own;
        }

        // the teacher and all that is frozen of the student: forward alone
        var deployed = MhdCost.Student(Network, Memory, Reading).MultiplyAdds;
        var prior = Reading == MemoryReading.TeachersPrediction
            ? MhdCost.Branch("prior", Network.TeacherDepth, 1, Network).MultiplyAdds : 0;
        var teachers = Needs.Count(need => need is TeacherPhase) > 1 ? 2 : 1; // one more of a fold
        return (3.0 * (deployed - prior)) + (teachers * MhdCost.Teacher(Network).MultiplyAdds);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, long[] Shape)> Landmarks() => Reading == MemoryReading.None
        ? MhdLandmarks.Branch("backbone", Network)
        : [.. MhdLandmarks.Branch("backbone", Network), .. MhdLandmarks.Memory("memory.bank{0}", "", Network, Memory, from: 1)];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Network.Checked();
        Memory.Checked();
    }

    private StudentNetwork Build(Func<ResNet3d> prior, Func<FrozenMemory> memory) => Reading switch
    {
        MemoryReading.TeachersPrediction => new StudentNetwork(Network, prior(), memory()),
        MemoryReading.OwnPrediction => new StudentNetwork(Network, memory()),
        _ => new StudentNetwork(Network),
    };
}
