using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods;

/// <summary>
/// One training, whole: everything that determines its result, and nothing else. Its JSON is what experiment.json holds, what a run's
/// folder is named by, and what a cell of a sweep is.
/// </summary>
public abstract record Phase
{
    /// <summary>A training by the code that runs.</summary>
    protected Phase() => MethodCode = CodeVersion.OfMethod(GetType());

    /// <summary>Patients, sizes, seeds, code.</summary>
    public required Setting Setting { get; init; }

    /// <summary>
    /// Fingerprint of the source of its method alone; null where there is none beside <see cref="Setting.Code"/>'s. A method that is added
    /// or mended leaves the trainings of all others as they are.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MethodCode { get; init; }

    /// <summary>Epochs, batch size, rate.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Trainings that must be finished before this one begins; what several phases need is trained once.</summary>
    public IReadOnlyList<Phase> Needs { get; init; } = [];

    /// <summary>What people call it, and the first part of its folder's name: "teacher", "student". Small letters, digits,
    /// hyphens.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Twelve hexadecimal digits that name this training.</summary>
    public string Id() => ContentHash.OfText(PhaseJson.Canonical(this))[..12];

    /// <summary>Name of its folder.</summary>
    [JsonIgnore]
    public string FolderName => $"{Kind}-{Id()}";

    /// <summary>What the network that is tested has to be shown.</summary>
    [JsonIgnore]
    public abstract Modalities Sees { get; }

    /// <summary>The network that is trained, untrained: its weights come from torch's generator, or are filled from a file.</summary>
    public abstract Classifier Build();

    /// <summary>Begins the training afresh; weights come from torch's generator, which has been seeded.</summary>
    /// <param name="needs">The finished runs of <see cref="Needs"/>, in their order.</param>
    /// <param name="run">Where files of the run may be written.</param>
    public abstract Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run);

    /// <summary>
    /// What it sees of the training patients: by default the setting's share of them, under the setting's labels, with the pathology that
    /// its pairing says.
    /// </summary>
    /// <param name="all">All training and validation patients.</param>
    public virtual TrainingData Select(TrainingData all)
    {
        ArgumentNullException.ThrowIfNull(all);
        var read = Setting.LabelAgreement < 1 ? SingleReader.Read(all, Setting.LabelAgreement, Setting.SplitSeed) : all;
        var share = Setting.TrainingShare < 1 ? read.Of(Setting.TrainingShare) : read;
        return Training.Pairing == Pairing.OtherType ? share.WithPlacebo(Setting.Seed) : share;
    }

    /// <summary>How many steps the whole training takes.</summary>
    /// <param name="all">All training and validation patients.</param>
    public virtual int Steps(TrainingData all) =>
        Training.Epochs * new EpochSampler(Select(all), Training.BatchSize, Setting.Seed, Training.ThinOther).Epoch(0).Count;

    /// <summary>
    /// Work of one step beside another phase's, in any unit that all phases share: multiply-adds of one sequence, forward and backward.
    /// An estimate of time rests on it until trainings of this kind have been timed.
    /// </summary>
    public virtual double StepWork() => 3.0 * Math.Max(1, Cost().MultiplyAdds);

    /// <summary>
    /// What its network costs for one sequence. The network is built for it; where <see cref="Classifier.Cost"/> reads shapes alone,
    /// <see cref="ShapeOnly"/> spares its numbers.
    /// </summary>
    public virtual Complexity Cost()
    {
        lock (TorchRuntime.Building)
        {
            using var network = Build();
            return Complexity.Count(network);
        }
    }

    /// <summary>The code that it is of, for people: the first digits of the setting's and, where it has one, of its method's.</summary>
    [JsonIgnore]
    public string CodeName => MethodCode is null ? Short(Setting.Code) : $"{Short(Setting.Code)}+{Short(MethodCode)}";

    /// <summary>Whether another training is of the same code.</summary>
    public bool IsOfCode(Phase other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Setting.Code == other.Setting.Code && MethodCode == other.MethodCode;
    }

    /// <summary>The same by the code that runs, and so all that it needs.</summary>
    public Phase ByThisCode() => Map(phase => phase with
    {
        Setting = phase.Setting with { Code = CodeVersion.Fingerprint },
        MethodCode = CodeVersion.OfMethod(phase.GetType()),
    });

    /// <summary>Tensors whose sizes a file must have before a network is built on its word, by name; none where nothing is known.</summary>
    public virtual IReadOnlyList<(string Name, long[] Shape)> Landmarks() => [];

    /// <summary>Refuses options with which no network can be built; called on what comes from a file.</summary>
    /// <exception cref="InputException">One line that names the option.</exception>
    public virtual void Check() => Setting.Check();

    /// <summary>The same on another setting, and so all that it needs.</summary>
    /// <param name="change">Of each phase's setting.</param>
    public Phase With(Func<Setting, Setting> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Map(phase => phase with { Setting = change(phase.Setting) });
    }

    /// <summary>The same, changed, and so all phases that it holds.</summary>
    /// <param name="change">Of one phase alone.</param>
    protected internal virtual Phase Map(Func<Phase, Phase> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change(this) with { Needs = [.. Needs.Select(need => need.Map(change))] };
    }

    private static string Short(string code) => code[..Math.Min(12, code.Length)];
}
