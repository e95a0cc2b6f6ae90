using static TorchSharp.torch;

namespace MhdNet.Tests;

/// <summary>
/// Values of tensors, to compare. What lies apart in memory is copied first, and a copy that nobody holds is freed by the next collection,
/// while its bytes are read: the scope holds it.
/// </summary>
internal static class TensorBytes
{
    /// <summary>Of one.</summary>
    public static byte[] Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }

    /// <summary>Of all of a module, in the order of their names.</summary>
    public static byte[] Of(nn.Module module) =>
        [.. module.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => Of(entry.Value))];
}
