using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Turns one stage's feature map into rows of vectors, and back. Every pixel of a map is one vector of all its frames and channels,
/// frame by frame (D = t_s * c_s). D is then the same in all stages, as a cosine between a feature and another stage's items requires,
/// and an item holds what Eq. 11 reshapes.
/// </summary>
internal static class StageMap
{
    public static int Dimension(StageShape shape) => shape.Frames * shape.Channels;

    /// <summary>(B, C, T, H, W) to (B, J, D), J = H * W in raster order.</summary>
    public static Tensor Queries(StageShape shape, Tensor feature)
    {
        if (feature.dim() != 5 || feature.shape[1] != shape.Channels || feature.shape[2] != shape.Frames
            || feature.shape[3] != shape.Height || feature.shape[4] != shape.Width)
        {
            throw new ArgumentException(
                $"a pathology feature is ({string.Join(", ", feature.shape)}): "
                + $"(B, {shape.Channels}, {shape.Frames}, {shape.Height}, {shape.Width}) is needed",
                nameof(feature));
        }

        using var ordered = feature.permute(0, 3, 4, 2, 1);   // (B, H, W, T, C)
        return ordered.reshape(feature.shape[0], shape.Height * shape.Width, Dimension(shape));
    }

    /// <summary>A grid of items (B, M, D) to a map (B, C, T, H, W); nearest items fill a map that is finer than the grid.</summary>
    public static Tensor FromGrid(StageShape shape, (int Rows, int Columns) grid, Tensor items)
    {
        using var scope = NewDisposeScope();
        var map = items.reshape(items.shape[0], grid.Rows, grid.Columns, shape.Frames, shape.Channels).permute(0, 4, 3, 1, 2);
        map = (grid.Rows, grid.Columns) == (shape.Height, shape.Width)
            ? map.contiguous()
            : nn.functional.interpolate(map, [shape.Frames, shape.Height, shape.Width], mode: InterpolationMode.Nearest);
        return map.MoveToOuterDisposeScope();
    }

    /// <summary>A feature (1, C, T, H, W) averaged onto a grid of items, (M, D), in raster order.</summary>
    public static Tensor ToGrid(StageShape shape, (int Rows, int Columns) grid, Tensor feature)
    {
        using var scope = NewDisposeScope();
        var folded = feature.permute(0, 2, 1, 3, 4).reshape(1, Dimension(shape), shape.Height, shape.Width);
        var pooled = nn.functional.adaptive_avg_pool2d(folded, [grid.Rows, grid.Columns]);
        return pooled.reshape(Dimension(shape), grid.Rows * grid.Columns).t().contiguous().MoveToOuterDisposeScope();
    }
}
