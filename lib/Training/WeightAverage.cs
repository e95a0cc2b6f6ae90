using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// The exponential moving average of a training's weights over its steps (Polyak and Juditsky 1992; Tarvainen and Valpola 2017), and of the
/// running statistics of its normalisations. It is what is validated and kept; the optimiser goes on from the weights themselves.
/// </summary>
public sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly (Tensor Live, Tensor Mean)[] _pairs;
    private readonly Tensor _steps = zeros(1, ScalarType.Int64).DetachFromDisposeScope();

    /// <summary>Begins with the weights as they are.</summary>
    /// <param name="learner">Whose weights: those that the optimiser moves, and running means and variances.</param>
    /// <param name="decay">Share of the average that a step keeps, from 0 to below 1; after step t at most (1 + t) / (10 + t), so that a
    /// short training's average is not its start's.</param>
    public WeightAverage(Learner learner, double decay)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        _decay = decay;
        var statistics = learner.Module.named_buffers()
            .Where(entry => entry.name.EndsWith("running_mean", StringComparison.Ordinal)
                || entry.name.EndsWith("running_var", StringComparison.Ordinal)).Select(entry => entry.buffer);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _pairs = [.. learner.Parameters.Concat(statistics).Select(live => (live, live.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>What a checkpoint holds of it.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors =>
        [("average.steps", _steps), .. _pairs.Index().Select(pair => ($"average.{pair.Index}", pair.Item.Mean))];

    /// <summary>Takes up the weights after a step.</summary>
    public void Update()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var steps = _steps.add_(1).item<long>();
        var kept = Math.Min(_decay, (1.0 + steps) / (10.0 + steps));
        foreach (var (live, mean) in _pairs)
        {
            mean.lerp_(live, 1 - kept);
        }
    }

    /// <summary>Puts the average in the weights' place until disposed.</summary>
    public IDisposable Enter()
    {
        Exchange();
        return new Exit(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _steps.Dispose();
        foreach (var (_, mean) in _pairs)
        {
            mean.Dispose();
        }
    }

    private void Exchange()
    {
        using var noGradient = no_grad();
        foreach (var (live, mean) in _pairs)
        {
            using var scope = NewDisposeScope();
            var kept = live.clone();
            live.copy_(mean);
            mean.copy_(kept);
        }
    }

    private sealed class Exit(WeightAverage average) : IDisposable
    {
        public void Dispose() => average.Exchange();
    }
}
