namespace MhdNet.Data.Slides;

/// <summary>A whole slide image: a pyramid of levels, the largest first. Not safe for several threads: open one a thread.</summary>
public interface IWholeSlide : IDisposable
{
    /// <summary>What messages call it: its path, where it is a file.</summary>
    public string Source => "the slide";

    /// <summary>Width of level 0 in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of level 0 in pixels.</summary>
    public int Height { get; }

    /// <summary>Edge of a level-0 pixel in micrometres; null where the file does not let it be known.</summary>
    public double? MicronsPerPixel { get; }

    /// <summary>Whether the file says that it was drawn, not scanned (the phantom's slides).</summary>
    public bool Synthetic { get; }

    /// <summary>What is unusual about the file; empty otherwise.</summary>
    public string Note { get; }

    /// <summary>How many pixels of level 0 a pixel of each level stands for, along an edge: 1 for level 0, then more.</summary>
    public IReadOnlyList<double> Downsamples { get; }

    /// <summary>
    /// Copies a region of a level, in that level's pixels, into <paramref name="rgb"/>, (height, width, 3). What lies outside the slide is
    /// white.
    /// </summary>
    /// <exception cref="Runtime.InputException">The file is damaged there.</exception>
    public void ReadRegion(int x, int y, int width, int height, Span<byte> rgb, int level = 0);

    /// <summary>The whole slide, averaged down so that its longer side has at most <paramref name="longestSide"/> pixels.</summary>
    public RgbImage Thumbnail(int longestSide);
}
