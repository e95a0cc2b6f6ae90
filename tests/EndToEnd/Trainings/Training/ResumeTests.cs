using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Training;

/// <summary>An interrupted training, resumed, is the uninterrupted one: same weights, same banks, same history, to the bit.</summary>
public sealed class ResumeTests : IClassFixture<CommonTrainings>, IDisposable
{
    private const int Seed = CommonTrainings.Seed;

    private static readonly TrainingOptions Options = new() { Epochs = 2, BatchSize = 4, Schedule = LearningRateSchedule.Cosine };

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;
    private readonly CommonTrainings _common;
    private readonly TrainingData _data;

    public ResumeTests(CommonTrainings common)
    {
        (_common, _data) = (common, common.Data);
        TorchRuntime.Start(Seed, threads: 1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)] // within the first epoch
    [InlineData(3)] // at or past its end
    public void A_stopped_teacher_resumes_to_the_same_bits(int stopAfter)
    {
        var straight = StraightTeacher();
        Assert.Throws<OperationCanceledException>(() => Teacher("stopped", stopAfter));
        Assert.True(File.Exists(new RunFolder(Path.Combine(_folder, "stopped")).CheckpointFile));
        AssertSame(straight, Teacher("stopped", int.MaxValue));
    }

    [Fact]
    public void A_stopped_student_resumes_to_the_same_bits_and_leaves_the_memory_alone()
    {
        var straight = Student("straight", int.MaxValue);
        Assert.Throws<OperationCanceledException>(() => Student("stopped", 2));
        AssertSame(straight, Student("stopped", int.MaxValue));

        RunFolder Student(string name, int stopAfter)
        {
            manual_seed(Seed);
            var run = new RunFolder(Path.Combine(_folder, name));
            var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
            var memory = teacher.Memory.Freeze();
            var before = memory.Hash();
            var student = new StudentNetwork(TinyStore.Network, teacher.Network.Radiology, memory);
            using var learner = new StudentLearner(student, teacher, memory, new LossWeights(), 1, [], Options.BatchSize);
            try
            {
                Train(learner, run, stopAfter);
            }
            finally
            {
                Assert.Equal(before, memory.Hash());
            }

            return run;
        }
    }

