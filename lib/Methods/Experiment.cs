
using MhdNet.Data;
using MhdNet.Methods.Mhd;
using MhdNet.Training;

namespace MhdNet.Methods;

/// <summary>
/// One configuration of the method, whole: what a row of a table is. A variant is a <c>with</c> expression; runs that two
/// experiments have in common (the same teacher under another distillation, say) are trained once.
/// </summary>
public sealed record Experiment
{
    /// <summary>The row's name.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of weights, order and augmentation.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Seed of the patient split; the same for all rows of a table.</summary>
    public int SplitSeed { get; init; } = 1;

    /// <summary>How raw files become sequences.</summary>
    public PreprocessingOptions Preprocessing { get; init; } = new();

    /// <summary>Sizes and variants of the networks; class counts are taken from the cohort's typing.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The memory's options.</summary>
    public MemoryOptions Memory { get; init; } = new();

    /// <summary>Weights of the loss terms (Fig. 7, left).</summary>
    public LossWeights Weights { get; init; } = new();

    /// <summary>Temperature of Eq. 13; the paper's is 1.</summary>
    public double KlTemperature { get; init; } = 1;

    /// <summary>Teacher's optimisation.</summary>
    public TrainingOptions Teacher { get; init; } = new();

    /// <summary>Student's optimisation.</summary>
    public TrainingOptions Student { get; init; } = new();

    /// <summary>Which network is tested: a method of the comparisons is a value of this.</summary>
    public Method Method { get; init; } = Method.Student;

    /// <summary>How the student reads the memory.</summary>
    public MemoryReading Reading { get; init; } = MemoryReading.TeachersPrediction;

    /// <summary>
    /// Trains the teacher's radiology and pathology branches alone first, then, with both frozen, the fusion branch and the memory, as the authors'
    /// scripts do; the paper says "jointly", too, which is the default.
    /// </summary>
    public bool Phased { get; init; }

    /// <summary>
    /// While the student is trained, lets it read the memory under predictions for patients that the predicting branch has not seen: of
    /// <see cref="Folds"/> radiology branches, each trained without a fold of the training patients, the one that left out the patient. What is deployed
    /// reads under the teacher's radiology branch, as published. A variant of ours.
    /// </summary>
    public bool CrossFitted { get; init; }

    /// <summary>Folds of <see cref="CrossFitted"/>.</summary>
    public const int Folds = 4;

    /// <summary>Of a single radiology branch: the fold of the training patients that it does not see, from 0; null: it sees all.</summary>
    public int? LeavesOut { get; init; }

    /// <summary>
    /// Share of the training patients that is used; the epochs grow as it falls, so that the number of steps stays about the same.
    /// </summary>
    public double TrainingShare { get; init; } = 1;

    /// <summary>Epochs of teacher and student, as a multiple of the scale's.</summary>
    public double Length { get; init; } = 1;

    /// <summary>File of a pretrained 3D ResNet (<see cref="PretrainedBackbone"/>) that the teacher's radiology and pathology branches begin with; null: at random.</summary>
    public string? TeacherBackbone { get; init; }

    /// <summary>The same for the student's backbone.</summary>
    public string? StudentBackbone { get; init; }

    /// <summary>What of the test leaks into training. Anything but nothing is there to measure the leak (<see cref="ReleasedProtocol"/>).</summary>
    public Leak Leak { get; init; } = Leak.None;

    /// <summary>The method as published: the default decisions (notebooks/DEVIATIONS.md) at the paper's sizes.</summary>
    public static Experiment Paper { get; } = new() { Name = "MHD-Net" };

    /// <summary>The student's backbone trained on CT and labels alone: what distillation is measured against.</summary>
    public static Experiment Alone { get; } = Paper with { Name = "student alone", Method = Method.Alone, Weights = new LossWeights(0, 0, 0) };

    /// <summary>The same experiment at another scale.</summary>
    /// <remarks>
    /// Demo crops to the mediastinum, lets the rate decay and thins `other`: measured on CT alone to be what makes one
    /// modality learnable at 64x64 (no comparison of methods was consulted). Paper leaves all three off, and lets two sequences
    /// through the networks at a time (<see cref="MicroBatches"/>).
    /// </remarks>
    public Experiment At(Scale scale) => scale switch
    {
        Scale.Smoke => this with
        {
            Preprocessing = Preprocessing with { Frames = 8, Size = 64, FieldOfViewMillimetres = 180 },
            Network = Network with { Frames = 8, Size = 64, Width = 8, TeacherDepth = 10, StudentDepth = 10 },
            Teacher = Shorten(Teacher, 2),
            Student = Shorten(Student, 2),
        },
        Scale.Demo => this with
        {
            Preprocessing = Preprocessing with { Frames = 8, Size = 64, FieldOfViewMillimetres = 180 },
            Network = Network with { Frames = 8, Size = 64, Width = 16 },
            Teacher = Shorten(Teacher, 20),
            Student = Shorten(Student, 30),
        },
        _ => this with { Teacher = Split(Teacher), Student = Split(Student) },
    };

    // a batch of 8 at the paper's sizes takes more than 24 GB as a whole
    private static TrainingOptions Split(TrainingOptions options) => options with { MicroBatchSize = options.MicroBatchSize ?? 2 };

    private static TrainingOptions Shorten(TrainingOptions options, int epochs) =>
        options with { Epochs = epochs, Schedule = LearningRateSchedule.Cosine, ThinOther = true };
}
