using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>
/// Linear layers and matrix products whose multiply-adds a network's cost is to hold, counted on the calling thread: layers on tokens, and
/// the two products of an attention.
/// </summary>
public static class CountedProducts
{
    [ThreadStatic]
    private static Tally? _tally;

    /// <summary>Runs an action and counts its products.</summary>
    /// <param name="action">What calls them.</param>
    /// <returns>Multiply-adds, and values of what they gave.</returns>
    public static (long MultiplyAdds, long Outputs) Count(Action action)
    {
        var outer = _tally;
        var tally = _tally = new Tally();
        try
        {
            action();
        }
        finally
        {
            _tally = outer;
        }

        return (tally.MultiplyAdds, tally.Outputs);
    }

    /// <summary>A linear layer.</summary>
    /// <param name="layer">From n to m features.</param>
    /// <param name="input">(..., n).</param>
    /// <returns>(..., m).</returns>
    public static Tensor Of(Linear layer, Tensor input) => Noted(layer.call(input), input.shape[^1]);

    /// <summary>A matrix product, or several side by side.</summary>
    /// <param name="left">(..., n, k).</param>
    /// <param name="right">(..., k, m).</param>
    /// <returns>(..., n, m).</returns>
    public static Tensor Of(Tensor left, Tensor right) => Noted(left.matmul(right), left.shape[^1]);

    private static Tensor Noted(Tensor output, long inner)
    {
        if (_tally is { } tally)
        {
            tally.MultiplyAdds += output.numel() * inner;
            tally.Outputs += output.numel();
        }

        return output;
    }

    private sealed class Tally
    {
        public long MultiplyAdds { get; set; }

        public long Outputs { get; set; }
    }
}
