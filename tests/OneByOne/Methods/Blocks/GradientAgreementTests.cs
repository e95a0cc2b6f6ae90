using MhdNet.Methods.Blocks;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class GradientAgreementTests
{
    // losses a . x have gradient a, whatever x
    [Fact]
    public void Same_opposite_orthogonal_and_missing_gradients()
    {
        using var scope = NewDisposeScope();
        var feature = tensor(new[] { 0.5f, -2f }).requires_grad_(true);
        Tensor Along(float x, float y) => (tensor(new[] { x, y }) * feature).sum();
        var elsewhere = ones(1).requires_grad_(true);
        var cosines = GradientAgreement.Cosines(
            [Along(3, 4), Along(6, 8), Along(-3, -4), Along(-4, 3), Along(4, 3), elsewhere.sum(), ones(1).sum()], feature);
        double[] ofFirst = [1, 1, -1, 0, 0.96, 0, 0];
        for (var j = 0; j < ofFirst.Length; j++)
        {
            Assert.Equal(ofFirst[j], cosines[0, j], 6);
            Assert.Equal(cosines[0, j], cosines[j, 0]);
            Assert.Equal(1, cosines[j, j]);
        }

        Assert.True(feature.grad is null || feature.grad.IsInvalid);
    }

    // the first loss has gradient (2, 2) at one feature and (1, 1) at the other
    [Fact]
    public void Each_loss_is_compared_at_its_own_feature()
    {
        using var scope = NewDisposeScope();
        var first = tensor(new[] { 1f, 0f }).requires_grad_(true);
        var second = (first * 2) + 1;
        var atFirst = (first * tensor(new[] { 0f, 1f })).sum();
        var atSecond = (second * tensor(new[] { -1f, -1f })).sum();
        var cosines = GradientAgreement.WithEach(second.sum(), [(atFirst, first), (atSecond, second)]);
        Assert.Equal(Math.Sqrt(0.5), cosines[0], 6);
        Assert.Equal(-1, cosines[1], 6);
    }

    [Fact]
    public void At_a_feature_or_over_the_weights_of_a_bias_free_layer_is_the_same_for_one_sequence()
    {
        using var scope = NewDisposeScope();
        manual_seed(3).Dispose();
        var weight = randn(4, 6).requires_grad_(true);
        var logits = randn(1, 6).matmul(weight.t());
        Tensor[] losses = [nn.functional.cross_entropy(logits, tensor(new[] { 2L })), DistillationLosses.Kl(randn(1, 4), logits, 4)];
        Assert.Equal(GradientAgreement.Cosines(losses, weight)[0, 1], GradientAgreement.Cosines(losses, logits)[0, 1], 5);
    }
}
