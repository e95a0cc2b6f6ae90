using MhdNet.Memory;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class CtmmTests
{
    [Fact]
    public void A_step_of_the_memory_gives_a_loss_with_gradients_and_a_memory_to_read()
    {
        using var scope = NewDisposeScope();
        var shapes = StageShape.Of(8, 64, 16);
        var memory = new Ctmm(shapes, 8, new MemoryOptions());
        Tensor[] features = [.. shapes.Take(3).Select(s => rand([4, s.Channels, s.Frames, s.Height, s.Width], requires_grad: true))];
        memory.Update(features, tensor(new long[] { 0, 3, 3, 7 }));
        var loss = memory.Boost(features);
        loss.backward();

        Assert.Equal([0, 3, 7], memory.Stages[0].SeenTypes);
        Assert.All(memory.Stages, stage => Assert.True(stage.Items.grad!.abs().sum().ToDouble() > 0));
        Assert.All(features, feature => Assert.True(feature.grad!.abs().sum().ToDouble() > 0));

        var read = memory.Freeze().Read(full([2, 9], 1 / 9f));
        Assert.Equal([2L, 16, 4, 16, 16], read[0].shape);
        Assert.Equal([2L, 32, 2, 8, 8], read[1].shape);
        Assert.Equal([2L, 64, 1, 4, 4], read[2].shape);
    }
}
