using MhdNet.Methods.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class FocalLossTests
{
    [Fact]
    public void Worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[,] { { 0.0, 0.0 }, { Math.Log(3), 0.0 } });   // p = 1/2 and 3/4
        var expected = 0.25 * ((0.25 * Math.Log(2)) + (0.0625 * Math.Log(4 / 3.0))) / 2;
        Assert.Equal(expected, FocalLoss.Of(logits, zeros([2], ScalarType.Int64), 2, 0.25).ToDouble(), 12);
    }

    [Fact]
    public void With_gamma_zero_and_alpha_one_it_is_the_cross_entropy()
    {
        using var scope = NewDisposeScope();
        var (logits, labels) = (randn(5, 9, dtype: float64), tensor(new[] { 0L, 8L, 3L, 3L, 1L }));
        Assert.Equal(nn.functional.cross_entropy(logits, labels).ToDouble(), FocalLoss.Of(logits, labels, 0, 1).ToDouble(), 12);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void What_is_right_beyond_doubt_has_a_finite_gradient(double gamma)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[,] { { 200f, 0f } }).requires_grad_(true);
        FocalLoss.Of(logits, zeros([1], ScalarType.Int64), gamma, 0.25).backward();
        Assert.True(logits.grad!.isfinite().all().item<bool>());
    }
}
