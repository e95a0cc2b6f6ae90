using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>What leaks out of the test into a training under <see cref="ReleasedProtocol"/>.</summary>
[Flags]
public enum Leak
{
    /// <summary>Nothing: no use of <see cref="ReleasedProtocol"/>.</summary>
    None = 0,

    /// <summary>The epoch is chosen by the accuracy on the test.</summary>
    EpochByTest = 1,

    /// <summary>After each epoch of the teacher the memory takes up the test's pathology, under its true labels.</summary>
    TestInMemory = 2,
}

/// <summary>
/// LEAKS THE TEST, on purpose. The authors' released scripts keep the epoch that is best on the test, and call the memory on test
/// pathology with test labels and updates on; this repeats both, to measure what they are worth. It is the only part of training that
/// takes <see cref="TestData"/>; scores on these test patients say nothing about new ones, and runs made so are never offered as a model.
/// </summary>
public static class ReleasedProtocol
{
    /// <summary>Trains a teacher as <see cref="TeacherTraining.Run"/> does, with leaks.</summary>
    public static IReadOnlyList<EpochRecord> Teacher(
        Leak leak, TestData test, TeacherWithMemory teacher, TrainingData data, TrainingOptions options, LossWeights weights, int seed, RunFolder run,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(options);
        var task = TeacherTraining.Prepare(teacher, data, options, weights, progress, cancellation);
        var leaking = new LeakingTask(
            task,
            leak.HasFlag(Leak.EpochByTest) ? () => Inference.Teacher(teacher.Network, test.Sequences, test, options.BatchSize, TorchRuntime.Device).Fusion : task.Validate,
            leak.HasFlag(Leak.TestInMemory) ? () => TakeUp(teacher, test, options.BatchSize) : () => { });
        return new TrainingLoop(run, options, data, seed, TorchRuntime.Device).Run(leaking, progress, cancellation);
    }

    /// <summary>Trains a student as <see cref="StudentTraining.Run"/> does, with leaks; its memory is frozen here as there.</summary>
    public static IReadOnlyList<EpochRecord> Student(
        Leak leak, TestData test, StudentNetwork student, TeacherNetwork teacher, TrainingData data, TrainingOptions options, LossWeights weights,
        double klTemperature, int seed, RunFolder run, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var task = StudentTraining.Prepare(student, teacher, data, options, weights, klTemperature, priors: null, progress, cancellation);
        var leaking = new LeakingTask(
            task,
            leak.HasFlag(Leak.EpochByTest) ? () => Inference.Student(student, test.Sequences, test, options.BatchSize, TorchRuntime.Device) : task.Validate,
            () => { });
        return new TrainingLoop(run, options, data, seed, TorchRuntime.Device).Run(leaking, progress, cancellation);
    }

    private static void TakeUp(TeacherWithMemory teacher, TestData test, int batchSize)
    {
        teacher.Memory.train();
        foreach (var chunk in test.Sequences.Where(pair => pair.Wsi is not null).Chunk(batchSize))
        {
            using var scope = NewDisposeScope();
            using var batch = new BatchLoader(test, TorchRuntime.Device).Load(chunk, augmentationSeed: null);
            teacher.Memory.Update(teacher.Stored([.. teacher.Network.Pathology.call(batch.Wsi!).Stages.Take(3)]), batch.Labels);
        }

        teacher.Memory.eval();
    }

    private sealed class LeakingTask(ITrainingTask task, Func<IReadOnlyList<Prediction>> judge, Action takeUp) : ITrainingTask
    {
        public string Name => task.Name;

        public nn.Module Module => task.Module;

        public IEnumerable<Parameter> Parameters => task.Parameters;

        public void Train() => task.Train();

        public IReadOnlyList<LossTerm> Losses(Batch batch) => task.Losses(batch);

        public IReadOnlyList<Prediction> Validate()
        {
            takeUp();
            return judge();
        }
    }
}
