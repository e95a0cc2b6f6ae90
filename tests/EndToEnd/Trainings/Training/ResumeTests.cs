using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Training;

/// <summary>An interrupted training, resumed, is the uninterrupted one: same weights, same banks, same history, to the bit.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Seed = 5;

    private static readonly TrainingOptions Options = new() { Epochs = 2, BatchSize = 4, Schedule = LearningRateSchedule.Cosine };

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;
    private readonly TrainingData _data;

    public ResumeTests()
    {
        _data = CohortData.Divide(TinyStore.Write(Path.Combine(_folder, "store")), Seed).Training;
        TorchRuntime.Start(Seed, threads: 1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)] // within the first epoch
    [InlineData(3)] // at or past its end
    public void A_stopped_teacher_resumes_to_the_same_bits(int stopAfter)
    {
        var straight = Teacher("straight", int.MaxValue);
        Assert.Throws<OperationCanceledException>(() => Teacher("stopped", stopAfter));
        Assert.True(File.Exists(new RunFolder(Path.Combine(_folder, "stopped")).CheckpointFile));
        AssertSame(straight, Teacher("stopped", int.MaxValue));
    }

    [Fact]
    public void A_stopped_student_resumes_to_the_same_bits_and_leaves_the_memory_alone()
    {
        manual_seed(Seed);
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        using var memory = teacher.Memory.Freeze();
        var before = memory.Hash();
        var straight = Student("straight", int.MaxValue);
        Assert.Throws<OperationCanceledException>(() => Student("stopped", 2));
        AssertSame(straight, Student("stopped", int.MaxValue));
        Assert.Equal(before, memory.Hash());

        RunFolder Student(string name, int stopAfter)
        {
            manual_seed(Seed);
            var run = new RunFolder(Path.Combine(_folder, name));
            using var stop = new StopAfter(stopAfter);
            var student = new StudentNetwork(TinyStore.Network, teacher.Network.Radiology, memory);
            StudentTraining.Run( // not disposed: prior and memory, which it holds, serve the next one
                student, teacher.Network, _data, Options, new LossWeights(), 1, Seed, run, null, stop, stop.Token);
            return run;
        }
    }

    [Fact]
    public void Teacher_and_student_of_a_reduced_memory_train_and_ConMB_reaches_what_reduces()
    {
        var network = TinyStore.Network with { ReducedMemory = true };
        manual_seed(Seed);
        using var teacher = new TeacherWithMemory(network, TinyStore.Memory);
        var reducer = teacher.Network.Fusion.Fusions[0].get_parameter("reduction.weight")!;
        using (NewDisposeScope())
        {
            var stored = teacher.Stored([.. teacher.Network.Pathology.call(rand([2, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size])).Stages.Take(3)]);
            Assert.Equal(network.MemoryStages().Select(s => $"2x{s.Channels}x{s.Frames}x{s.Height}x{s.Width}"), stored.Select(s => string.Join('x', s.shape)));
            teacher.Memory.Update(stored, tensor(new[] { 0L, 1L }));
            teacher.Memory.Boost(stored).backward();
            Assert.True(reducer.grad!.abs().max().ToDouble() > 0);
        }

        var options = Options with { Epochs = 1 };
        TeacherTraining.Run(teacher, _data, options, new LossWeights(), Seed, new RunFolder(Path.Combine(_folder, "teacher")), cancellation: TestContext.Current.CancellationToken);
        using var student = new StudentNetwork(network, teacher.Network.Radiology, teacher.Memory.Freeze());
        var history = StudentTraining.Run(
            student, teacher.Network, _data, options, new LossWeights(), 1, Seed, new RunFolder(Path.Combine(_folder, "student")), cancellation: TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(history[0].Losses["mse"]));
    }

    [Theory]
    [InlineData(Modality.Ct)]
    [InlineData(Modality.Wsi)]
    public void A_stopped_branch_resumes_to_the_same_bits(Modality modality)
    {
        var straight = Branch("straight", int.MaxValue);
        Assert.Throws<OperationCanceledException>(() => Branch("stopped", 2));
        AssertSame(straight, Branch("stopped", int.MaxValue));

        RunFolder Branch(string name, int stopAfter)
        {
            manual_seed(Seed);
            var run = new RunFolder(Path.Combine(_folder, name));
            using var stop = new StopAfter(stopAfter);
            using var branch = new ResNet3d(10, modality == Modality.Ct ? 1 : 3, TinyStore.Network);
            BranchTraining.Run(branch, modality, _data, Options, Seed, run, stop, stop.Token);
            return run;
        }
    }

    [Fact]
    public void A_training_that_was_killed_after_its_last_epoch_only_ends()
    {
        // killed before the summary was written: the checkpoint says that nothing is left to train
        var straight = Teacher("straight", int.MaxValue);
        var timings = straight.ReadTimings();
        var model = File.ReadAllBytes(straight.ModelFile);
        var again = Teacher("straight", int.MaxValue);
        Assert.Equal(timings, again.ReadTimings());
        Assert.Equal(model, File.ReadAllBytes(again.ModelFile));
    }

    private RunFolder Teacher(string name, int stopAfter)
    {
        manual_seed(Seed);
        var run = new RunFolder(Path.Combine(_folder, name));
        using var stop = new StopAfter(stopAfter);
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        TeacherTraining.Run(teacher, _data, Options, new LossWeights(), Seed, run, stop, stop.Token);
        return run;
    }

    private static void AssertSame(RunFolder expected, RunFolder actual)
    {
        Assert.Equal(File.ReadAllText(expected.MetricsFile), File.ReadAllText(actual.MetricsFile));
        Assert.Equal(File.ReadAllBytes(expected.ModelFile), File.ReadAllBytes(actual.ModelFile));
        Assert.Equal([1, 2], actual.ReadTimings().Select(epoch => epoch.Epoch));
        Assert.All(actual.ReadTimings(), epoch => Assert.True(epoch.Steps > 0 && epoch.Waiting <= epoch.Seconds));
    }

    /// <summary>Cancels once a number of training steps is done.</summary>
    private sealed class StopAfter(int steps) : IProgress<WorkProgress>, IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken Token => _source.Token;

        public void Report(WorkProgress value)
        {
            if (value.Task is "teacher" or "student" or "radiology branch" or "pathology branch" && value.Done >= steps)
            {
                _source.Cancel();
            }
        }

        public void Dispose() => _source.Dispose();
    }
}
