
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Phantom;
using MhdNet.Runtime;

namespace MhdNet.Runs;

/// <summary>
/// Where a notebook or command starts: the cohort of a scale, its sequences and its runs, made where they are not there yet.
/// </summary>
public sealed class Workspace
{
    private readonly int _splitSeed;

    private Workspace(string root, Scale scale, Cohort cohort, SequenceStore sequences, int splitSeed, PreprocessingOptions preprocessing)
    {
        Root = root;
        Scale = scale;
        Cohort = cohort;
        Sequences = sequences;
        Preprocessing = preprocessing;
        _splitSeed = splitSeed;
        (Training, Test) = CohortData.Divide(sequences, splitSeed);
        Runs = RunsIn(RunsFolder(root));
    }

    /// <summary>The repository.</summary>
    public string Root { get; }

    /// <summary>Sizes in use.</summary>
    public Scale Scale { get; }

    /// <summary>The patients.</summary>
    public Cohort Cohort { get; }

    /// <summary>Their sequences.</summary>
    public SequenceStore Sequences { get; }

    /// <summary>How the sequences were made.</summary>
    public PreprocessingOptions Preprocessing { get; }

    /// <summary>Training and validation patients.</summary>
    public TrainingData Training { get; }

    /// <summary>Test patients.</summary>
    public TestData Test { get; }

    /// <summary>Trained networks.</summary>
    public RunStore Runs { get; private init; }

    /// <summary>What to print under every table and figure; it names a cohort other than the scale's own.</summary>
    public string Caption => Cohort.Synthetic
        ? $"Synthetic phantom cohort{(Cohort.Folder == PhantomFolder(Root, Scale) ? "" : $" {Path.GetFileName(Cohort.Folder)}")}, {Count}, "
            + $"scale {Scale}: these numbers say nothing about RPTET or CPTAC-LUAD."
        : $"Cohort {Path.GetFileName(Cohort.Folder)}, {Count}, scale {Scale}.";

    private string Count
    {
        get
        {
            var extra = Cohort.Patients.Where(patient => patient.Split == "extra").Select(patient => patient.Id).ToHashSet();
            var paired = Cohort.Slides.Where(slide => slide.IsTumour && extra.Contains(slide.PatientId))
                .DistinctBy(slide => slide.PatientId).Count();
            return extra.Count == 0
                ? $"{Cohort.Patients.Count} patients"
                : $"{Cohort.Patients.Count - extra.Count} patients and {extra.Count} extra test patients "
                    + $"{(paired == 0 ? "of CT alone" : $"({paired} with pathology)")}";
        }
    }

    /// <summary>Networks trained on the same patients, kept in another folder.</summary>
    /// <param name="folder">Where their folders are.</param>
    /// <param name="threads">Threads of one tensor operation of a training; null: <see cref="Scales.Threads"/>.</param>
    public RunStore RunsIn(string folder, int? threads = null) => new(folder, Sequences, _splitSeed, threads ?? Scales.Threads(Scale));

    /// <summary>The same patients, with runs that lie in another folder.</summary>
    /// <param name="folder">Where their folders are.</param>
    public Workspace WithRuns(string folder) =>
        new(Root, Scale, Cohort, Sequences, _splitSeed, Preprocessing) { Runs = RunsIn(folder) };

    /// <summary>The same experiment at this workspace's scale.</summary>
    public Experiment At(Experiment experiment) => experiment.At(Scale);

    /// <summary>Opens a workspace; renders the phantom cohort and cuts the sequences where that is still to do.</summary>
    /// <param name="root">The repository (from a notebook: "..").</param>
    /// <param name="scale">"smoke", "demo", "study" or "paper".</param>
    /// <param name="cohort">A cohort's folder; empty takes the synthetic phantom cohort.</param>
    /// <param name="splitSeed">Seed of the patient split.</param>
    /// <param name="progress">Told while patients are rendered and cut.</param>
    /// <param name="cancellation">Stops; what is finished stays.</param>
    public static Workspace Open(
        string root, string scale = "demo", string cohort = "", int splitSeed = 1,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        var size = Scales.Parse(scale);
        root = Path.GetFullPath(root);
        return cohort.Length > 0
            ? Open(root, size, Path.GetFullPath(cohort), phantom: null, splitSeed, progress, cancellation)
            : Open(root, size, PhantomFolder(root, size), Phantom(size), splitSeed, progress, cancellation);
    }

