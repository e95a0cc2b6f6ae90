using System.Globalization;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Training;

namespace MhdNet.Studies.Paper;

/// <summary>What readers of the paper ask and it does not answer.</summary>
public static class Readers
{
    /// <summary>Depth of the fusion branch: the text says 34, the printed size fits about 10 better.</summary>
    public static Study FusionDepth { get; } = Make("fusion-depth",
        "Depth of the fusion branch: 34, 18, 10", [.. new[] { 18, 10 }.Select(depth =>
        Paper.Vary($"depth {depth}", mhd => mhd with { Network = mhd.Network with { FusionDepth = depth } }))]);

    /// <summary>
    /// Decay of the memory (Eq. 6), which the paper does not give; the values are those at the paper's length
    /// (<see cref="MemoryOptions.DecayOver"/>). Of the start of an item that moves with each of its type's 6,450 sequences there (100
    /// epochs of 516 / 8), 0.2 % is left at 0.999, nothing at 0.9 and 0.99, and 52 % at 0.9999.
    /// </summary>
    public static Study Decay { get; } = Make("decay", "Decay of the memory, as at the paper's length: 0.999, 0.9, 0.99, 0.9999",
        [.. new[] { 0.9, 0.99, 0.9999 }.Select(decay => Paper.Vary(
            string.Create(CultureInfo.InvariantCulture, $"decay {decay}"),
            mhd => mhd with { Memory = mhd.Memory with { Decay = decay } }))]);

    /// <summary>Temperature of the memory's attention (Eq. 7): none in the paper.</summary>
    public static Study Temperature { get; } = Make("temperature", "Temperature of the memory's attention: 1 against 0.05",
        Paper.Vary("tau 0.05", mhd => mhd with { Memory = mhd.Memory with { Temperature = MemoryOptions.RecommendedTemperature } }));

    /// <summary>Length of a memory item, named by the paper's size: Eq. 11 needs 768 values, Table V counts 192
    /// (<see cref="NetworkOptions.ReducedMemory"/>).</summary>
    public static Study ItemDimension { get; } = Make("item-dimension",
        "Values of a memory item: 768, as Eq. 11 needs, against 192, as Table V counts",
        Paper.Vary("items of 192", mhd => mhd with { Network = mhd.Network with { ReducedMemory = true } }));

    /// <summary>How the teacher's branches are trained: the text says "separately" and "jointly"; the authors' scripts train two, freeze
    /// them, and then the fusion.</summary>
    public static Study Joint { get; } = Make("joint",
        "The teacher's branches: trained with the fusion loss, cut off from it, or first and frozen",
        Paper.Vary("detached branches", mhd => mhd with { Network = mhd.Network with { DetachBranches = true } }),
        Paper.Vary("in phases", mhd => mhd with { Phased = true }));

    /// <summary>Distance of the fused features (Eq. 12): the text says MSE, the equation prints an unsquared norm, the authors' scripts
    /// take L1.</summary>
    public static Study Distance { get; } = Make("mse-distance",
        "Distance of the fused features in the MSE loss: mean square against mean absolute (L1)",
        Paper.Vary("L1", mhd => mhd with { Weights = mhd.Weights with { Distance = FeatureDistance.MeanAbsolute } }));

    /// <summary>Temperature of the KL loss (Eq. 13): none in the paper, 20 in the authors' scripts.</summary>
    public static Study KlTemperature { get; } = Make("kl-temperature",
        "Temperature of the KL loss: 1, 4, 20", [.. new[] { 4, 20 }.Select(temperature =>
        Paper.Vary($"T {temperature}", mhd => mhd with { KlTemperature = temperature }))]);

    /// <summary>Whose pathology a CT sequence is seen with in training.</summary>
    public static Study PairingOf { get; } = Make("pairing",
        "Pairing of CT and pathology in training: by patient, or by type as in the authors' scripts",
        Paper.Vary("by type", mhd => mhd with
        {
            Teacher = mhd.Teacher with { Pairing = Pairing.SameType },
            Student = mhd.Student with { Pairing = Pairing.SameType },
        }));

    /// <summary>Under whose prediction the student reads the memory.</summary>
    public static Study Prior { get; } = Make("prior", "Reading the memory: under the teacher's radiology branch, the student's own first "
        + "pass, or, in training, a branch that has not seen the patient",
        Paper.Vary("own prediction", mhd => mhd with { Reading = MemoryReading.OwnPrediction }),
        Paper.Vary("cross-fitted", mhd => mhd with { CrossFitted = true }));

    /// <summary>Whose word the soft targets are: a teacher's that was fitted to the patient, or one's that has not seen it.</summary>
    public static Study OutOfFold { get; } = Make("out-of-fold",
        "Soft targets of the KL loss: of the teacher, or of teachers that have not seen the patient",
        Paper.Vary("out of fold", mhd => mhd with { OutOfFold = true }));

