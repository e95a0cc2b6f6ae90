namespace MhdNet.Data;

/// <summary>A whole slide image at its largest level. Not safe for several threads: open one a thread.</summary>
public interface IWholeSlide : IDisposable
{
    /// <summary>Width of level 0 in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of level 0 in pixels.</summary>
    public int Height { get; }

    /// <summary>Edge of a level-0 pixel in micrometres, where the file states it.</summary>
    public double? MicronsPerPixel { get; }

    /// <summary>Copies a region of level 0 into <paramref name="rgb"/>, (height, width, 3). What lies outside the slide is white.</summary>
    /// <exception cref="Runtime.InputException">The file is damaged there.</exception>
    public void ReadRegion(int x, int y, int width, int height, Span<byte> rgb);

    /// <summary>The whole slide, averaged down so that its longer side has at most <paramref name="longestSide"/> pixels.</summary>
    public RgbImage Thumbnail(int longestSide);
}
