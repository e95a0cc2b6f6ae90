using MhdNet.Phantom;

namespace MhdNet.Studies.When;

/// <summary>
/// What the study "When does a teacher help?" varies in its tier of true parameters, declared before its first run. A student sees the
/// true CT parameters of synthetic patients, a teacher those of the slides as well; both are linear (<see cref="SoftmaxRegression"/>).
/// </summary>
public sealed record Axes
{
    /// <summary>The declared grid.</summary>
    public static Axes Declared { get; } = new();

    /// <summary>A corner of it that takes a second; its numbers mean nothing.</summary>
    public static Axes Smoke { get; } =
        new() { Draws = 2, Patients = [40, 80], Agreements = [1, 0.45], Shifts = [0.5], TestPatients = 800, TuningPatients = 400 };

    /// <summary>
    /// The middle of the grid once more with types as frequent as in the paper's cohort (Table I); added after the first run, when an
    /// earlier calculation outside this project was seen to have used them.
    /// </summary>
    public static Axes PaperFrequencies { get; } =
        new() { Patients = [40, 80, 320], Agreements = [1], Shifts = [0.5], Frequencies = PhantomDisease.Thymus.Frequencies };

    /// <summary>Training patients.</summary>
    public IReadOnlyList<int> Patients { get; init; } = [40, 80, 160, 320, 640, 1280];

    /// <summary>Cohen's kappa of the training labels with the consensus that the test is judged by; the teacher learns from the same
    /// labels (<see cref="Data.Sequences.SingleReader"/> has the sources).</summary>
    public IReadOnlyList<double> Agreements { get; init; } = [1, 0.68, 0.45];

    /// <summary>SD of how much worse than its type a patient looks in both modalities (<see cref="PhantomKnobs.GradeShift"/>); the other
    /// knobs stay as they are for every result of the project.</summary>
    public IReadOnlyList<double> Shifts { get; init; } = [0, 0.5, 1];

    /// <summary>How frequent each type is: equally, in turn, or drawn by these numbers.</summary>
    public IReadOnlyList<int> Frequencies { get; init; } = [.. Enumerable.Repeat(1, PhantomDisease.Thymus.Frequencies.Count)];

    /// <summary>Cohorts that are drawn anew, training, tuning and test patients: the intervals are over them.</summary>
    public int Draws { get; init; } = 20;

    /// <summary>Further patients of <see cref="Target.Unlabelled"/> and <see cref="Target.MoreLabels"/>.</summary>
    public int Further { get; init; } = 1200;

    /// <summary>Patients that a student is tested on, typed by consensus.</summary>
    public int TestPatients { get; init; } = 5000;

    /// <summary>Patients by whose consensus types each network, teacher or student, takes the best of the penalties.</summary>
    public int TuningPatients { get; init; } = 2000;

    /// <summary>Penalties to choose from: half of it times the sum of squared weights is added to the summed cross-entropy.</summary>
    public IReadOnlyList<double> Penalties { get; init; } = [0.1, 1, 10];

    /// <summary>Parts that the patients are cut into for <see cref="Target.OutOfFold"/>, as for MHD-Net's cross-fitted teachers.</summary>
    public int Folds { get; init; } = 4;

    /// <summary>All cells of the grid.</summary>
    public IReadOnlyList<GridCell> Cells =>
        [.. from shift in Shifts from agreement in Agreements from patients in Patients select new GridCell(patients, agreement, shift)];
}
