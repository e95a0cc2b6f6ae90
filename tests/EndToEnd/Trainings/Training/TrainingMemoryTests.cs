using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;

namespace MhdNet.Tests.Training;

public sealed class TrainingMemoryTests : IDisposable
{
    private const int Epochs = 35;

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void The_number_of_live_tensors_is_flat_over_a_hundred_steps(int? atATime)
    {
        var data = CohortData.Divide(TinyStore.Write(Path.Combine(_folder, "store")), 1).Training;
        TorchRuntime.Start(1, threads: 1);
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        GC.Collect(); // the count is the process's: what earlier tests left is not to go while it is taken
        GC.WaitForPendingFinalizers();
        var counts = new Counts();
        var options = new TrainingOptions { Epochs = Epochs, BatchSize = 4, MicroBatchSize = atATime };
        new Trainer(new TeacherLearner(teacher, conMb: 0.3), data, options, 1, new RunFolder(Path.Combine(_folder, "run")))
            .Run("teacher", counts, TestContext.Current.CancellationToken);
        // the first epoch makes gradients and Adam's moments; after it nothing may stay. Counted at each epoch's last step, when no batch
        // is just being loaded ahead, whose tensors come and go on another thread: what any step keeps adds up to there
        var epoch = counts.Values.Count / Epochs;
        Assert.True(counts.Values.Count - epoch >= 100, $"{counts.Values.Count} steps");
        var settled = counts.Values.Where((_, step) => step >= epoch && (step + 1) % epoch == 0).ToList();
        Assert.Equal(Epochs - 1, settled.Count);
        Assert.True(settled.Max() - settled.Min() <= 4, $"live tensors at the end of each epoch: {string.Join(' ', settled)}");
    }

    private sealed class Counts : IProgress<WorkProgress>
    {
        public List<long> Values { get; } = [];

        public void Report(WorkProgress value)
        {
            if (value.Task == "teacher")
            {
                Values.Add(torch.Tensor.TotalCount);
            }
        }
    }
}
