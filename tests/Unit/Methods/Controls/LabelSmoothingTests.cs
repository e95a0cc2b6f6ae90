using MhdNet.Methods.Controls;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class LabelSmoothingTests
{
    // σ(ln 3, 0) = (0.75, 0.25)
    [Theory]
    [InlineData(0.1, 0.342613)] // 0.9 (-ln 0.75) + 0.1 (-ln 0.75 - ln 0.25) / 2
    [InlineData(0, 0.287682)]   // -ln 0.75
    public void The_loss_is_the_cross_entropy_with_smoothed_labels(double smoothing, double expected)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { (float)Math.Log(3), 0f }).reshape(1, 2);
        Assert.Equal(expected, LabelSmoothingPhase.Loss(logits, tensor(new[] { 0L }), smoothing).item<float>(), 5);
    }

    [Fact]
    public void Its_gradient_is_the_difference_to_the_smoothed_label()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { (float)Math.Log(3), 0f }).reshape(1, 2).requires_grad_(true);
        LabelSmoothingPhase.Loss(logits, tensor(new[] { 0L }), 0.1).backward();
        Assert.Equal([0.75 - 0.95, 0.25 - 0.05], logits.grad!.data<float>().ToArray().Select(value => (double)value),
            (a, b) => Math.Abs(a - b) < 1e-6);
    }
}
