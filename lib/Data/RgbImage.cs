namespace MhdNet.Data;

/// <summary>A picture of interleaved 8-bit RGB.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">(Height, Width, 3).</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels);
