using MhdNet.Data.Sequences;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods.Mhd;

/// <summary>The network of MHD-Net that an experiment tests.</summary>
public enum MhdNetPart
{
    /// <summary>The student: CT alone, taught by the teacher.</summary>
    Student,

    /// <summary>The teacher: its fusion branch, on CT and pathology.</summary>
    Teacher,

    /// <summary>The student's backbone, trained on CT and labels alone.</summary>
    Alone,

    /// <summary>One branch of the teacher's depth, trained on CT and labels alone (Fig. 5, "MHD-Net Rad.").</summary>
    Radiology,

    /// <summary>The same on pathology (Fig. 5, "MHD-Net Pat.").</summary>
    Pathology,
}

/// <summary>How the student reads the memory.</summary>
public enum MemoryReading
{
    /// <summary>Under the prediction of the teacher's radiology branch (Eq. 11).</summary>
    TeachersPrediction,

    /// <summary>Under the prediction of its own first pass.</summary>
    OwnPrediction,

    /// <summary>Not at all: the student has no memory (Fig. 6, "w/o CTMM").</summary>
    None,
}

/// <summary>
/// MHD-Net (Sec. III): a teacher on CT and pathology with a typed memory, and a student on CT alone that reads the memory and learns from
/// the teacher. The defaults are the paper's; every option is a variant that a table of the suite asks about.
/// </summary>
public sealed record MhdNetMethod : Method
{
    /// <summary>Folds of <see cref="CrossFitted"/>.</summary>
    public const int Folds = 4;

    /// <inheritdoc/>
    public override string Name => "MHD-Net";

    /// <inheritdoc/>
    public override string Citation => "MHD-Net: Memory-Aware Hetero-Modal Distillation Network, IEEE JBHI 2024";

    /// <summary>Which network is tested.</summary>
    public MhdNetPart Tested { get; init; } = MhdNetPart.Student;

    /// <summary>Depths and variants of the networks; their sizes are the setting's.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The memory's options.</summary>
    public MemoryOptions Memory { get; init; } = new();

    /// <summary>Weights of the loss terms (Fig. 7, left).</summary>
    public LossWeights Weights { get; init; } = new();

    /// <summary>Temperature of Eq. 13; the paper's is 1.</summary>
    public double KlTemperature { get; init; } = 1;

    /// <summary>Optimisation of the teacher, and of single branches.</summary>
    public TrainingOptions Teacher { get; init; } = new();

    /// <summary>Optimisation of the student.</summary>
    public TrainingOptions Student { get; init; } = new();

    /// <summary>How the student reads the memory.</summary>
    public MemoryReading Reading { get; init; } = MemoryReading.TeachersPrediction;

    /// <summary>
    /// Trains the teacher's radiology and pathology branches alone first, then, with both frozen, the fusion branch and the memory, as the
    /// authors' scripts do; the paper says "jointly", too, which is the default.
    /// </summary>
    public bool Phased { get; init; }

    /// <summary>
    /// While the student is trained, lets it read the memory under predictions for patients that the predicting branch has not seen: of
    /// <see cref="Folds"/> radiology branches, each trained without a fold of the training patients, the one that left out the patient.
    /// What is deployed reads under the teacher's radiology branch, as published. A variant of ours.
    /// </summary>
    public bool CrossFitted { get; init; }

    /// <summary>
    /// Takes the soft targets of Eq. 13 from teachers that have not seen the patient: of <see cref="Folds"/>, each trained without a fold
    /// of the training patients (<see cref="Mhd.OutOfFold"/>). Features of different teachers cannot be compared, so Eq. 12 keeps the one
    /// teacher's. A variant of ours.
    /// </summary>
    public bool OutOfFold { get; init; }

    /// <summary>Of a single branch: the fold of the training patients that it does not see, from 0; null: it sees all.</summary>
    public int? LeavesOut { get; init; }

    /// <summary>File of a pretrained 3D ResNet that the teacher's branches begin with; null: at random.</summary>
    public string? TeacherBackbone { get; init; }

    /// <summary>The same for the student's backbone.</summary>
    public string? StudentBackbone { get; init; }

