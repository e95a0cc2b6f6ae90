using System.Diagnostics;
using MhdNet.Data;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Experiments;

/// <summary>
/// All runs of a workspace. A run is found by its recipe's hash: what is there is returned, what is half done resumes, what
/// is not there is trained. The test patients are read once, when a training has ended.
/// </summary>
public sealed class RunStore
{
    private const string TeacherPrefix = "teacher-";
    private const string StudentPrefix = "student-";

    private readonly SequenceStore _store;
    private readonly TrainingData _training;
    private readonly TestData _test;
    private readonly PreprocessingOptions _preprocessing;
    private readonly int _splitSeed;

    internal RunStore(string folder, SequenceStore store, PreprocessingOptions preprocessing, int splitSeed)
    {
        Folder = folder;
        _store = store;
        _preprocessing = preprocessing;
        _splitSeed = splitSeed;
        (_training, _test) = CohortData.Divide(store, splitSeed);
    }

    /// <summary>Where the runs' folders are.</summary>
    public string Folder { get; }

    /// <summary>The teacher of an experiment, trained if need be.</summary>
    /// <param name="experiment">The experiment, at its scale.</param>
    /// <param name="progress">Told every step of a training.</param>
    /// <param name="cancellation">Stops a training at the next batch, resumable.</param>
    public TrainedTeacher Teacher(Experiment experiment, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var recipe = TeacherOf(experiment);
        var run = new RunFolder(Path.Combine(Folder, TeacherPrefix + recipe.Id()));
        if (!run.IsFinished)
        {
            using var held = run.Lock(); // readers of a finished run need not wait for one another
            using var interruption = Interruption.Open(cancellation);
            var watch = Stopwatch.StartNew();
            Start(run, experiment.Name, recipe, recipe.Seed);
            var teacher = TrainedTeacher.Build(recipe);
            var history = TeacherTraining.Run(
                teacher, _training, recipe.Training, experiment.Weights, recipe.Seed, run, progress, interruption.Token);
            var found = Inference.Teacher(teacher.Network, _test.Sequences, _test, recipe.Training.BatchSize, TorchRuntime.Device);
            Finish(run, TrainedTeacher.TestFiles(found), history, watch);
        }

        return new TrainedTeacher(run);
    }

    /// <summary>The student of an experiment, trained if need be, its teacher too.</summary>
    /// <param name="experiment">The experiment, at its scale.</param>
    /// <param name="progress">Told every step of a training.</param>
    /// <param name="cancellation">Stops a training at the next batch, resumable.</param>
    public TrainedStudent Student(Experiment experiment, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var teacher = experiment.Distilled ? Teacher(experiment, progress, cancellation) : null;
        var recipe = StudentOf(experiment);
        var run = new RunFolder(Path.Combine(Folder, StudentPrefix + recipe.Id()));
        if (!run.IsFinished)
        {
            using var held = run.Lock(); // readers of a finished run need not wait for one another
            using var interruption = Interruption.Open(cancellation);
            var watch = Stopwatch.StartNew();
            Start(run, experiment.Name, recipe, recipe.Seed);
            var taught = teacher?.Load();
            var memory = taught?.Memory.Freeze();
            var before = memory?.Hash();
            var student = TrainedStudent.Build(recipe, taught?.Network.Radiology, memory);
            var history = StudentTraining.Run(
                student, taught?.Network, _training, recipe.Training, experiment.Weights, experiment.KlTemperature, recipe.Seed, run, progress, interruption.Token);
            if (memory?.Hash() != before)
            {
                throw new InvalidOperationException("the frozen memory changed while the student was trained");
            }

            var found = Inference.Student(student, _test.Sequences, _test, recipe.Training.BatchSize, TorchRuntime.Device);
            Finish(run, [("test.csv", found)], history, watch);
        }

        return new TrainedStudent(run);
    }

    /// <summary>The student that was finished last; one trained alone only where there is no other.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static TrainedStudent NewestStudent(string folder) =>
        Directory.Exists(folder)
        && Directory.EnumerateDirectories(folder, StudentPrefix + "*")
            .Select(path => new RunFolder(path))
            .Where(run => run.IsFinished)
            .Select(run => new TrainedStudent(run))
            .MaxBy(student => (student.Recipe.Teacher is not null, File.GetLastWriteTimeUtc(student.Run.ResultFile))) is { } newest
            ? newest
            : throw new InputException($"{folder}: holds no finished student: run `mhdnet train` or `mhdnet reproduce` first");

    private static void Start(RunFolder run, string name, Recipe recipe, int seed)
    {
        run.WriteJson("environment.json", TorchRuntime.Start(seed));

        run.WriteJson("experiment.json", new NamedRecipe(name, recipe as TeacherRecipe, recipe as StudentRecipe));
    }

    private void Finish(
        RunFolder run, IReadOnlyList<(string File, IReadOnlyList<Prediction> Predictions)> test, IReadOnlyList<EpochRecord> history, Stopwatch watch)
    {
        foreach (var (file, predictions) in test)
        {
            Predictions.Write(run.File(file), predictions);
        }

        EpochRecord? best = null;
        foreach (var epoch in history.Where(epoch => epoch.IsBetterThan(best)))
        {
            best = epoch;
        }

        var accuracy = test.ToDictionary(entry => entry.File, entry => PatientAccuracy(entry.Predictions));
        run.WriteJson("result.json", new RunResult(best!.Epoch, _store.Synthetic, watch.Elapsed.TotalSeconds, accuracy));
    }

    private double PatientAccuracy(IReadOnlyList<Prediction> predictions)
    {
        var tumours = Predictions.OfTypes(predictions, _store.Typing.TypeCount);
        return tumours.Count == 0 ? double.NaN : Metrics.Of(Predictions.ByPatient(tumours), _store.Typing.TypeCount).MAcc;
    }

    private TeacherRecipe TeacherOf(Experiment experiment) => new()
    {
        Network = Sized(experiment.Network),
        Memory = experiment.Memory,
        Training = experiment.Teacher,
        ConMb = experiment.Weights.ConMb,
        Seed = experiment.Seed,
        SplitSeed = _splitSeed,
        Typing = _store.Typing.Name,
        Preprocessing = _preprocessing,
        Synthetic = _store.Synthetic,
        Data = _store.Fingerprint,
    };

    private StudentRecipe StudentOf(Experiment experiment)
    {
        var teacher = TeacherOf(experiment);
        return new StudentRecipe
        {
            Network = teacher.Network,
            Memory = teacher.Memory,
            Training = experiment.Student,
            Teacher = experiment.Distilled ? teacher : null,
            Mse = experiment.Weights.Mse,
            Kl = experiment.Weights.Kl,
            KlTemperature = experiment.KlTemperature,
            Seed = teacher.Seed,
            SplitSeed = teacher.SplitSeed,
            Typing = teacher.Typing,
            Preprocessing = teacher.Preprocessing,
            Synthetic = teacher.Synthetic,
            Data = teacher.Data,
        };
    }

    private NetworkOptions Sized(NetworkOptions network) =>
        network with { ClassCount = _store.Typing.ClassCount, TypeCount = _store.Typing.TypeCount };
}
