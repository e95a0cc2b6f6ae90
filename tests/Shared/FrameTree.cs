using SkiaSharp;

namespace MhdNet.Tests.Data;

/// <summary>Pictures in the layout class/sequence/frames.</summary>
internal static class FrameTree
{
    /// <summary>Grey frames: frame t has grey <paramref name="first"/> + t everywhere but in its first column, which is white.</summary>
    public static void Grey(string folder, int frames, int first = 40,
        int size = 8, string ending = "png", Func<int, string>? name = null) =>
        Write(folder, frames, size, ending, name, (t, x, _) => x == 0 ? SKColors.White : Shade(first + t));

    /// <summary>Frames in the colours of H&amp;E; frame t has <paramref name="red"/> + t of red.</summary>
    public static void Coloured(string folder, int frames, int size = 8, string ending = "png", int red = 100) =>
        Write(folder, frames, size, ending, null, (t, x, _) => x == 0 ? SKColors.White : new SKColor((byte)(red + t), 50, 120));

    public static void Write(string folder, int frames, int size,
        string ending, Func<int, string>? name, Func<int, int, int, SKColor> colour)
    {
        Directory.CreateDirectory(folder);
        for (var t = 0; t < frames; t++)
        {
            using var bitmap = new SKBitmap(size, size);
            for (var i = 0; i < size * size; i++)
            {
                bitmap.SetPixel(i % size, i / size, colour(t, i % size, i / size));
            }

            using var data = bitmap.Encode(ending == "png" ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 100);
            File.WriteAllBytes(Path.Combine(folder, $"{name?.Invoke(t) ?? $"{t + 1}"}.{ending}"), data.ToArray());
        }
    }

    private static SKColor Shade(int value) => new((byte)value, (byte)value, (byte)value);
}
