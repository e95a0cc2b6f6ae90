using MhdNet.Analysis;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Experiments;

public sealed class GradCamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_weighs_channels_by_the_gradient_of_the_class(int stage)
    {
        using var scope = NewDisposeScope();
        using var student = new StudentNetwork(Tiny.Options);
        var ct = Tiny.Ct(1);
        var map = GradCam.Compute(student, ct, k: 2, stage);
        Assert.Equal(ct.shape[2..], map.shape);

        // the same by hand: cut behind the stage, what follows differentiated by itself
        student.eval();
        var x = student.Backbone.Stem(ct);
        for (var s = 0; s < stage; s++)
        {
            x = student.Backbone.Stage(s, x);
        }

        var cut = x.detach().requires_grad_(true);
        var y = cut.alias();
        for (var s = stage; s < 4; s++)
        {
            y = student.Backbone.Stage(s, y);
        }

        student.Backbone.Classify(y)[0, 2].backward();
        var weights = cut.grad!.mean([2, 3, 4]);
        var by = zeros(x.shape[2..]);
        for (var c = 0; c < x.shape[1]; c++)
        {
            by += weights[0, c] * cut.detach()[0, c];
        }

        var expected = nn.functional.interpolate(by.relu().unsqueeze(0).unsqueeze(0),
            ct.shape[2..], mode: InterpolationMode.Trilinear, align_corners: false)[0, 0];
        var largest = expected.max().ToSingle();
        Assert.True((map - (largest > 0 ? expected / largest : expected)).abs().max().ToDouble() < 1e-4);
    }

    [Fact]
    public void A_student_with_memory_has_one_too_and_it_leaves_no_gradients_behind()
    {
        using var scope = NewDisposeScope();
        using var prior = new ResNet3d(10, 1, Tiny.Options);
        using var student = new StudentNetwork(Tiny.Options, prior, new Tiny.Memory());
        student.train();
        var map = GradCam.Compute(student, Tiny.Ct(1), k: 0);
        Assert.InRange(map.min().ToDouble(), 0, 1);
        Assert.True(map.max().ToSingle() is 0 or 1);
        Assert.All(student.TrainableParameters, parameter => Assert.True(parameter.grad is null or { IsInvalid: true }));
        Assert.Throws<ArgumentException>(() => GradCam.Compute(student, Tiny.Ct(2), k: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradCam.Compute(student, Tiny.Ct(1), k: 0, stage: 5));
    }
}
