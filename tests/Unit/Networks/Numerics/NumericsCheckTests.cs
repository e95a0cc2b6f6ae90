using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;
using MhdNet.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

public sealed class NumericsCheckTests
{
    public static TheoryData<int, int, int, int> Layers => new()
    {
        { 20, 32, 3, 1 }, { 16, 32, 3, 1 }, { 147, 4, 5, 1 }, { 32, 20, 3, 1 }, { 9, 4, 5, 1 }, { 36, 5, 5, 1 },
        { 1, 16, 7, 2 }, { 1, 4, 7, 2 }, { 1, 20, 3, 1 }, { 24, 1, 3, 1 },
        { 3, 16, 7, 2 }, { 20, 13, 1, 1 }, { 80, 80, 1, 1 }, { 16, 32, 1, 2 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_library_s_convolution_passes(int inputs, int outputs, int kernel, int stride)
    {
        var check = NumericsCheck.Check("layer", Shape(inputs, outputs, kernel, stride));
        Assert.True(check.Trustworthy, check.ToString());
        NumericsCheck.EnsureTrustworthy([check]);
    }

    [Fact]
    public void Plain_contiguous_calls_are_refused_where_this_machine_computes_them_wrongly()
    {
        // The fault reads memory it should not, so a single call may be right by chance: the question is whether any goes wrong.
        var machine = Layers.Select(row => row.Data).Where(d => PlainIsWrong(d.Item1, d.Item2, d.Item3, d.Item4)).ToArray();
        var refused = Layers.Select(row => row.Data).Where(d => PlainIsRefused(d.Item1, d.Item2, d.Item3, d.Item4)).ToArray();
        Assert.Equal(machine.Length > 0, refused.Length > 0);
        Assert.DoesNotContain((16, 32, 3, 1), refused);
        TestContext.Current.SendDiagnosticMessage($"plain convolutions wrong here: {string.Join(" ", machine)}");
    }

    private static bool PlainIsRefused(int inputs, int outputs, int kernel, int stride)
    {
        var shape = Shape(inputs, outputs, kernel, stride);
        var check = NumericsCheck.Check("stage 1 attention", shape, (a, b) => Plain(shape, a, b));
        if (check.Trustworthy)
        {
            return false;
        }

        var refusal = Assert.Throws<InputException>(() => NumericsCheck.EnsureTrustworthy([check]));
        Assert.Contains("stage 1 attention", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        return true;
    }

    private static bool PlainIsWrong(int inputs, int outputs, int kernel, int stride)
    {
        using var scope = NewDisposeScope();
        var shape = Shape(inputs, outputs, kernel, stride);
        var (x, w) = (Sample.Of(1, shape.Input), Sample.Of(2, shape.Weight) / Math.Sqrt(inputs * kernel * kernel * kernel));
        var (exact, single) = (Run(x, w), Run(x.to(float32), w.to(float32)));
        return exact.Zip(single).Any(pair => !(((pair.Second - pair.First).abs().max() / pair.First.abs().max()).ToDouble() < 1e-3));

        Tensor[] Run(Tensor a, Tensor b)
        {
            (a, b) = (a.detach().requires_grad_(true), b.detach().requires_grad_(true));
            var y = Plain(shape, a, b);
            return [y.detach(), .. autograd.grad([y], [a, b], [Sample.Of(3, y.shape).to(y.dtype)])];
        }
    }

    private static Tensor Plain(ConvolutionShape shape, Tensor a, Tensor b) =>
        nn.functional.conv3d(a.contiguous(), b.contiguous(), null, shape.Stride, shape.Padding, [1, 1, 1]);

    public static TheoryData<string> Faults => [.. Broken.Keys];

    private static readonly Dictionary<string, Func<ConvolutionShape, Tensor, Tensor, Tensor>> Broken = new()
    {
        ["a corner is off"] = (s, x, w) => Right(s, x, w) + Bump(s, 0.5),
        ["a value is no number"] = (s, x, w) => Right(s, x, w) + Bump(s, double.NaN),
        ["the input's gradient is too large"] = (s, x, w) => Right(s, x * 1.02 - x.detach() * 0.02, w),
        ["the weight's gradient is too large"] = (s, x, w) => Right(s, x, w * 1.02 - w.detach() * 0.02),
        ["an input channel is left out"] = (s, x, w) => Right(s, cat([x[.., ..^1], zeros_like(x[.., ^1..])], 1), w),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_faulty_convolution_is_found_on_any_machine(string fault)
    {
        var shape = Shape(6, 5, 3, 1);
        Assert.True(NumericsCheck.Check("right", shape, (x, w) => Right(shape, x, w)).Trustworthy);
        Assert.False(NumericsCheck.Check("broken", shape, (x, w) => Broken[fault](shape, x, w)).Trustworthy);
    }

    [Fact]
    public void Every_convolution_of_a_network_is_checked_under_its_name_and_nothing_else_changes()
    {
        using var scope = NewDisposeScope();
        var options = Tiny.Options;
        using var teacher = new TeacherNetwork(options);
        teacher.train();
        var before = teacher.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var checks = NumericsCheck.Layers(teacher, () => teacher.call(Tiny.Ct(2), Tiny.Wsi(2), arange(2)),
            cancellation: TestContext.Current.CancellationToken);

        Assert.All(checks, check => Assert.True(check.Trustworthy, check.ToString()));
        Assert.Equal(checks.Count, checks.Select(check => check.Shape).Distinct().Count());
        Assert.Contains(checks, check => check.Layer == "radiology.conv1");
        Assert.Contains(checks, check => check.Layer == "pathology.conv1");
        Assert.Contains(checks, check => check.Layer == "fusion.shfm1.attention");
        Assert.DoesNotContain(checks, check => check.Layer.StartsWith("outside", StringComparison.Ordinal));
        // a layer behind a folded correlation has fewer inputs than its weight
        static string OutputsAndKernel(long[] weight) => string.Join('x', [weight[0], .. weight[2..]]);
        var weights = teacher.named_modules().Where(m => m.module is Convolution)
            .Select(m => OutputsAndKernel(((Convolution)m.module).Weight.shape)).Distinct();
        Assert.Equal(weights.Order(), checks.Select(check => OutputsAndKernel(check.Shape.Weight)).Distinct().Order());
        Assert.True(teacher.training);
        Assert.All(teacher.state_dict(), entry => Assert.True(entry.Value.Equals(before[entry.Key]), entry.Key));
    }

    [Fact]
    public void What_was_right_before_is_told_under_the_new_network_s_names()
    {
        using var scope = NewDisposeScope();
        var input = rand([2, 5, 3, 6, 7]);
        IReadOnlyList<ConvolutionCheck> Layers(string name)
        {
            using var network = nn.Sequential((name, new Convolution(5, 8, (3, 3, 3))));
            return NumericsCheck.Layers(network, () => network.call(input), cancellation: TestContext.Current.CancellationToken);
        }

        var (first, second) = (Layers("first"), Layers("second"));
        Assert.Equal("first", Assert.Single(first).Layer);
        Assert.Equal([first[0] with { Layer = "second" }], second);
    }

    [Fact]
    public void The_machine_s_report_ends_in_a_verdict_of_one_line()
    {
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        var report = MachineReport.Measure(teacher, batch: 2, cancellation: TestContext.Current.CancellationToken);
        Assert.True(report.Trustworthy);
        Assert.Equal(report.Plain.Any(check => !check.Trustworthy), report.HasFault);
        Assert.True(report.CeilingGflops > 0);
        Assert.EndsWith(report.Verdict, report.ToString(), StringComparison.Ordinal);

        var bad = report with { Layers = [report.Layers[0] with { OutputError = 0.1 }] };
        Assert.False(bad.Trustworthy);
        Assert.Contains(bad.Layers[0].Layer, bad.Verdict, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', bad.Verdict);
    }

    [Fact]
    public void Multiply_adds_are_counted_as_by_hand() =>
        Assert.Equal(2L * 8 * 3 * 27 * (4 * 3 * 2),
            new ConvolutionShape([2, 3, 4, 5, 4], [8, 3, 3, 3, 3], [1, 2, 2], [1, 1, 1]).MultiplyAdds);

    private static ConvolutionShape Shape(long inputs, long outputs, long kernel, long stride) =>
        new([2, inputs, 4, 6, 8], [outputs, inputs, kernel, kernel, kernel], [1, stride, stride], [kernel / 2, kernel / 2, kernel / 2]);

    private static Tensor Right(ConvolutionShape shape, Tensor x, Tensor w) => Convolution.Apply(x, w, null, shape.Stride, shape.Padding);

    private static Tensor Bump(ConvolutionShape shape, double height)
    {
        var bump = zeros([shape.Input[0], shape.Weight[0], shape.OutputSize(0), shape.OutputSize(1), shape.OutputSize(2)]);
        bump[0, 0, 0, 0, 0] = height;
        return bump;
    }
}
