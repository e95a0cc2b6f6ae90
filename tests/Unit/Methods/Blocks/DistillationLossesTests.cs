using FsCheck.Xunit;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.Mhd;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Distillation;

public sealed class DistillationLossesTests
{
    [Fact]
    public void Alignment_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var loss = DistillationLosses.Mse(
            [Row(1, 2), Row(0, 0, 0), Row(5)],
            [Row(1, 4), Row(3, 0, 0), Row(4)]);   // mean squares 2, 3 and 1
        Assert.Equal(6, loss.ToDouble(), 1e-12);
    }

    [Fact]
    public void Absolute_alignment_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var aligned = Row(1, 4).requires_grad_(true);
        var loss = DistillationLosses.Mse([Row(1, 2), Row(0, 0, 0)], [aligned, Row(-3, 0, 0)], FeatureDistance.MeanAbsolute);   // 1 and 1
        Assert.Equal(2, loss.ToDouble(), 1e-12);
        loss.backward();
        Assert.Equal([0.0, 0.5], aligned.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Alignment_agrees_with_the_loops()
    {
        using var scope = NewDisposeScope();
        Tensor[] fused = [Random(1, 2, 3, 2, 4, 4), Random(2, 2, 6, 1, 2, 2), Random(3, 2, 12, 1, 1, 1)];
        Tensor[] aligned = [.. fused.Select((f, s) => Random(s + 4, f.shape))];
        var expected = fused.Zip(aligned, (f, a) => f.data<double>().Zip(a.data<double>(), (x, y) => (x - y) * (x - y)).Average()).Sum();
        Assert.Equal(expected, DistillationLosses.Mse(fused, aligned).ToDouble(), 1e-10);
        Assert.Equal(expected, DistillationLosses.Mse([.. fused.Select(f => f.to(ScalarType.Float32))],
            [.. aligned.Select(f => f.to(ScalarType.Float32))]).ToDouble(), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    public void Divergence_worked_by_hand(double temperature)
    {
        using var scope = NewDisposeScope();
        var student = Math.Pow(3, 1 / temperature);   // logits ln 3 and 0: odds of the root of 3 to 1; the teacher's are even
        var p = student / (student + 1);
        var expected = temperature * temperature * 0.5 * (Math.Log(0.5 / p) + Math.Log(0.5 / (1 - p)));
        Assert.Equal(expected, DistillationLosses.Kl(Row(7, 7), Row(Math.Log(3), 0), temperature).ToDouble(), 1e-10);
        if (temperature == 1)
        {
            Assert.Equal(0.1438410362, expected, 1e-9);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Divergence_agrees_with_the_loops_and_its_gradient_with_finite_differences(double temperature)
    {
        using var scope = NewDisposeScope();
        var (teacher, student) = (Random(1, 3, 9) * 2, (Random(2, 3, 9) * 2).requires_grad_(true));
        var loss = DistillationLosses.Kl(teacher, student, temperature);
        loss.backward();
        var (t, s, gradient) = (teacher.data<double>().ToArray(), student.data<double>().ToArray(), student.grad!.data<double>().ToArray());
        Assert.Equal(NaiveKl(t, s, 3, temperature), loss.ToDouble(), 1e-10);
        Assert.Equal(loss.ToDouble(),
            DistillationLosses.Kl(teacher.to(ScalarType.Float32), student.to(ScalarType.Float32), temperature).ToDouble(), 1e-4);
        for (var i = 0; i < s.Length; i++)
        {
            const double Step = 1e-5;
            var value = s[i];
            s[i] = value + Step;
            var above = NaiveKl(t, s, 3, temperature);
            s[i] = value - Step;
            var below = NaiveKl(t, s, 3, temperature);
            s[i] = value;
            Assert.Equal((above - below) / (2 * Step), gradient[i], 1e-8);
        }
    }

    [Property(MaxTest = 30)]
    public void The_gradient_at_temperature_one_is_the_difference_of_probabilities_over_the_batch(int seed)
    {
        using var scope = NewDisposeScope();
        var (teacher, student) = (Random(seed, 4, 9), Random(seed + 1, 4, 9).requires_grad_(true));
        DistillationLosses.Kl(teacher, student).backward();
        var expected = (student.softmax(1) - teacher.softmax(1)) / 4;
        Assert.True((student.grad! - expected).abs().max().ToDouble() < 1e-12);
    }

    [Property(MaxTest = 30)]
    public void Divergence_is_positive_but_for_equal_distributions(int seed)
    {
        using var scope = NewDisposeScope();
        var (teacher, student) = (Random(seed, 2, 9), Random(seed + 1, 2, 9));
        Assert.True(DistillationLosses.Kl(teacher, student).ToDouble() > 0);
        Assert.Equal(0, DistillationLosses.Kl(teacher, teacher + 3).ToDouble(), 1e-12);
    }

    [Fact]
    public void Certain_teachers_and_far_logits_stay_finite()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new[,] { { -2000f, 2000f } }).requires_grad_(true);
        var loss = DistillationLosses.Kl(tensor(new[,] { { 2000f, -2000f } }), student);
        loss.backward();
        Assert.Equal(4000, loss.ToDouble(), 1e-3);
        Assert.Equal([-1f, 1f], student.grad!.data<float>().ToArray());
    }

    [Fact]
    public void The_teacher_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        var (teacher, student) = (Random(1, 2, 3).requires_grad_(true), Random(2, 2, 3).requires_grad_(true));
        (DistillationLosses.Kl(teacher, student) + DistillationLosses.Mse([teacher], [student])).backward();
        Assert.True(teacher.grad is null or { IsInvalid: true });
        Assert.True(student.grad!.abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void A_batch_without_pairs_gives_zero_with_a_gradient()
    {
        using var scope = NewDisposeScope();
        var student = Random(1, 4, 3).requires_grad_(true);
        var none = student[..0];
        var loss = DistillationLosses.Kl(none.detach(), none) + DistillationLosses.Mse([none.detach()], [none]);
        loss.backward();
        Assert.Equal(0, loss.ToDouble());
        Assert.Equal(0, student.grad!.abs().sum().ToDouble());
    }

    [Fact]
    public void Unequal_shapes_are_refused_instead_of_broadcast()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => DistillationLosses.Mse([Row(1, 2)], [Row(1)]));
        Assert.Throws<ArgumentException>(() => DistillationLosses.Mse([Row(1), Row(2)], [Row(1)]));
        Assert.Throws<ArgumentException>(() => DistillationLosses.Mse([], []));
        Assert.Throws<ArgumentException>(() => DistillationLosses.Kl(Random(1, 1, 9), Random(2, 4, 9)));
        Assert.Throws<ArgumentOutOfRangeException>(() => DistillationLosses.Kl(Row(1), Row(1), 0));
    }

    private static double NaiveKl(double[] teacher, double[] student, int batch, double temperature)
    {
        var classes = teacher.Length / batch;
        var total = 0.0;
        for (var b = 0; b < batch; b++)
        {
            var p = Softmax(teacher.AsSpan(b * classes, classes), temperature);
            var q = Softmax(student.AsSpan(b * classes, classes), temperature);
            for (var k = 0; k < classes; k++)
            {
                total -= p[k] * Math.Log(q[k] / p[k]);
            }
        }

        return total / batch * temperature * temperature;
    }

    private static double[] Softmax(ReadOnlySpan<double> logits, double temperature)
    {
        var exponentials = new double[logits.Length];
        for (var i = 0; i < logits.Length; i++)
        {
            exponentials[i] = Math.Exp(logits[i] / temperature);
        }

        var sum = exponentials.Sum();
        return [.. exponentials.Select(e => e / sum)];
    }

    private static Tensor Row(params double[] values) => tensor(values).reshape(1, -1);

    private static Tensor Random(int seed, params long[] size) =>
        randn(size, dtype: ScalarType.Float64, generator: new Generator((ulong)(uint)seed));
}
