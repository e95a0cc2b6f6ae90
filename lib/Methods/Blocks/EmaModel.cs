using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// A mean teacher (Tarvainen and Valpola, 2017): a second network of the same make, whose weights follow those of the first as a moving
/// average over the steps. The optimiser does not move it. It normalises by the batch that it is shown, like the network it follows.
/// </summary>
/// <typeparam name="TNetwork">The network.</typeparam>
public sealed class EmaModel<TNetwork> : nn.Module
    where TNetwork : nn.Module
{
    private readonly double _decay;

    /// <summary>Takes a network over.</summary>
    /// <param name="network">Of the same make as what it will follow; its own weights are not kept.</param>
    /// <param name="decay">Share of the average that a step keeps; after step t, from 0, at most 1 - 1 / (t + 1).</param>
    public EmaModel(TNetwork network, double decay)
        : base(nameof(EmaModel<TNetwork>))
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        (Network, _decay) = (network, decay);
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }

        register_module("network", network);
        register_buffer("steps", full(1, -1, dtype: ScalarType.Int64).DetachFromDisposeScope());
    }

    /// <summary>The average.</summary>
    public TNetwork Network { get; }

    /// <summary>
    /// Takes up the weights that the step before has left; called before each step, again for each part of its batch. The first call
    /// copies the weights, and so does the second, as the average of the steps so far.
    /// </summary>
    /// <param name="followed">What is trained.</param>
    /// <param name="clock">The step that begins.</param>
    public void Follow(TNetwork followed, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(followed);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var steps = get_buffer("steps")!;
        var step = ((long)clock.Epoch * clock.Steps) + clock.Step;
        if (steps.item<long>() >= step)
        {
            return;
        }

        steps.fill_(step);
        var kept = step == 0 ? 0 : Math.Min(1 - (1.0 / step), _decay);
        foreach (var (mean, live) in Network.parameters().Zip(followed.parameters()))
        {
            if (kept == 0)
            {
                mean.copy_(live);
            }
            else
            {
                mean.lerp_(live, 1 - kept);
            }
        }
    }
}
