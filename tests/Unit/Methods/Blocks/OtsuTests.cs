using MhdNet.Methods.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class OtsuTests
{
    [Fact]
    public void Of_two_peaks_it_is_the_middle_of_the_valley()
    {
        using var scope = NewDisposeScope();
        // bins of 1/128: -0.5 is the first value of its bin, whose upper edge is -0.4921875; 0.25's bin begins at 0.25
        var image = tensor(new[] { -0.5f, -0.5f, -0.5f, 0.25f });
        Assert.Equal((-0.4921875 + 0.25) / 2, Otsu.Thresholds(image.unsqueeze(0)).ToDouble(), 6);
    }

    [Fact]
    public void It_is_the_threshold_with_most_variance_between_the_two_sides()
    {
        using var scope = NewDisposeScope();
        var values = new Random(1);
        float[] pixels =
        [
            .. Enumerable.Range(0, 300).Select(_ => (float)(-0.6 + (0.3 * values.NextDouble()))),
            .. Enumerable.Range(0, 100).Select(_ => (float)(0.1 + (0.5 * values.NextDouble()))),
        ];
        double Within(double threshold) => new[] { pixels.Where(x => x <= threshold), pixels.Where(x => x > threshold) }
            .Where(side => side.Any()).Sum(side => side.Sum(x => Math.Pow(x - side.Average(), 2)));
        var least = Enumerable.Range(1, 255).Min(edge => Within(-1 + (edge / 128.0)));
        Assert.Equal(least, Within(Otsu.Thresholds(tensor(pixels).unsqueeze(0)).ToDouble()), 6);
    }

    [Fact]
    public void Each_sequence_has_its_own_and_one_of_a_single_value_has_some()
    {
        using var scope = NewDisposeScope();
        var images = stack([tensor(new[] { -1f, -1f, 0f, 0f }), tensor(new[] { 0f, 0f, 1f, 1f }), full(4, -1f)]);
        var found = Otsu.Thresholds(images).data<float>().ToArray();
        Assert.InRange(found[0], -0.992, 0);
        Assert.InRange(found[1], 0.0078, 1);
        Assert.True(float.IsFinite(found[2]));
    }

    [Fact]
    public void The_region_is_what_is_bright_in_each_frame_without_single_specks()
    {
        using var scope = NewDisposeScope();
        var ct = full([1, 1, 2, 12, 12], -1f);
        ct[0, 0, 0].narrow(0, 2, 8).narrow(1, 2, 8).fill_(1f);
        ct[0, 0, 1, 6, 6] = 1f;   // blurred to 36/256 of itself
        var region = Otsu.Region(ct);
        Assert.Equal(ct.shape, region.shape);
        Assert.Equal(36, region[0, 0, 0].narrow(0, 3, 6).narrow(1, 3, 6).sum().ToDouble());   // all within
        Assert.Equal(0, region[0, 0, 0].narrow(0, 0, 2).sum().ToDouble());
        Assert.Equal(0, region[0, 0, 1].sum().ToDouble());
        Assert.True(((region == 0) | (region == 1)).all().item<bool>());
    }
}