    /// <summary>What of the test leaks into training. Anything but nothing is there to measure the leak.</summary>
    public Leak Leak { get; init; } = Leak.None;

    /// <summary>The method as published, its networks at the sizes of a scale.</summary>
    public static MhdNetMethod Published(Scale scale)
    {
        var method = (MhdNetMethod)new MhdNetMethod().At(scale);
        return method with { Network = method.Network.Sized(new Setting().At(scale).Size) };
    }

    /// <inheritdoc/>
    public override Phase For(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        Phase phase = Tested switch
        {
            MhdNetPart.Student => StudentOf(setting),
            MhdNetPart.Teacher => TeacherOf(setting, null),
            MhdNetPart.Alone => AloneOf(setting),
            MhdNetPart.Radiology => BranchOf(setting, Modality.Ct, LeavesOut),
            _ => BranchOf(setting, Modality.Wsi, LeavesOut),
        };
        return Leak == Leak.None ? phase : LeakingPhase.Of(phase, Leak);
    }

    /// <inheritdoc/>
    public override Method At(Scale scale) => this with
    {
        Network = scale == Scale.Smoke ? Network with { TeacherDepth = 10, StudentDepth = 10 } : Network,
        Teacher = Teacher.At(scale, smoke: 2, demo: 6, study: 8),
        Student = Student.At(scale, smoke: 2, demo: 8, study: 20),
    };

    /// <inheritdoc/>
    public override void Check()
    {
        Network.Checked();
        Memory.Checked();
        if (LeavesOut is < 0 or >= Folds)
        {
            throw new InputException($"leaves out fold {LeavesOut} of {Folds}: give 0 to {Folds - 1}, or none");
        }
    }

    private TeacherPhase TeacherOf(Setting setting, int? leavesOut) => new()
    {
        Setting = setting,
        Training = Long(Teacher, setting),
        Network = Network.Sized(setting.Size),
        Memory = Memory,
        ConMb = Weights.ConMb,
        LeavesOut = leavesOut,
        Start = Phased ? null : PretrainedStart.From(TeacherBackbone),
        Needs = Phased ? [BranchOf(setting, Modality.Ct, leavesOut), BranchOf(setting, Modality.Wsi, leavesOut)] : [],
    };

    private StudentPhase StudentOf(Setting setting) => new()
    {
        Setting = setting,
        Training = Long(Student, setting),
        Network = Network.Sized(setting.Size),
        Memory = Memory,
        Reading = Reading,
        Mse = Weights.Mse,
        Distance = Weights.Distance,
        Kl = Weights.Kl,
        KlTemperature = KlTemperature,
        Start = PretrainedStart.From(StudentBackbone),
        Needs =
        [
            TeacherOf(setting, null),
            .. CrossFitted && Reading == MemoryReading.TeachersPrediction && Leak == Leak.None
                ? Enumerable.Range(0, Folds).Select(fold => BranchOf(setting, Modality.Ct, fold))
                : [],
            .. OutOfFold && Weights.Kl > 0 && Leak == Leak.None
                ? Enumerable.Range(0, Folds).Select(fold => TeacherOf(setting, fold))
                : [],
        ],
    };

    // what cannot change the result is left out: a backbone alone has no memory and no losses but the labels'
    private StudentPhase AloneOf(Setting setting) => new()
    {
        Setting = setting,
        Training = Long(Student, setting),
        Network = Network.Sized(setting.Size),
        Memory = new MemoryOptions(),
        Reading = MemoryReading.None,
        Start = PretrainedStart.From(StudentBackbone),
    };

    private BranchPhase BranchOf(Setting setting, Modality modality, int? leavesOut) => new()
    {
        Setting = setting,
        Training = Long(Teacher, setting),
        Size = setting.Size,
        Depth = Network.TeacherDepth,
        Modality = modality,
        LeavesOut = leavesOut,
        Start = PretrainedStart.From(TeacherBackbone),
    };

    private static TrainingOptions Long(TrainingOptions options, Setting setting) =>
        options with { Epochs = setting.Epochs(options.Epochs) };
}
