
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>
/// All runs of a workspace. A run is found by its recipe's hash: what is there is returned, what is half done resumes, what
/// is not there is trained; what another process is training is waited for. The test patients are read once, when a training has ended.
/// </summary>
public sealed class RunStore
{
    // weights come from torch's one generator: networks that are trained side by side are built one after the other
    private static readonly Lock Building = new();

    private readonly TrainingData _training;
    private readonly TestData _test;
    private readonly Recipes _recipes;
    private readonly RunCompletion _completion;

    internal RunStore(string folder, SequenceStore store, PreprocessingOptions preprocessing, int splitSeed, int? threads)
    {
        Folder = folder;
        _completion = new RunCompletion(store, threads);
        _recipes = new Recipes(store, preprocessing, splitSeed);
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
        var recipe = _recipes.Teacher(experiment);
        RunFolder? Alone(Method modality) => recipe.Branches is null ? null : Branch(experiment with { Method = modality }, progress, cancellation);
        var (radiology, pathology) = (Alone(Method.Radiology), Alone(Method.Pathology));
        return new TrainedTeacher(_completion.Complete(FolderOf(recipe), recipe, experiment.Name, (run, token) =>
        {
            var data = Data(recipe);
            using var teacher = Built(run, recipe, () => TrainedTeacher.Build(recipe));
            if (radiology is null || pathology is null)
            {
                PretrainedStart.Load(experiment.TeacherBackbone, run, ("radiology branch", teacher.Network.Radiology), ("pathology branch", teacher.Network.Pathology));
            }
            else
            {
                Checkpoint.LoadModule(radiology.ModelFile, teacher.Network.Radiology);
                Checkpoint.LoadModule(pathology.ModelFile, teacher.Network.Pathology);
                teacher.Network.FreezeBranches();
            }

            var history = recipe.Leak == Leak.None
                ? TeacherTraining.Run(teacher, data, recipe.Training, experiment.Weights, recipe.Seed, run, progress, token)
                : ReleasedProtocol.Teacher(recipe.Leak, _test, teacher, data, recipe.Training, experiment.Weights, recipe.Seed, run, progress, token);
            TeacherPredictions Test(IReadOnlyList<PairedSequence> pairs) =>
                Inference.Teacher(teacher.Network, pairs, _test, recipe.Training.BatchSize, TorchRuntime.Device);
            return (history, [.. TrainedTeacher.Files(Outcome.TestSet, Test(_test.Sequences)), .. TrainedTeacher.Files(Outcome.ExtraSet, Test(_test.Extra))]);
        }, progress, cancellation));
    }

    /// <summary>The student of an experiment, taught or alone; trained if need be, its teacher too.</summary>
    /// <param name="experiment">The experiment, at its scale.</param>
    /// <param name="progress">Told every step of a training.</param>
    /// <param name="cancellation">Stops a training at the next batch, resumable.</param>
    public TrainedStudent Student(Experiment experiment, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var recipe = _recipes.Student(experiment);
        var teacher = recipe.Teacher is null ? null : Teacher(experiment, progress, cancellation);
        var folds = recipe.Folds?.Select((_, fold) => Branch(Recipes.Fold(experiment, fold), progress, cancellation)).ToList();
        return new TrainedStudent(_completion.Complete(FolderOf(recipe), recipe, experiment.Name, (run, token) =>
        {
            FrozenMemory? memory = null;
            var (taught, student) = Built(run, recipe, () =>
            {
                var loaded = teacher?.Load();
                return (loaded, TrainedStudent.Build(recipe, () => loaded!.Network.Radiology, () => memory = loaded!.Memory.Freeze()));
            });
            using (taught)
            using (student)
            {
                PretrainedStart.Load(experiment.StudentBackbone, run, ("student", student.Backbone));
                var before = memory?.Hash();
                var data = Data(recipe);
                var history = recipe.Leak == Leak.None
                    ? StudentTraining.Run(
                        student, taught?.Network, data, recipe.Training, experiment.Weights, recipe.KlTemperature, recipe.Seed, run,
                        folds is null ? null : Unseen(recipe, folds, data, run), progress, token)
                    : ReleasedProtocol.Student(
                        recipe.Leak, _test, student, taught!.Network, data, recipe.Training, experiment.Weights, recipe.KlTemperature, recipe.Seed, run, progress, token);
                return memory?.Hash() == before
                    ? (history, Files(ctAlone: true, pairs => Inference.Student(student, pairs, _test, recipe.Training.BatchSize, TorchRuntime.Device)))
                    : throw new InvalidOperationException("the frozen memory changed while the student was trained");
            }
        }, progress, cancellation));
    }

