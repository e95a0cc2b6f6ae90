namespace MhdNet.Networks;

/// <summary>Shape of one residual stage's output for one sequence, without the batch axis: (C, T, H, W).</summary>
/// <param name="Channels">Channels, c_s.</param>
/// <param name="Frames">Frames, t_s.</param>
/// <param name="Height">Rows, h_s.</param>
/// <param name="Width">Columns, w_s.</param>
public readonly record struct StageShape(int Channels, int Frames, int Height, int Width)
{
    /// <summary>
    /// The four stages of a 3D ResNet (Sec. III-A): the stem halves rows and columns, its pooling halves all three axes, and every
    /// stage after the first halves them again and doubles the channels. 24 frames of 224 pixels at width 64 give
    /// 64x12x56x56, 128x6x28x28, 256x3x14x14 and 512x2x7x7.
    /// </summary>
    /// <param name="frames">Frames of the input sequence.</param>
    /// <param name="size">Rows and columns of the input, pixels.</param>
    /// <param name="width">Channels of the stem and the first stage.</param>
    public static IReadOnlyList<StageShape> Of(int frames, int size, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);

        var stages = new StageShape[4];
        var (t, side) = (Half(frames), Half(Half(size)));
        for (var s = 0; s < stages.Length; s++)
        {
            stages[s] = new StageShape(width << s, t, side, side);
            (t, side) = (Half(t), Half(side));
        }

        return stages;
    }

    // stride 2 with the padding of these layers rounds an odd length up
    private static int Half(int length) => (length + 1) / 2;
}
