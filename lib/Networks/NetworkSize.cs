using MhdNet.Runtime;

namespace MhdNet.Networks;

/// <summary>What the data and the scale decide of a network, whatever the method. The defaults are the paper's.</summary>
public record NetworkSize
{
    /// <summary>Frames T of a sequence.</summary>
    public int Frames { get; init; } = 24;

    /// <summary>Side of a frame in pixels.</summary>
    public int Size { get; init; } = 224;

    /// <summary>Channels of the first stage.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Classes of every head: the types and `other`.</summary>
    public int ClassCount { get; init; } = 9;

    /// <summary>Tumour types, without `other`.</summary>
    public int TypeCount { get; init; } = 8;

    /// <summary>The four stages' shapes.</summary>
    public IReadOnlyList<StageShape> Stages() => StageShape.Of(Frames, Size, Width);

    /// <summary>Refuses sizes with which no network can be built, and sizes that no machine could hold.</summary>
    /// <exception cref="InputException">A size out of bounds.</exception>
    public void Check()
    {
        if (Frames is < 1 or > 512 || Size is < 8 or > 1024 || Width is < 1 or > 512
            || ClassCount is < 2 or > 128 || TypeCount < 1 || TypeCount > ClassCount)
        {
            throw new InputException(
                $"network: {Frames} frames of {Size} pixels, width {Width}, {TypeCount} types in {ClassCount} classes cannot be built: "
                + "give 1 to 512 frames of 8 to 1024 pixels, a width up to 512, 2 to 128 classes and no more types than classes");
        }
    }
}