    /// <summary>Trains, resumes or finds the network that an experiment tests, whichever it is, and what it needs.</summary>
    /// <param name="experiment">The experiment, at its scale.</param>
    /// <param name="progress">Told every step of a training.</param>
    /// <param name="cancellation">Stops a training at the next batch, resumable.</param>
    public Outcome Run(Experiment experiment, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return new Outcome(experiment.Method switch
        {
            Method.Teacher => Teacher(experiment, progress, cancellation).Run,
            Method.Student or Method.Alone => Student(experiment, progress, cancellation).Run,
            _ => Branch(experiment, progress, cancellation),
        });
    }

    /// <summary>The finished run that an experiment tests; null where it is not there. Nothing is trained.</summary>
    public Outcome? Find(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var run = Tested(experiment);
        return run.IsFinished ? new Outcome(run) : null;
    }

    /// <summary>What determines the run that an experiment tests.</summary>
    internal Recipe Recipe(Experiment experiment) => _recipes.Of(experiment);

    /// <summary>The folder of the run that an experiment tests, whether it is there or not.</summary>
    internal RunFolder Tested(Experiment experiment) => FolderOf(_recipes.Of(experiment));

    /// <summary>The runs that an experiment takes, each after those it needs.</summary>
    public IReadOnlyList<PlannedRun> Plan(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var recipe = _recipes.Of(experiment);
        var needed = Needed(recipe, experiment).Select(Plan).ToList();
        return
        [
            .. needed.SelectMany(plan => plan),
            new PlannedRun(FolderOf(recipe), recipe is StudentRecipe { Teacher: null } ? "alone" : recipe.Kind, experiment, Steps(recipe), [.. needed.Select(plan => plan[^1].Run.Name)]),
        ];
    }

    private static IEnumerable<Experiment> Needed(Recipe recipe, Experiment experiment) => recipe switch
    {
        TeacherRecipe { Branches: not null } => [experiment with { Method = Method.Radiology }, experiment with { Method = Method.Pathology }],
        StudentRecipe { Teacher: not null } student => [experiment with { Method = Method.Teacher }, .. (student.Folds ?? []).Select((_, fold) => Recipes.Fold(experiment, fold))],
        _ => [],
    };

    private RunFolder Branch(Experiment experiment, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var recipe = _recipes.Branch(experiment);
        return _completion.Complete(FolderOf(recipe), recipe, experiment.Name, (run, token) =>
        {
            var ct = recipe.Modality == Modality.Ct;
            using var branch = Built(run, recipe, () => new ResNet3d(recipe.Network.TeacherDepth, ct ? 1 : 3, recipe.Network));
            PretrainedStart.Load(experiment.TeacherBackbone, run, ("branch", branch));
            var history = BranchTraining.Run(branch, recipe.Modality, Data(recipe), recipe.Training, recipe.Seed, run, progress, token);
            IReadOnlyList<Prediction> Test(IReadOnlyList<PairedSequence> pairs) =>
                Inference.Branch(branch, recipe.Modality, pairs, _test, recipe.Training.BatchSize, TorchRuntime.Device);
            return (history, Files(ct, Test));
        }, progress, cancellation);
    }

    // the test, with its `other` sequences where CT alone is needed, and the extra patients; those without pathology are left out where it is needed
    private IReadOnlyList<(string, IReadOnlyList<Prediction>)> Files(bool ctAlone, Func<IReadOnlyList<PairedSequence>, IReadOnlyList<Prediction>> test) =>
        [(Outcome.TestFile, test(ctAlone ? [.. _test.Sequences, .. _test.Other] : _test.Sequences)), (Outcome.FileOf(Outcome.ExtraSet), test(_test.Extra))];

    private static T Built<T>(RunFolder run, Recipe recipe, Func<T> build)
    {
        lock (Building)
        {
            run.WriteJson("environment.json", TorchRuntime.Start(recipe.Seed));
            return build();
        }
    }

    private TrainingData Data(Recipe recipe)
    {
        var data = recipe.TrainingShare < 1 ? _training.Of(recipe.TrainingShare) : _training;
        return recipe is BranchRecipe { LeavesOut: { } fold } ? data.Without(fold, Experiment.Folds) : data;
    }

    private static IReadOnlyDictionary<string, float[]> Unseen(StudentRecipe recipe, IReadOnlyList<RunFolder> folds, TrainingData data, RunFolder run)
    {
        ResNet3d[] branches;
        lock (Building)
        {
            branches = [.. recipe.Folds!.Zip(folds, CrossFit.Load)];
        }

        try
        {
            return CrossFit.Predict(branches, data, recipe.Training.BatchSize, run);
        }
        finally
        {
            Array.ForEach(branches, branch => branch.Dispose());
        }
    }

    private int Steps(Recipe recipe) =>
        recipe.Training.Epochs * new EpochSampler(Data(recipe), recipe.Training.BatchSize, recipe.Seed, recipe.Training.ThinOther).Epoch(0).Count;

    private RunFolder FolderOf(Recipe recipe) => new(Path.Combine(Folder, $"{recipe.Kind}-{recipe.Id()}"));
}
