
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>The recipes of an experiment's runs on the data of a workspace. What cannot change a run's result is left out of its recipe.</summary>
internal sealed class Recipes(SequenceStore store, PreprocessingOptions preprocessing, int splitSeed)
{
    /// <summary>The teacher's, of any experiment that needs one.</summary>
    public TeacherRecipe Teacher(Experiment experiment) => new()
    {
        ConMb = experiment.Weights.ConMb,
        Network = Sized(experiment.Network),
        Memory = experiment.Memory,
        Training = Lengthened(experiment.Teacher, experiment),
        TrainingShare = experiment.TrainingShare,
        Leak = experiment.Leak,
        Seed = experiment.Seed,
        SplitSeed = splitSeed,
        Labels = store.Labels.Name,
        Preprocessing = preprocessing,
        Synthetic = store.Synthetic,
        Data = store.Fingerprint,
        Backbone = experiment.Phased ? null : PretrainedStart.Fingerprint(experiment.TeacherBackbone),
        Branches = experiment.Phased ? new(Branch(experiment with { Method = Method.Radiology }), Branch(experiment with { Method = Method.Pathology })) : null,
    };

    /// <summary>The student's, taught or alone.</summary>
    public StudentRecipe Student(Experiment experiment)
    {
        var alone = experiment.Method == Method.Alone;
        return new StudentRecipe
        {
            Teacher = alone ? null : Teacher(experiment),
            Mse = experiment.Weights.Mse,
            Distance = experiment.Weights.Distance,
            Kl = experiment.Weights.Kl,
            KlTemperature = experiment.KlTemperature,
            Reading = alone ? default : experiment.Reading,
            Folds = !alone && experiment is { CrossFitted: true, Reading: MemoryReading.TeachersPrediction, Leak: Leak.None }
                ? [.. Enumerable.Range(0, Experiment.Folds).Select(fold => Branch(Fold(experiment, fold)))]
                : null,
            Network = Sized(experiment.Network),
            Memory = experiment.Memory,
            Training = Lengthened(experiment.Student, experiment),
            TrainingShare = experiment.TrainingShare,
            Leak = alone ? Leak.None : experiment.Leak,
            Seed = experiment.Seed,
            SplitSeed = splitSeed,
            Labels = store.Labels.Name,
            Preprocessing = preprocessing,
            Synthetic = store.Synthetic,
            Data = store.Fingerprint,
            Backbone = PretrainedStart.Fingerprint(experiment.StudentBackbone),
        };
    }

    /// <summary>The branch that leaves a fold of the training patients out, of a cross-fitted experiment.</summary>
    public static Experiment Fold(Experiment experiment, int fold) => experiment with { Method = Method.Radiology, LeavesOut = fold };

    /// <summary>A single branch's; it is trained as the teacher is.</summary>
    public BranchRecipe Branch(Experiment experiment) => new()
    {
        Modality = experiment.Method == Method.Radiology ? Modality.Ct : Modality.Wsi,
        LeavesOut = experiment.LeavesOut,
        Network = Sized(experiment.Network),
        Memory = experiment.Memory,
        Training = Lengthened(experiment.Teacher, experiment),
        TrainingShare = experiment.TrainingShare,
        Seed = experiment.Seed,
        SplitSeed = splitSeed,
        Labels = store.Labels.Name,
        Preprocessing = preprocessing,
        Synthetic = store.Synthetic,
        Data = store.Fingerprint,
        Backbone = PretrainedStart.Fingerprint(experiment.TeacherBackbone),
    };

    /// <summary>The recipe of the network that is tested.</summary>
    public Recipe Of(Experiment experiment) => experiment.Method switch
    {
        Method.Teacher => Teacher(experiment),
        Method.Student or Method.Alone => Student(experiment),
        _ => Branch(experiment),
    };

    private NetworkOptions Sized(NetworkOptions network) =>
        network with { ClassCount = store.Labels.ClassCount, TypeCount = store.Labels.TypeCount };

    private static TrainingOptions Lengthened(TrainingOptions options, Experiment experiment) =>
        options with { Epochs = Math.Max(1, (int)Math.Round(options.Epochs * experiment.Length / experiment.TrainingShare, MidpointRounding.AwayFromZero)) };
}
