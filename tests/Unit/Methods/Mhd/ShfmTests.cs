using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

public sealed class ShfmTests
{
    private static readonly StageShape Shape = new(8, 3, 5, 4);

    public static TheoryData<string> Variants => [.. Options.Keys];

    private static readonly Dictionary<string, ShfmOptions> Options = new()
    {
        ["default"] = new ShfmOptions { Kernel = 3 },
        ["literal"] = ShfmOptions.Literal with { Kernel = 3 },
        ["plane"] = new ShfmOptions { Kernel = 5, Attention = AttentionKernel.Plane7, Reduction = 2 },
        ["fewer cells than channels"] = new ShfmOptions { Kernel = 1 },
        ["unscaled"] = new ShfmOptions { Kernel = 3, ScaleCorrelation = false, AttentionKeepsInput = false },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void It_is_Eqs_1_to_3_written_as_loops(string variant)
    {
        using var scope = NewDisposeScope();
        var options = Options[variant];
        using var shfm = Create(options);
        shfm.to(float64);
        var (fR, fP) = (Features(1), Features(2));
        var (truth, attention, kernels) = Loops(shfm, options, Naive.Of(fR), Naive.Of(fP));

        Assert.True(truth.Distance(shfm.call(fR, fP)) < 1e-10);
        var inspection = shfm.Inspect(fR, fP);
        Assert.True(truth.Distance(inspection.Fused) < 1e-10);
        Assert.True(attention.Distance(inspection.Attention.transpose(1, 2)) < 1e-10);
        Assert.True(kernels.Distance(inspection.Kernels.transpose(1, 2)) < 1e-10);

        shfm.to(float32);
        Assert.True(truth.Distance(shfm.call(fR.to(float32), fP.to(float32))) < 1e-5);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("literal")]
    [InlineData("fewer cells than channels")]
    public void Its_gradients_are_those_of_finite_differences(string variant)
    {
        using var scope = NewDisposeScope();
        using var shfm = Create(Options[variant]);
        shfm.to(float64);
        var (fR, fP) = (Features(1).requires_grad_(true), Features(2).requires_grad_(true));
        var (attention, kernels) = (shfm.get_parameter("attention.weight")!, shfm.get_parameter("kernels.weight")!);
        Assert.True(Sample.GradientError(() => shfm.call(fR, fP).pow(2).sum(), fR, fP, attention, kernels) < 1e-5);
    }

    [Theory]
    [InlineData("default", true)]
    [InlineData("fewer cells than channels", false)]
    public void The_correlation_is_built_where_it_has_no_more_channels_than_the_feature(string variant, bool folded)
    {
        using var scope = NewDisposeScope();
        using var shfm = Create(Options[variant]);
        Assert.Equal(folded, shfm.FoldsCorrelation);
        var (x, y) = (Features(1).to(float32), Features(2).to(float32));
        var (name, attention) = NumericsCheck.DistinctLayers(shfm, () => shfm.call(x, y)).Single(layer => layer.Name == "attention");
        Assert.Equal(folded ? Shape.Channels : Options[variant].Kernel * Options[variant].Kernel * Shape.Frames, attention.Weight[1]);
        Assert.Equal(folded ? 1 : 2, attention.Input[0]);   // a weight of its own for each sample
    }

    [Fact]
    public void Gate_b_meets_the_channels_of_WSI_frame_b()
    {
        // literal form, kernels forced to the identity by their bias: f_F = output(x * G), and output copies one fused channel
        using var scope = NewDisposeScope();
        using var shfm = Create(ShfmOptions.Literal with { Kernel = 3 });
        shfm.to(float64);
        using var off = no_grad();
        var state = shfm.state_dict();
        state["kernels.weight"].zero_();
        state["kernels.bias"].copy_(tensor(new double[] { 0, 0, 0, 0, 1, 0, 0, 0, 0 }));
        state["output.bias"].zero_();
        var (fR, fP) = (Features(1), Features(2));
        var gates = shfm.Inspect(fR, fP).Attention; // (B, t, 1 + frames, h, w)
        var reduced = Naive.Convolve(Naive.Of(fP), Naive.Of(state["reduction.weight"]), null);
        for (var fused = 0; fused < shfm.FusedChannels; fused++)
        {
            state["output.weight"].zero_();
            state["output.weight"][0, fused] = 1;
            var y = Naive.Of(shfm.call(fR, fP));
            var (ct, frame, channel) = (fused < 8, (fused - 8) / 2, (fused - 8) % 2); // c = 8, c / r = 2
            var (gate, r) = (Naive.Of(gates), Naive.Of(fR));
            var truth = Naive.Fill([2, 1, 3, 5, 4], (b, _, t, h, w) =>
                gate[b, t, ct ? 0 : 1 + frame, h, w] * (ct ? r[b, fused, t, h, w] : reduced[b, channel, frame, h, w]));
            Assert.True(truth.Distance(shfm.call(fR, fP).narrow(1, 0, 1)) < 1e-12, $"fused channel {fused}");
        }
    }

    [Fact]
    public void A_reduced_pathology_feature_is_joined_as_it_comes()
    {
        // the same block, once reducing and once given what was reduced: only the side of the correlation differs, which zero weights
        // silence
        using var scope = NewDisposeScope();
        using var whole = Create(Options["default"]);
        using var given = new Shfm(Shape, Options["default"], reducedPathology: true);
        given.eval();
        given.load_state_dict(whole.state_dict().Where(entry => entry.Key is not ("pathology.weight" or "reduction.weight"))
            .ToDictionary(), strict: false);
        using var off = no_grad();
        whole.get_parameter("pathology.weight")!.zero_();
        given.get_parameter("pathology.weight")!.zero_();
        Assert.Equal([8L, 2, 1, 1, 1], given.get_parameter("pathology.weight")!.shape);
        var (fR, fP) = (Features(1).to(float32), Features(2).to(float32));
        Assert.True((whole.call(fR, fP) - given.call(fR, whole.Reduce(fP))).abs().max().ToDouble() < 1e-6);
        Assert.True(given.Reduce(fP).Equals(fP));
    }

    [Fact]
    public void Switched_off_it_concatenates()
    {
        using var scope = NewDisposeScope();
        using var shfm = new Shfm(Shape, new ShfmOptions { Enabled = false });
        shfm.to(float64);
        var (fR, fP) = (Features(1), Features(2));
        var state = shfm.state_dict();
        Assert.Equal(["output.bias", "output.weight"], state.Keys.Order());
        var joined = Naive.Of(cat([fR, fP], 1));
        Assert.True(Naive.Convolve(joined, Naive.Of(state["output.weight"]), Naive.Of(state["output.bias"]))
            .Distance(shfm.call(fR, fP)) < 1e-10);
        Assert.Throws<InvalidOperationException>(() => shfm.Inspect(fR, fP));
    }

    [Fact]
    public void A_frame_smaller_than_the_kernel_is_no_obstacle()
    {
        using var scope = NewDisposeScope();
        using var shfm = new Shfm(new StageShape(16, 1, 2, 2));
        Assert.Equal([2L, 16, 1, 2, 2], shfm.call(randn([2, 16, 1, 2, 2]), randn([2, 16, 1, 2, 2])).shape);
    }

    private static Tensor Features(int seed) => Sample.Of(seed, 2, Shape.Channels, Shape.Frames, Shape.Height, Shape.Width);

    // In evaluation mode, with running statistics that are neither 0 nor 1.
    private static Shfm Create(ShfmOptions options)
    {
        var shfm = new Shfm(Shape, options);
        shfm.eval();
        using var off = no_grad();
        foreach (var (name, value) in shfm.state_dict())
        {
            if (name.Contains("bn", StringComparison.Ordinal) && value.is_floating_point())
            {
                value.copy_(Sample.Of(name.Length, value.shape).abs() + 0.5);
            }
        }

        return shfm;
    }

    private static (Naive Fused, Naive Attention, Naive Kernels) Loops(Shfm shfm, ShfmOptions options, Naive fR, Naive fP)
    {
        var state = shfm.state_dict().Where(entry => entry.Value.is_floating_point())
            .ToDictionary(entry => entry.Key, entry => Naive.Of(entry.Value));
        Naive Layer(string name, Naive x) => Naive.Convolve(x, state[name + ".weight"], state.GetValueOrDefault(name + ".bias"));
        var (c, t, h, w, kappa) = (Shape.Channels, Shape.Frames, Shape.Height, Shape.Width, options.Kernel);
        var reducedChannels = c / options.Reduction;

        // Eq. 1, with the paper's order: 1x1x1 convolution first, pooling after it
        var query = Layer("radiology", fR);
        var cells = Naive.Pool(Layer("pathology", fP), t, kappa);
        var correlation = Naive.Fill([2, kappa * kappa * t, t, h, w], (b, j, f, y, x) =>
        {
            var sum = 0.0;
            for (var i = 0; i < c; i++)
            {
                sum += query[b, i, f, y, x] * cells[b, i, j / (kappa * kappa), j / kappa % kappa, j % kappa];
            }

            return options.ScaleCorrelation ? sum / Math.Sqrt(c) : sum;
        });

        var logits = Layer("attention", correlation);
        var gates = Naive.Fill(logits.Shape, (b, g, f, y, x) => 1 / (1 + Math.Exp(-logits[b, g, f, y, x])));
        var kernels = Layer("kernels", correlation);

        // Eq. 2
        var reduced = Layer("reduction", fP);
        var fused = Naive.Fill([2, c + t * reducedChannels, t, h, w], (b, i, f, y, x) =>
        {
            var frame = (i - c) / reducedChannels;
            var (value, gate) = i < c
                ? (fR[b, i, f, y, x], gates[b, 0, f, y, x])
                : (reduced[b, (i - c) % reducedChannels, frame, y, x], gates[b, 1 + frame, f, y, x]);
            return value * gate + (options.AttentionKeepsInput ? value : 0);
        });
        if (!options.Projection)
        {
            return (Layer("output", Naive.Involve(fused, kernels)), gates, kernels);
        }

        var projected = Naive.Normalise(Layer("projection", fused), name => state["bn1." + name]);
        var involved = Naive.Involve(Naive.Fill(projected.Shape, (b, i, f, y, x) => Math.Max(0, projected[b, i, f, y, x])), kernels);
        var normalised = Naive.Normalise(involved, name => state["bn2." + name]);
        return (Layer("output", Naive.Fill(fused.Shape, (b, i, f, y, x) => normalised[b, i, f, y, x] + fused[b, i, f, y, x])),
            gates, kernels);
    }
}
