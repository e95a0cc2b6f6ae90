using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>How far voxels are from the centre of a soft mask.</summary>
public static class DistanceMap
{
    /// <summary>Euclidean distance to the mask's centroid, in lengths of the sequence along each axis; it has a gradient.</summary>
    /// <param name="mask">From 0 to 1, (B, 1, T, H, W).</param>
    /// <returns>The same shape, 0 at the centroid.</returns>
    public static Tensor ToCentre(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = NewDisposeScope();
        var mass = mask.sum([2, 3, 4], keepdim: true) + 1e-6;
        var squared = Enumerable.Range(2, 3).Select(axis =>
        {
            long[] along = [1, 1, 1, 1, 1];
            along[axis] = mask.shape[axis];
            var place = ((arange(mask.shape[axis], ScalarType.Float32, mask.device) + 0.5) / mask.shape[axis]).reshape(along);
            var centre = (mask * place).sum([2, 3, 4], keepdim: true) / mass;
            return (place - centre).square();
        }).Aggregate((a, b) => a + b);
        return (squared + 1e-12).sqrt().MoveToOuterDisposeScope();   // the small number keeps the gradient at the centroid finite
    }
}
