using MhdNet.Data;
using MhdNet.Distillation;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;

namespace MhdNet.Tests.Training;

[Collection("alone")]
public sealed class TrainingMemoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void The_number_of_live_tensors_is_flat_over_two_hundred_steps(int? atATime)
    {
        var data = CohortData.Divide(TinyStore.Write(Path.Combine(_folder, "store")), 1).Training;
        TorchRuntime.Start(1, threads: 1);
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        var counts = new Counts();
        TeacherTraining.Run(
            teacher, data, new TrainingOptions { Epochs = 70, BatchSize = 4, MicroBatchSize = atATime }, new LossWeights(), 1, new RunFolder(Path.Combine(_folder, "run")), counts, TestContext.Current.CancellationToken);
        // the first epoch makes gradients and Adam's moments; after it nothing may stay. The batch that is loaded ahead comes and goes, four
        // tensors and what they are made from; one kept a step would be 200, one an epoch 69
        var settled = counts.Values.Skip(counts.Values.Count / 70).ToList();
        Assert.True(settled.Count >= 200, $"{settled.Count} steps");
        Assert.InRange(settled.Max() - settled.Min(), 0, 8);
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
