using MhdNet.Methods.Blocks;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class StructuralSimilarityTests
{
    [Fact]
    public void Two_voxels_by_hand()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(new float[] { 0, 1 }).reshape(1, 1, 1, 1, 2), tensor(new float[] { 1, 0 }).reshape(1, 1, 1, 1, 2));
        var near = Math.Exp(-1 / 4.5);
        var (own, other) = (1 / (1 + near), near / (1 + near));
        var spread = own * other;   // a voxel's mean is one share, its square's mean too: share - share^2
        var expected = ((2 * spread) + 1e-4) * ((-2 * spread) + 9e-4)
            / (((own * own) + (other * other) + 1e-4) * ((2 * spread) + 9e-4));
        Assert.Equal(expected, StructuralSimilarity.Mean(x, y).item<float>(), 1e-4);
    }

    [Fact]
    public void Equal_maps_have_one_whatever_their_scale_and_others_less()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (x, y) = (rand([2L, 3, 5, 9, 8]), rand([2L, 3, 5, 9, 8]));
        Assert.Equal(1, StructuralSimilarity.Mean(x, x).item<float>(), 1e-5);
        Assert.Equal(1, StructuralSimilarity.Mean(x, (3 * x) - 7).item<float>(), 1e-4);
        Assert.Equal(1, StructuralSimilarity.Mean(ones_like(x), ones_like(x)).item<float>(), 1e-5);
        Assert.InRange(StructuralSimilarity.Mean(x, y).item<float>(), -0.2, 0.5);
        Assert.Equal(StructuralSimilarity.Mean(x, y).item<float>(), StructuralSimilarity.Mean(y, x).item<float>(), 1e-6);
    }

    [Fact]
    public void The_window_is_the_same_along_every_axis()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var x = rand([2L, 3, 5, 9, 8]);
        var y = x + (0.3 * rand([2L, 3, 5, 9, 8]));
        Tensor Turned(Tensor map) => map.permute(0, 1, 3, 4, 2);
        Assert.Equal(
            StructuralSimilarity.Mean(x, y).item<float>(), StructuralSimilarity.Mean(Turned(x), Turned(y)).item<float>(), 1e-5);
    }
}
