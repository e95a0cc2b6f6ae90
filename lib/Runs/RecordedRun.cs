using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>What a finished run's folder says of how it was made: enough to make it again.</summary>
public sealed class RecordedRun
{
    private readonly NamedRecipe _named;

    private RecordedRun(RunFolder run)
    {
        Run = run;
        _named = run.ReadJson<NamedRecipe>("experiment.json");
        Recipe = (Recipe?)_named.Student ?? (Recipe?)_named.Teacher ?? _named.Branch ?? throw new InputException($"{run.File("experiment.json")}: names no recipe: give the folder of a run");
        Runtime = run.ReadJson<RuntimeReport>("environment.json");
    }

    /// <summary>Its folder.</summary>
    public RunFolder Run { get; }

    /// <summary>What determined it.</summary>
    public Recipe Recipe { get; }

    /// <summary>What it was computed with.</summary>
    public RuntimeReport Runtime { get; }

    /// <summary>The scale whose sizes it has.</summary>
    /// <exception cref="InputException">It has no scale's.</exception>
    public Scale Scale
    {
        get
        {
            var fitting = Enum.GetValues<Scale>().Where(scale => Methods.Experiment.Paper.At(scale) is var sizes
                && sizes.Preprocessing.Fingerprint == Recipe.Preprocessing.Fingerprint && sizes.Network.Width == Recipe.Network.Width).ToList();
            return fitting is [var scale] ? scale : throw new InputException($"{Run.Path}: has the sizes and preprocessing of no scale of this version: take the version that made it");
        }
    }

    /// <summary>Opens a finished run of any kind.</summary>
    /// <exception cref="InputException">The folder holds none.</exception>
    public static RecordedRun Open(string folder)
    {
        var run = new RunFolder(folder);
        return run.IsFinished ? new RecordedRun(run) : throw new InputException($"{folder}: holds no finished run: give a run's folder, as `mhdnet train` and `mhdnet study plan` name them");
    }

    /// <summary>The experiment that ends with this run; a recipe knows pretrained weights by their hash only.</summary>
    /// <param name="teacherBackbone">File that the teacher's branches, or a single branch, began with.</param>
    /// <param name="studentBackbone">File that the student began with.</param>
    public Experiment Experiment(string? teacherBackbone = null, string? studentBackbone = null)
    {
        var (student, branch) = (_named.Student, _named.Branch);
        var teacher = _named.Teacher ?? student?.Teacher;
        return new Experiment
        {
            Name = _named.Name,
            Seed = Recipe.Seed,
            SplitSeed = Recipe.SplitSeed,
            Preprocessing = Recipe.Preprocessing,
            Network = Recipe.Network,
            Memory = Recipe.Memory,
            TrainingShare = Recipe.TrainingShare,
            Leak = Recipe.Leak,
            Teacher = Shortened((teacher ?? (Recipe?)branch ?? Recipe).Training),
            Student = Shortened(Recipe.Training),
            Weights = new LossWeights(teacher?.ConMb ?? 0, student?.Mse ?? 0, student?.Kl ?? 0, student?.Distance ?? default),
            KlTemperature = student?.KlTemperature ?? 1,
            Reading = student?.Reading ?? default,
            Phased = teacher?.Branches is not null,
            CrossFitted = student?.Folds is not null,
            LeavesOut = branch?.LeavesOut,
            Method = student is not null ? (student.Teacher is null ? Method.Alone : Method.Student)
                : branch is null ? Method.Teacher
                : branch.Modality == Modality.Ct ? Method.Radiology : Method.Pathology,
            TeacherBackbone = teacherBackbone,
            StudentBackbone = studentBackbone,
        };
    }

    // a part of the patients is trained on for so many more epochs (Recipes): back again
    private TrainingOptions Shortened(TrainingOptions options) =>
        options with { Epochs = (int)Math.Round(options.Epochs * Recipe.TrainingShare, MidpointRounding.AwayFromZero) };
}
