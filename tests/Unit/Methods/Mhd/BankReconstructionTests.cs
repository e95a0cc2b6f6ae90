using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Tests.Experiments;

public sealed class BankReconstructionTests
{
    private static readonly StageShape Pixels = new(2, 1, 2, 2);   // four pixels of two values

    [Fact]
    public void A_slide_that_filled_its_bank_is_rebuilt_out_of_it_and_out_of_no_other()
    {
        using var scope = NewDisposeScope();
        var (memory, features) = Filled();
        var sharp = BankReconstruction.Errors(memory, features, 0.01);
        Assert.InRange(sharp[0, 0], 0, 1e-6);
        Assert.InRange(sharp[1, 1], 0, 1e-6);
        Assert.True(sharp[0, 1] > 0.1 && sharp[1, 0] > 0.1);
        Assert.True(double.IsNaN(sharp[0, 2]) && double.IsNaN(sharp[1, 2]));   // no slide of the third type was met
    }

    [Fact]
    public void The_softmax_is_over_the_items_of_the_one_bank()
    {
        using var scope = NewDisposeScope();
        var (memory, features) = Filled();
        var items = memory.Items[1].detach();   // (M, D)
        var query = features[0][0];
        var cosines = items.matmul(query) / (items.norm(1) * query.norm());
        var weights = cosines.exp() / cosines.exp().sum();   // Eq. 7 at temperature 1
        Assert.True(BankReconstruction.Compute(memory, 1, features, 1)[0][0].allclose(weights.matmul(items), atol: 1e-5));
        Assert.Equal(features.shape, BankReconstruction.Compute(memory, 1, features, 1).shape);
    }

    // two types with a slide each
    private static (TypingMemory Memory, Tensor Features) Filled()
    {
        var memory = new TypingMemory(2, Pixels, 3, new MemoryOptions());
        var slides = tensor(new float[] { 1, 2, 3, 4, 4, 3, 2, 1, /**/ -5, 1, 2, -1, 1, 7, -3, 2 }).reshape(2, 2, 1, 2, 2);
        memory.Update(slides, tensor(new[] { 0L, 1L }));
        return (memory, slides.permute(0, 3, 4, 2, 1).reshape(2, 4, 2));
    }
}
