namespace MhdNet.Tests.Methods;

/// <summary>
/// A chest as a few areas of one grey value: fat, two lungs that reach the sides of the picture, and a disc between them. 64 x 64 pixels of
/// 180 / 64 mm.
/// </summary>
internal static class DrawnSequence
{
    public const int Frames = 2, Size = 64;

    /// <summary>uint8, (T, H, W).</summary>
    /// <param name="radius">Radius of the disc, pixels; 0: there is none.</param>
    /// <param name="hounsfield">Its grey value.</param>
    /// <param name="white">Pixels in its middle row that are as white as calcium, 0 to 2 radii.</param>
    public static byte[] Of(int radius, int hounsfield, int white = 0)
    {
        var pixels = new byte[Frames * Size * Size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = (i / Size % Size, i % Size);
            var (dy, dx) = (y - 28, x - 32);
            pixels[i] = y is >= 20 and < 56 && x is < 16 or >= 48 and < 64 && y is >= 20 and < 56 ? (byte)0 : Grey(-100);
            if (radius > 0 && (dy * dy) + (dx * dx) <= radius * radius)
            {
                pixels[i] = dy == 0 && dx >= 0 && dx < white ? (byte)255 : Grey(hounsfield);
            }
        }

        return pixels;
    }

    // window -160 to 240 HU
    private static byte Grey(int hounsfield) => (byte)Math.Round((hounsfield + 160) / 400.0 * 255);
}
