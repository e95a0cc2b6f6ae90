using static TorchSharp.torch;

namespace MhdNet.Runtime;

/// <summary>The memory of a tensor as C# sees it.</summary>
internal static class TensorMemory
{
    /// <summary>The values of a contiguous float32 tensor on the CPU, as long as the tensor lives.</summary>
    public static unsafe Span<float> Of(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || tensor.device_type != TorchSharp.DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException(
                $"a contiguous float32 tensor on the CPU is needed, not {tensor.dtype} on {tensor.device}", nameof(tensor));
        }

        if (tensor.numel() == 0)
        {
            return [];
        }

        // a tensor's own `bytes` ends at two gigabytes
        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, 1);
        fixed (byte* start = first.bytes)
        {
            return new Span<float>(start, checked((int)tensor.numel()));
        }
    }
}
