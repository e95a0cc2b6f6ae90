namespace MhdNet.Networks.Numerics;

/// <summary>Lists the convolutions of one call, in order, on the calling thread.</summary>
internal static class ConvolutionRecorder
{
    [ThreadStatic]
    private static List<(Convolution Layer, ConvolutionShape Shape)>? _list;

    /// <summary>Runs an action and returns what it convolved.</summary>
    public static IReadOnlyList<(Convolution Layer, ConvolutionShape Shape)> Record(Action action)
    {
        var outer = _list;
        var list = _list = [];
        try
        {
            action();
        }
        finally
        {
            _list = outer;
        }

        return list;
    }

    /// <summary>Called by every convolution.</summary>
    public static void Note(Convolution layer, ConvolutionShape shape) => _list?.Add((layer, shape));
}