    [Fact]
    public void Teacher_and_student_of_a_reduced_memory_train_and_ConMB_reaches_what_reduces()
    {
        var network = TinyStore.Network with { ReducedMemory = true };
        manual_seed(Seed);
        var teacher = new TeacherWithMemory(network, TinyStore.Memory); // the student's learner takes it over
        var reducer = teacher.Network.Fusion.Fusions[0].get_parameter("reduction.weight")!;
        using (NewDisposeScope())
        {
            var stored = teacher.Stored(
                [.. teacher.Network.Pathology.call(rand([2, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size])).Stages.Take(3)]);
            Assert.Equal(network.MemoryStages().Select(s => $"2x{s.Channels}x{s.Frames}x{s.Height}x{s.Width}"),
                stored.Select(s => string.Join('x', s.shape)));
            teacher.Memory.Update(stored, tensor(new[] { 0L, 1L }));
            teacher.Memory.Boost(stored).backward();
            Assert.True(reducer.grad!.abs().max().ToDouble() > 0);
        }

        var weights = new LossWeights();
        Train(new TeacherLearner(teacher, weights.ConMb), "teacher");
        var memory = teacher.Memory.Freeze();
        using var student = new StudentLearner(
            new StudentNetwork(network, teacher.Network.Radiology, memory), teacher, memory, weights, 1, [], Options.BatchSize);
        Assert.True(double.IsFinite(Train(student, "student")[0].Losses["mse"]));

        IReadOnlyList<EpochRecord> Train(Learner learner, string name) =>
            new Trainer(learner, _data, Options with { Epochs = 1 }, Seed, new RunFolder(Path.Combine(_folder, name)))
                .Run(name, cancellation: TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(Modality.Ct, 0)]
    [InlineData(Modality.Wsi, 0)]
    [InlineData(Modality.Ct, 0.9)]
    public void A_stopped_branch_resumes_to_the_same_bits(Modality modality, double averageDecay)
    {
        var options = Options with { AverageDecay = averageDecay };
        var straight = Branch("straight", int.MaxValue);
        Assert.Throws<OperationCanceledException>(() => Branch("stopped", 2));
        AssertSame(straight, Branch("stopped", int.MaxValue));

        RunFolder Branch(string name, int stopAfter)
        {
            manual_seed(Seed);
            var run = new RunFolder(Path.Combine(_folder, name));
            using var learner = new BranchPhase
            {
                Setting = TinyStore.Setting,
                Training = options,
                Size = TinyStore.Network,
                Depth = 10,
                Modality = modality,
            }.Begin([], run);
            Train(learner, run, stopAfter, options: options);
            return run;
        }
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "checkpoint.safetensors", "" },
        { "checkpoint.safetensors", "cut" },
        { "checkpoint.safetensors", "one bit" },
        { "model.safetensors", "missing" },
        { "model.safetensors", "one bit" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_training_that_was_damaged_meanwhile_begins_again_and_says_so(string file, string how)
    {
        var straight = StraightTeacher();
        var stopped = _common.Once("teacher, stopped", folder => // past the first epoch: a model is there, too
            Assert.Throws<OperationCanceledException>(() => Teacher(folder, Steps + 1)));
        var path = CommonTrainings.Copy(stopped, Path.Combine(_folder, "damaged")).File(file);
        var bytes = File.ReadAllBytes(path);
        switch (how)
        {
            case "missing":
                File.Delete(path);
                break;
            case "one bit":
                bytes[^100] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            default:
                File.WriteAllBytes(path, bytes[..(how == "cut" ? bytes.Length / 2 : 0)]);
                break;
        }

        var said = new List<WorkProgress>();
        AssertSame(straight, Teacher("damaged", int.MaxValue, said));
        Assert.Contains(said, report => report.Detail.StartsWith("begins again: ", StringComparison.Ordinal)
            && report.Detail.Contains(file, StringComparison.Ordinal));
    }

    [Fact]
    public void A_training_that_was_killed_after_its_last_epoch_only_ends()
    {
        // killed before the summary was written: the checkpoint says that nothing is left to train
        var straight = CommonTrainings.Copy(StraightTeacher(), Path.Combine(_folder, "killed"));
        var timings = straight.ReadTimings();
        var model = File.ReadAllBytes(straight.ModelFile);
        var again = Teacher("killed", int.MaxValue);
        Assert.Equal(timings, again.ReadTimings());
        Assert.Equal(model, File.ReadAllBytes(again.ModelFile));
    }

    private RunFolder StraightTeacher() => _common.Once("teacher", folder => Teacher(folder, int.MaxValue));

    private int Steps => new EpochSampler(_data, Options.BatchSize, Seed, Options.ThinOther).Epoch(0).Count;

    private RunFolder Teacher(string name, int stopAfter, List<WorkProgress>? said = null)
    {
        manual_seed(Seed);
        var run = new RunFolder(Path.Combine(_folder, name));
        using var learner = new TeacherLearner(new TeacherWithMemory(TinyStore.Network, TinyStore.Memory), new LossWeights().ConMb);
        Train(learner, run, stopAfter, said);
        return run;
    }

    private void Train(
        Learner learner, RunFolder run, int stopAfter, List<WorkProgress>? said = null, TrainingOptions? options = null)
    {
        using var stop = new StopAfter(stopAfter, said);
        new Trainer(learner, _data, options ?? Options, Seed, run).Run(StopAfter.Task, stop, stop.Token);
    }

    private static void AssertSame(RunFolder expected, RunFolder actual)
    {
        Assert.Equal(File.ReadAllText(expected.MetricsFile), File.ReadAllText(actual.MetricsFile));
        Assert.Equal(File.ReadAllBytes(expected.ModelFile), File.ReadAllBytes(actual.ModelFile));
        Assert.Equal([1, 2], actual.ReadTimings().Select(epoch => epoch.Epoch));
        Assert.All(actual.ReadTimings(), epoch => Assert.True(epoch.Steps > 0 && epoch.Waiting <= epoch.Seconds));
    }

    /// <summary>Cancels once a number of training steps is done.</summary>
    private sealed class StopAfter(int steps, List<WorkProgress>? said) : IProgress<WorkProgress>, IDisposable
    {
        public const string Task = "the training";

        private readonly CancellationTokenSource _source = new();

        public CancellationToken Token => _source.Token;

        public void Report(WorkProgress value)
        {
            said?.Add(value);
            if (value.Task == Task && value.Done >= steps)
            {
                _source.Cancel();
            }
        }

        public void Dispose() => _source.Dispose();
    }
}
