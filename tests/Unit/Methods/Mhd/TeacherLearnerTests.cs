using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Tests.Data;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Training;

public sealed class TeacherLearnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainingData _data;

    public TeacherLearnerTests() => _data = CohortData.Divide(TinyStore.Write(_folder.File("store")), 5).Training;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 9_000, 0.5)]         // the paper's length: the option itself
    [InlineData(2, 9_000, 0.70710678)]  // twice as long: its square root
    [InlineData(1, 4_500, 0.25)]
    [InlineData(1, 1, 0)]
    public void The_memory_moves_as_fast_as_the_training_is_short(int epochs, int steps, double left)
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory with { Decay = 0.5 });
        using var learner = new TeacherLearner(teacher, conMb: 0.3);
        learner.Train();
        var batch = Batch(_data.TrainingCt);
        learner.Losses(batch, new Clock(0, epochs, 0, steps));
        Assert.All(teacher.Memory.Stages, stage => Assert.Equal(left, stage.StartLeft.min().ToDouble(), 6));
        learner.Remember(batch, new Clock(0, epochs, 0, steps));
        Assert.All(teacher.Memory.Stages, stage => Assert.Equal(left * left, stage.StartLeft.min().ToDouble(), 6));
    }

    [Fact]
    public void A_finished_teacher_says_what_its_training_made_of_the_memory()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory with { Decay = 0.5 });
        using var learner = new TeacherLearner(teacher, conMb: 0.3);
        learner.Train();
        var batch = Batch(_data.TrainingCt);
        learner.Losses(batch, new Clock(0, 1, 0, MemoryOptions.PaperSteps));
        teacher.eval();
        var run = new RunFolder(_folder.File("run"));
        learner.Finish(_data, 2, run);

        var record = run.ReadJson<MemoryRecord>("memory.json");
        Assert.Equal(teacher.Memory.Freeze().Hash(), record.Sha256);
        var patients = _data.ValidationCt.Where(row => row.Label != LabelSet.Other).Select(row => row.PatientId).Distinct().Count();
        foreach (var (stage, told) in teacher.Memory.Stages.Zip(record.Stages))
        {
            var queries = stage.Queries.flatten().data<long>().ToArray();
            Assert.Equal(batch.Paired.shape[0] * stage.Shape.Height * stage.Shape.Width, queries.Sum());   // each went to one item
            Assert.Equal(stage.SeenTypes.Count * stage.ItemCount, told.Items);
            Assert.Equal(told.Items - queries.Count(count => count > 0), told.NeverQueried);
            Assert.Equal(0.5, told.StartLeft, 6);
            Assert.Equal(patients, told.Patients);
            Assert.InRange(told.OwnBest, 0, patients);
        }

        var lines = File.ReadAllLines(run.File("memory.csv"));
        Assert.Equal("stage,type,item,queries,start_left", lines[0]);
        Assert.Equal(record.Stages.Sum(stage => stage.Items), lines.Length - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]   // banks of types that no patient has
    public void Patients_are_rebuilt_best_out_of_the_bank_that_holds_them(int shift)
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherWithMemory(
            TinyStore.Network, TinyStore.Memory with { Decay = 1, Temperature = MemoryOptions.RecommendedTemperature });
        using var learner = new TeacherLearner(teacher, conMb: 0);
        teacher.eval();
        var held = Batch(_data.ValidationCt);
        learner.Remember(new Batch(held.Ct, held.Wsi, held.Paired, held.Labels + shift), new Clock(0, 1, 0, 1));
        var (own, patients) = BankReconstruction.OwnBest(teacher, _data, 2);
        Assert.True(patients > 0);
        Assert.All(own, count => Assert.Equal(shift == 0 ? patients : 0, count));
    }

    // first tumour sequence of each patient, with its pathology
    private Batch Batch(IReadOnlyList<SequenceRow> ct) => new BatchLoader(_data, CPU).Load(
        [.. ct.Where(row => row.Label != LabelSet.Other).DistinctBy(row => row.PatientId).Select(row => _data.Pair(row, 0))],
        augmentationSeed: null);
}
