using System.Globalization;

namespace Cellwright.Formatting;

/// <summary>Torch tensors as type, shape, device and the values (few) or the first of them (many).</summary>
internal static class Tensors
{
    private const long ShownInFull = 120;
    private const long ShownOfMany = 6;

    public static string Describe(object value)
    {
        dynamic tensor = value;
        if (tensor.IsInvalid)
        {
            return "tensor, disposed";
        }

        long[] shape = tensor.shape;
        var head = $"{tensor.dtype.ToString().ToLowerInvariant()} ({string.Join(", ", shape)}) on {tensor.device.ToString()}";
        long count = tensor.numel();
        if (count == 0)
        {
            return head + ", empty";
        }

        using dynamic detached = tensor.detach();
        if (count <= ShownInFull)
        {
            return head + "\n" + Values(detached);
        }

        using dynamic flat = detached.reshape(-1L);
        using dynamic first = flat.narrow(0L, 0L, ShownOfMany);
        return $"{head}\n{Values(first).TrimEnd(']')} ... {(count - ShownOfMany).ToString("N0", CultureInfo.InvariantCulture)} more]";
    }

    public static string DescribeModule(object value)
    {
        dynamic module = value;
        long parameters = 0, trained = 0;
        foreach (var parameter in module.parameters(true))
        {
            long count = parameter.numel();
            parameters += count;
            trained += parameter.requires_grad ? count : 0;
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"{value.GetType().Name}: {parameters:N0} parameters, {trained:N0} of them trained");
    }

    private static string Values(object tensor)
    {
        var style = tensor.GetType().Assembly.GetType("TorchSharp.TensorStringStyle", throwOnError: true)!;
        var toString = tensor.GetType().GetMethod("ToString", [style, typeof(string), typeof(int?), typeof(CultureInfo), typeof(string)])!;
        return (string)toString.Invoke(tensor, [Enum.Parse(style, "Numpy"), "g4", 100, CultureInfo.InvariantCulture, "\n"])!;
    }
}
