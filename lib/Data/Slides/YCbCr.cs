namespace MhdNet.Data.Slides;

/// <summary>YCbCr to RGB as JFIF has it: ITU-R BT.601, full range, 8 bits.</summary>
internal static class YCbCr
{
    /// <summary>Converts interleaved pixels in place; what leaves 0..255 is left so.</summary>
    public static void ToRgb(int[] pixels)
    {
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            double y = pixels[i], cb = pixels[i + 1] - 128.0, cr = pixels[i + 2] - 128.0;
            pixels[i] = (int)Math.Round(y + (1.402 * cr));
            pixels[i + 1] = (int)Math.Round(y - (0.344136 * cb) - (0.714136 * cr));
            pixels[i + 2] = (int)Math.Round(y + (1.772 * cb));
        }
    }
}
