using System.Runtime.InteropServices;
using MhdNet.Runtime;
using SkiaSharp;

namespace MhdNet.Data.Frames;

/// <summary>One decoded frame: a PNG or JPEG picture of 8 bits per channel.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Rgba">(rows, columns, 4).</param>
internal sealed record FrameImage(int Rows, int Columns, byte[] Rgba)
{
    private const int LargestEdge = 4096;
    private const int LargestFile = 64 << 20;
    private const int GreyTolerance = 16;       // JPEG's own error
    private const double ColouredShare = 0.01;

    /// <summary>Whether more than one pixel in a hundred has a colour.</summary>
    public bool IsColoured { get; } = Coloured(Rgba);

    /// <summary>Decodes a file.</summary>
    /// <exception cref="InputException">No PNG or JPEG, damaged, of 16 bits, or larger than a frame can be.</exception>
    public static FrameImage Read(string path)
    {
        RegularFile.Require(path);
        if (RegularFile.Length(path) > LargestFile)
        {
            throw new InputException($"{path}: larger than {LargestFile >> 20} MiB: no single frame is that large");
        }

        var bytes = File.ReadAllBytes(path);
        if (bytes is [0x89, 0x50, 0x4E, 0x47, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, 16, ..])
        {
            throw new InputException($"{path}: 16 bits per channel: write frames of 8 bits, windowed as they shall be seen");
        }

        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg))
        {
            throw new InputException($"{path}: no PNG or JPEG picture: write the frame again");
        }

        if (codec.Info.Width > LargestEdge || codec.Info.Height > LargestEdge)
        {
            throw new InputException($"{path}: {codec.Info.Width} x {codec.Info.Height} pixels: "
                + $"a frame has at most {LargestEdge} per side");
        }

        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var rgba = new byte[info.BytesSize];
        var pinned = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            return codec.GetPixels(info, pinned.AddrOfPinnedObject()) == SKCodecResult.Success
                ? new FrameImage(info.Height, info.Width, rgba)
                : throw new InputException($"{path}: truncated or damaged: write the frame again");
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>One channel, (rows, columns); of a grey picture any will do.</summary>
    public void Plane(int channel, Span<float> plane)
    {
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = Rgba[(4 * i) + channel];
        }
    }

    private static bool Coloured(byte[] rgba)
    {
        var coloured = 0;
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var (red, green, blue) = (rgba[i], rgba[i + 1], rgba[i + 2]);
            coloured += Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) > GreyTolerance ? 1 : 0;
        }

        return coloured > ColouredShare * (rgba.Length / 4.0);
    }
}
