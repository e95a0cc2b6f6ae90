using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Leakage;

/// <summary>What a teacher's memory held when its training ended is what a student reads: nobody writes to it in between.</summary>
public sealed class FinishedTeacherTests : IDisposable
{
    private static readonly MhdNetMethod Method =
        new() { Network = TinyStore.Network, Memory = TinyStore.Memory with { RasterInitialisation = false } };

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void It_takes_no_pathology_in_any_mode_once_it_is_loaded()
    {
        using var teacher = Loaded();
        var before = teacher.Memory.Hash();
        Tensor[] features = [.. TinyStore.Network.MemoryStages().Select(s => rand([1, s.Channels, s.Frames, s.Height, s.Width]))];
        foreach (var mode in new[] { true, false })
        {
            teacher.train(mode);
            teacher.Memory.train(mode);
            Assert.Throws<InvalidOperationException>(() => teacher.Memory.Update(features, tensor(new[] { 0L })));
            Assert.Throws<InvalidOperationException>(() => teacher.Memory.Stages[0].Update(features[0], tensor(new[] { 0L })));
        }

        Assert.Equal(before, teacher.Memory.Hash());
        Assert.Equal(before, teacher.Memory.Freeze().Hash());
    }

    [Fact]
    public void Banks_that_were_written_to_since_are_not_handed_to_a_student()
    {
        using var teacher = Loaded();
        using (no_grad())
        {
            teacher.Memory.named_parameters().First().parameter.add_(1);
        }

        Assert.Contains("changed since their learning ended",
            Assert.Throws<InvalidOperationException>(teacher.Memory.Freeze).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_student_looks_at_its_beginning_and_after_each_epoch_whether_the_frozen_banks_are_as_they_were()
    {
        var data = CohortData.Divide(TinyStore.Write(_folder.File("store")), 5).Training;
        var (teacher, run) = (Loaded(), new RunFolder(_folder.File("student")));   // the learner takes the teacher over
        var memory = teacher.Memory.Freeze();
        using var learner = new StudentLearner(
            new StudentNetwork(TinyStore.Network, teacher.Network.Radiology, memory), teacher, memory, new LossWeights(), 1, [], 2);
        learner.Prepare(data, run);
        learner.EndEpoch(new Clock(0, 1, 0, 1));
        using (no_grad())
        {
            memory.named_buffers().First().buffer.add_(1);
        }

        Assert.Throws<InvalidOperationException>(() => learner.Prepare(data, run));
        Assert.Throws<InvalidOperationException>(() => learner.EndEpoch(new Clock(0, 1, 0, 1)));
    }

    [Fact]
    public void A_student_refuses_another_memory_than_the_one_its_teacher_was_finished_with()
    {
        new RunFolder(_folder.File("teacher")).WriteJson("memory.json", new MemoryRecord("another", []));
        var failure = Assert.Throws<InputException>(() => Method.For(TinyStore.Setting).Begin([Finished()], new(_folder.File("student"))));
        Assert.StartsWith(_folder.File("teacher"), failure.Message, StringComparison.Ordinal);
        Assert.Contains("memory.json", failure.Message, StringComparison.Ordinal);
    }

    private TeacherWithMemory Loaded() => (TeacherWithMemory)Finished().Load();

    private FinishedRun Finished()
    {
        var phase = (Method with { Tested = MhdNetPart.Teacher }).For(TinyStore.Setting);
        using var teacher = phase.Build();
        return TinyStore.Finished(_folder.File("teacher"), phase, teacher);
    }
}
