using MhdNet.Methods.Mhd;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class MemoryLifetimeTests
{
    [Fact]
    public void Twenty_steps_leave_no_tensor_behind()
    {
        using var memory = new Ctmm(Samples.Shapes, Samples.TypeCount, new MemoryOptions());
        memory.to(ScalarType.Float64);
        using var optimiser = optim.Adam(memory.parameters(), 1e-3);
        using var frozen = new FrozenMemory(Samples.Shapes, Samples.TypeCount, memory.Options);
        frozen.to(ScalarType.Float64);
        GC.Collect();
        GC.WaitForPendingFinalizers();   // what earlier tests left to the collector is not ours to count
        var counts = new List<long>();
        for (var step = 0; step < 22; step++)
        {
            using (NewDisposeScope())
            {
                var features = Samples.Features(step, 3);
                memory.Update(features, tensor(new[] { 0L, 1L, 2L }));
                optimiser.zero_grad();
                memory.Boost(features).backward();
                optimiser.step();
                frozen.Read(Samples.Random(step, 2, 4));
                MemoryAnalysis.Quality(memory, features);
                MemoryAnalysis.AttentionEntropy(memory.Stages[0], features[0], 1);
            }

            counts.Add(Tensor.TotalCount);
        }

        Assert.All(counts[2..], count => Assert.True(count <= counts[2], $"{count} tensors, {counts[2]} after the first steps"));
    }
}
