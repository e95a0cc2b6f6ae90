namespace MhdNet.Networks.Kernels;

/// <summary>Sizes of an involution: features (frames, rows, columns, channels), kernels (frames, rows, columns, kappa^2).</summary>
/// <param name="Frames">Frames of all sequences, B T.</param>
/// <param name="Rows">H.</param>
/// <param name="Columns">W.</param>
/// <param name="Channels">n.</param>
/// <param name="Kappa">Side of a kernel, odd.</param>
public readonly record struct InvolutionSize(int Frames, int Rows, int Columns, int Channels, int Kappa)
{
    /// <summary>Pixels of all frames.</summary>
    public int Pixels => checked(Frames * Rows * Columns);

    /// <summary>Values of the features.</summary>
    public int Features => checked(Pixels * Channels);

    /// <summary>Values of the kernels.</summary>
    public int Kernels => checked(Pixels * Taps);

    /// <summary>kappa^2.</summary>
    public int Taps => Kappa * Kappa;

    /// <summary>Multiply-adds of a forward pass; a backward pass has twice as many.</summary>
    public long MultiplyAdds => (long)Pixels * Channels * Taps;
}
