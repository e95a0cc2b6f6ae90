using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Networks;

/// <summary>
/// Modules that have shapes and no numbers (libtorch's meta device): a network of the paper's sizes is built in milliseconds to be
/// counted. Nothing can be computed with one.
/// </summary>
public static class ShapeOnly
{
    [ThreadStatic]
    private static Device? _device;

    /// <summary>Where the library's modules put their weights when they are built; null: where libtorch does by default.</summary>
    internal static Device? Device => _device;

    /// <summary>Builds what has shapes only; what other threads build is not concerned.</summary>
    /// <param name="build">Builds of the library's modules.</param>
    public static T Build<T>(Func<T> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var before = _device;
        _device = device(DeviceType.META);
        try
        {
            return build();
        }
        finally
        {
            _device = before;
        }
    }
}
