using FsCheck.Xunit;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

public sealed class Involution3dTests
{
    [Theory]
    [InlineData(1, 4, 4)]
    [InlineData(3, 4, 5)]
    [InlineData(5, 6, 3)]
    [InlineData(7, 2, 9)] // the kernel is larger than the frame
    public void It_is_Eq_3(int kappa, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var (x, k) = (Sample.Of(1, 2, 3, 2, rows, columns), Sample.Of(2, 2, kappa * kappa, 2, rows, columns));
        var truth = Naive.Involve(Naive.Of(x), Naive.Of(k));
        Assert.True(truth.Distance(Involution3d.Apply(x, k)) < 1e-10);
        Assert.True(truth.Distance(Involution3d.Apply(x.to(float32), k.to(float32))) < 1e-5);
    }

    [Theory]
    [InlineData(3, 4, 5)]
    [InlineData(7, 3, 4)]
    public void Its_gradients_are_those_of_finite_differences(int kappa, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var (x, k) = (Sample.Of(1, 2, 3, 2, rows, columns).requires_grad_(true),
            Sample.Of(2, 2, kappa * kappa, 2, rows, columns).requires_grad_(true));
        Assert.True(Sample.GradientError(() => Involution3d.Apply(x, k).pow(3).sum(), x, k) < 1e-6);
    }

    [Property(MaxTest = 30)]
    public void A_kernel_of_one_at_the_centre_is_the_identity(int seed, byte size, byte side)
    {
        using var scope = NewDisposeScope();
        var (kappa, n) = (2 * (size % 4) + 1, 1 + side % 6);
        var x = Sample.Of(seed, 1, 3, 2, n, n);
        var k = zeros([1, kappa * kappa, 2, n, n], float64);
        k[.., kappa * kappa / 2] = 1;
        Assert.True(Involution3d.Apply(x, k).Equals(x));
    }

    [Property(MaxTest = 30)]
    public void A_kernel_of_one_beside_the_centre_shifts_the_frame(int seed)
    {
        using var scope = NewDisposeScope();
        var x = Sample.Of(seed, 1, 2, 2, 4, 5);
        var k = zeros([1, 9, 2, 4, 5], float64);
        k[.., 5] = 1; // (u, v) = (0, 1): the right neighbour
        var y = Involution3d.Apply(x, k);
        Assert.True(y[.., .., .., .., ..4].Equals(x[.., .., .., .., 1..]));
        Assert.Equal(0, y[.., .., .., .., 4..].abs().max().ToDouble());
    }

    [Property(MaxTest = 30)]
    public void It_is_linear_in_the_features_and_in_the_kernels(int seed)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Sample.Of(seed, 2, 3, 2, 4, 4), Sample.Of(seed + 1, 2, 3, 2, 4, 4));
        var (k, m) = (Sample.Of(seed + 2, 2, 9, 2, 4, 4), Sample.Of(seed + 3, 2, 9, 2, 4, 4));
        Assert.True((Involution3d.Apply(a + b * 2, k) - Involution3d.Apply(a, k) - Involution3d.Apply(b, k) * 2).abs().max()
            .ToDouble() < 1e-10);
        Assert.True((Involution3d.Apply(a, k + m * 2) - Involution3d.Apply(a, k) - Involution3d.Apply(a, m) * 2).abs().max()
            .ToDouble() < 1e-10);
    }

    [Theory]
    [InlineData(1, 8, 4)] // no square
    [InlineData(1, 4, 4)] // an even square
    [InlineData(2, 9, 4)] // another batch
    [InlineData(1, 9, 5)] // another size
    public void Kernels_that_do_not_fit_are_refused(int batch, int taps, int size)
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => Involution3d.Apply(zeros([1, 3, 2, 4, 4]), zeros([batch, taps, 2, size, size])));
    }
}
