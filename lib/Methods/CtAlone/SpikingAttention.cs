using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.CtAlone;

/// <summary>Constants of a spiking cortical model and of its attention.</summary>
public sealed record SpikingOptions
{
    /// <summary>f, what a step leaves of a neuron's activity.</summary>
    public double Decay { get; init; } = 0.8;

    /// <summary>g, what a step leaves of its threshold.</summary>
    public double ThresholdDecay { get; init; } = 0.7;

    /// <summary>h, what firing adds to its threshold.</summary>
    public double Refractory { get; init; } = 20;

    /// <summary>E at the beginning.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>γ, steepness of the soft firing: small enough to have a gradient, large enough that a first weak pulse does not lift
    /// every threshold for good.</summary>
    public double Steepness { get; init; } = 50;

    /// <summary>W, weight of each of the 26 neighbours of a voxel.</summary>
    public double Linking { get; init; } = 0.1;

    /// <summary>N, steps and so components of a feature.</summary>
    public int Steps { get; init; } = 4;
}

/// <summary>
/// SCM-Net's attention: a spiking cortical model takes every channel apart by when its voxels fire, which neighbours hasten; the pulses'
/// weighted sum is a local mask, the context of all voxels gives a global one, and the feature is weighed by both.
/// <code>U_n = f U_{n−1} + S (W ∗ Y_{n−1}) + S,  E_n = g E_{n−1} + h Y_{n−1},  Y_n = σ(γ (U_n − E_n)),  S = σ(a x + b)
/// out = x σ(Σ_n m_n Y_n + MLP(Σ_v softmax_v(conv1 x) x_v))</code>
/// </summary>
/// <remarks>No gradient goes back through an earlier pulse: each step would multiply it by γ h / 4 = 250.</remarks>
public sealed class SpikingAttention : nn.Module<Tensor, Tensor>
{
    private readonly Parameter gain, offset, mix;
    private readonly Convolution context;
    private readonly Linear squeeze, excite;
    private readonly SpikingOptions _options;

    /// <summary>Creates it.</summary>
    /// <param name="channels">Channels c.</param>
    /// <param name="options">Constants.</param>
    public SpikingAttention(int channels, SpikingOptions options)
        : base(nameof(SpikingAttention))
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        gain = Kept(ones(channels, device: ShapeOnly.Device));
        offset = Kept(zeros(channels, device: ShapeOnly.Device));
        mix = Kept(ones([options.Steps, channels], device: ShapeOnly.Device));
        context = new Convolution(channels, 1, (1, 1, 1), start: ConvolutionStart.UniformFanIn);
        squeeze = nn.Linear(channels, Math.Max(1, channels / 4), device: ShapeOnly.Device);
        excite = nn.Linear(Math.Max(1, channels / 4), channels, device: ShapeOnly.Device);
        RegisterComponents();
    }

    /// <summary>Weighs a feature.</summary>
    /// <param name="input">(B, c, T, H, W).</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var stimulus = ((input * PerChannel(gain)) + PerChannel(offset)).sigmoid();
        var pulses = Pulses(stimulus, _options);
        var local = pulses.Select((pulse, n) => pulse * PerChannel(mix[n])).Aggregate((a, b) => a + b);
        return (input * (local + Global(input)).sigmoid()).MoveToOuterDisposeScope();
    }

    /// <summary>The soft pulses of each step.</summary>
    /// <param name="stimulus">S, (B, c, T, H, W), from 0 to 1.</param>
    /// <param name="options">Constants.</param>
    /// <returns>Y_1 to Y_N, of the same shape, from 0 to 1.</returns>
    public static IReadOnlyList<Tensor> Pulses(Tensor stimulus, SpikingOptions options)
    {
        ArgumentNullException.ThrowIfNull(stimulus);
        ArgumentNullException.ThrowIfNull(options);
        var pulses = new Tensor[options.Steps];
        var (activity, threshold) = (stimulus, full_like(stimulus, options.ThresholdDecay * options.Threshold));
        for (var n = 0; n < options.Steps; n++)
        {
            if (n > 0)
            {
                var before = pulses[n - 1].detach();
                activity = (activity * options.Decay) + (stimulus * Neighbours(before, options.Linking)) + stimulus;
                threshold = (threshold * options.ThresholdDecay) + (before * options.Refractory);
            }

            pulses[n] = ((activity - threshold) * options.Steepness).sigmoid();
        }

        return pulses;
    }

    /// <summary>Multiply-adds of a forward pass on one sequence, convolution excepted.</summary>
    /// <param name="shape">Of the feature.</param>
    /// <param name="options">Constants.</param>
    public static long MultiplyAdds(StageShape shape, SpikingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var voxels = (long)shape.Channels * shape.Frames * shape.Height * shape.Width;
        var links = 26L * (options.Steps - 1);
        return ((links + (4L * options.Steps) + 3) * voxels) + (2L * shape.Channels * Math.Max(1, shape.Channels / 4));
    }

    // sum over the 26 voxels around each, zeros beyond the border: of three along one axis after the other, less the voxel itself
    private static Tensor Neighbours(Tensor pulse, double weight)
    {
        var padded = nn.functional.pad(pulse, [1, 1, 1, 1, 1, 1]);
        foreach (var axis in new[] { 2, 3, 4 })
        {
            var size = pulse.shape[axis];
            padded = padded.narrow(axis, 0, size) + padded.narrow(axis, 1, size) + padded.narrow(axis, 2, size);
        }

        return (padded - pulse) * weight;
    }

    // (B, c, 1, 1, 1)
    private Tensor Global(Tensor input)
    {
        var share = context.call(input).flatten(2).softmax(2);                           // (B, 1, voxels)
        var seen = input.flatten(2).matmul(share.transpose(1, 2)).squeeze(2);            // (B, c)
        return excite.call(nn.functional.gelu(squeeze.call(seen))).reshape(input.shape[0], -1, 1, 1, 1);
    }

    private static Tensor PerChannel(Tensor values) => values.reshape(1, -1, 1, 1, 1);

    private static Parameter Kept(Tensor start)
    {
        var parameter = new Parameter(start);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