    /// <summary>
    /// Opens a workspace of synthetic patients whom no training, no choice and no table has met: drawn as those of the scale are, by a seed
    /// that nothing else uses, as many test patients as there, and a few more for the sets that every cohort has.
    /// </summary>
    /// <param name="root">The repository.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="progress">Told while patients are rendered and cut.</param>
    /// <param name="cancellation">Stops; what is finished stays.</param>
    public static Workspace OpenFresh(
        string root, Scale scale, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        const int Seed = 1001, Others = 24;
        root = Path.GetFullPath(root);
        var preset = PresetOf(scale);
        var test = Phantom(scale).Test ?? preset.Patients;
        var phantom = new PhantomOptions { Preset = preset.Of(test + Others, balanced: scale != Scale.Paper), Seed = Seed, Test = test };
        return Open(root, scale, $"{PhantomFolder(root, scale)}-fresh", phantom, splitSeed: 1, progress, cancellation);
    }

    private static Workspace Open(
        string root, Scale scale, string folder, PhantomOptions? phantom, int splitSeed, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        using var interruption = Interruption.Open(cancellation);
        if (phantom is not null)
        {
            PhantomCohort.Write(folder, phantom, progress, interruption.Token);
        }

        var patients = Cohort.Load(folder);
        var preprocessing = new Setting().At(scale).Preprocessing;
        var sequences = Preprocessor.Run(patients, preprocessing, SequencesFolder(folder, preprocessing), progress, interruption.Token);
        return new Workspace(root, scale, patients, sequences, splitSeed, preprocessing);
    }

    /// <summary>Opens a workspace whose cohort and sequences are there already; null where they are not. Nothing is made.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="cohort">A cohort's folder; empty takes the synthetic phantom cohort.</param>
    /// <param name="splitSeed">Seed of the patient split.</param>
    /// <exception cref="InputException">The folder that was given is no cohort.</exception>
    public static Workspace? Find(string root, Scale scale, string cohort = "", int splitSeed = 1)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        root = Path.GetFullPath(root);
        var folder = cohort.Length > 0 ? Path.GetFullPath(cohort) : PhantomFolder(root, scale);
        if (cohort.Length == 0 && !PhantomCohort.IsComplete(folder, Phantom(scale)))
        {
            return null;
        }

        var patients = Cohort.Load(folder);
        var preprocessing = new Setting().At(scale).Preprocessing;
        var sequences = SequencesFolder(folder, preprocessing);
        return SequenceStore.IsFinished(sequences)
            ? new Workspace(root, scale, patients, SequenceStore.Open(sequences), splitSeed, preprocessing) : null;
    }

    /// <summary>Where runs are kept.</summary>
    public static string RunsFolder(string root) => Path.Combine(root, "artifacts", "runs");

    /// <summary>Where a scale's phantom cohort is kept.</summary>
    public static string PhantomFolder(string root, Scale scale) => Path.Combine(root, "data", $"phantom-{PresetOf(scale).Name}");

    /// <summary>Where a cohort's sequences are kept, a folder a set of preprocessing options.</summary>
    public static string SequencesFolder(string cohort, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Path.Combine(cohort, "sequences", $"{options.Frames}x{options.Size}-{options.Fingerprint[..8]}");
    }

    /// <summary>
    /// The phantom cohort of a scale. The paper tests 26 patients, by which two variants of a student cannot be told apart: demo tests 300
    /// and study 1000, all with pathology.
    /// </summary>
    private static PhantomOptions Phantom(Scale scale) => new()
    {
        Preset = PresetOf(scale),
        Seed = 1,
        Test = scale switch { Scale.Demo => 300, Scale.Study => 1000, _ => null },
        ExtraTest = scale == Scale.Smoke ? 8 : 0,
        ExtraWithPathology = scale == Scale.Smoke ? 4 : 0,
    };

    private static PhantomPreset PresetOf(Scale scale) => scale switch
    {
        Scale.Smoke => PhantomPreset.Mini,
        Scale.Demo => PhantomPreset.Demo,
        Scale.Study => PhantomPreset.Study,
        _ => PhantomPreset.Default,
    };
}
