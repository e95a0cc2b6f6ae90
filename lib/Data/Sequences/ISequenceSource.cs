namespace MhdNet.Data.Sequences;

/// <summary>Sequences of one side of a split, and only of that side: what a <see cref="BatchLoader"/> reads pixels from.</summary>
public interface ISequenceSource
{
    /// <summary>The classes of the labels.</summary>
    public LabelSet Labels { get; }

    /// <summary>Frames of a sequence, T.</summary>
    public int Frames { get; }

    /// <summary>Height and width of a frame.</summary>
    public int Size { get; }

    /// <summary>The pixels of a sequence, uint8, (C, T, H, W).</summary>
    /// <exception cref="ArgumentException">The sequence is not of this side of the split.</exception>
    /// <exception cref="Runtime.InputException">The pixel file is missing or altered.</exception>
    public byte[] ReadPixels(SequenceRow row);
}