    /// <summary>How much the training patients' number is worth.</summary>
    public static Study DataSize { get; } = Make("data-size",
        "Training patients: all, and down to a sixteenth; as many steps", [.. new[] { 0.5, 0.25, 0.125, 0.0625 }.Select(share =>
        Paper with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{share:0.## %} of the patients"),
            Setting = Paper.Setting with { TrainingShare = share },
        })]);

    /// <summary>How much it costs to learn from the labels of one pathologist, by the agreement of three published studies.</summary>
    public static Study LabelAgreement { get; } = new()
    {
        Name = "label-agreement",
        Title = "Labels in training: the consensus, or one reader's who agrees with it by kappa 0.68 or 0.45; the test keeps the consensus",
        Experiments =
        [
            Paper, Experiment.Alone,
            .. new[] { 0.68, 0.45 }.SelectMany(kappa => new[] { Paper, Experiment.Alone }.Select(row => row with
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{row.Name}, kappa {kappa}"),
                Setting = row.Setting with { LabelAgreement = kappa },
            })),
        ],
    };

    /// <summary>
    /// How a network on CT alone is best trained: what DEVIATIONS.md chooses by the validation patients, for all methods alike.
    /// </summary>
    public static Study Optimisation { get; } = new()
    {
        Name = "optimisation",
        Title = "Training on CT alone: augmentation, weight decay, averaging, batch, rate, length (runs.csv has the validation patients)",
        Experiments =
        [
            Experiment.Alone,
            Trained("not augmented", options => options with { Augmentation = Augmentation.None }),
            MirroredOnly,
            Trained("weight decay 0.01", options => options with { WeightDecay = 0.01 }),
            Trained("weight decay 0.1", options => options with { WeightDecay = 0.1 }),
            Trained("averaged weights", options => options with { AverageDecay = 0.999 }),
            Trained("batch 16", options => options with { BatchSize = 16 }),
            HalfTheRate,
            .. Lengths(Experiment.Alone),
            Twice(HalfTheRate),
            Twice(MirroredOnly),
        ],
    };

    /// <summary>How long teacher and student are trained.</summary>
    public static Study TrainingLength { get; } = Make("training-length",
        "Epochs of teacher and student: the scale's, half as many, twice as many", [.. Lengths(Paper)]);

    /// <summary>What the leak of the authors' scripts is worth (<see cref="LeakingPhase"/>): on test patients it has seen, and on extra
    /// ones it has not.</summary>
    public static Study AsReleased { get; } = Make("as-released",
        "The released protocol's leak: epoch chosen on the test, test labels in the memory",
        Paper.Vary("epoch by test", mhd => mhd with { Leak = Leak.EpochByTest }),
        Paper.Vary("test in memory", mhd => mhd with { Leak = Leak.TestInMemory }),
        Paper.Vary("both", mhd => mhd with { Leak = Leak.EpochByTest | Leak.TestInMemory }));

    /// <summary>
    /// What could make distillation worth more: every row is a variant of the method that another study has, here against the student's
    /// backbone trained alone; alone, too, it is trained for half and twice the epochs. The matched controls are beside: a gain that they
    /// have as well is not pathology's.
    /// </summary>
    public static Study Gain { get; } = new()
    {
        Name = "gain",
        Title = "What distillation gains: every variant of the student against the same backbone trained alone",
        Experiments =
        [
            Experiment.Alone,
            .. Lengths(Experiment.Alone),
            .. MatchedControls.Trained,
            Paper,
            .. new[] { TrainingLength, Fig6.Study, Prior, Temperature, Decay,
                ItemDimension, Joint, OutOfFold, Distance, KlTemperature, PairingOf }.SelectMany(study => study.Experiments.Skip(1)),
        ],
    };

    private static Experiment Paper => Experiment.Paper;

    private static IEnumerable<Experiment> Lengths(Experiment row) => new[] { (0.5, "half"), (2, "twice") }.Select(length =>
        row with
        {
            Name = row == Experiment.Alone ? $"alone, {length.Item2} the epochs" : $"{length.Item2} the epochs",
            Setting = row.Setting with { Length = length.Item1 },
        });

    private static Experiment HalfTheRate => Trained("half the rate", options => options with { LearningRate = 0.0005 });

    private static Experiment MirroredOnly =>
        Trained("mirrored only", options => options with { Augmentation = Augmentation.Mirror });

    private static Experiment Twice(Experiment row) =>
        row with { Name = $"{row.Name}, twice the epochs", Setting = row.Setting with { Length = 2 } };

    private static Experiment Trained(string name, Func<TrainingOptions, TrainingOptions> change) =>
        Experiment.Alone.Vary(name, mhd => mhd with { Student = change(mhd.Student) });

    private static Study Make(string name, string title, params IReadOnlyList<Experiment> rows) =>
        new() { Name = name, Title = title, Experiments = [Paper, .. rows] };
}
