namespace MhdNet.Networks.Numerics;

/// <summary>What a self-test found at one convolution. Errors are relative to the largest true value.</summary>
/// <param name="Layer">Name of the layer, as in its network.</param>
/// <param name="Shape">The sizes it was tested at.</param>
/// <param name="Finite">Whether every output and gradient is finite.</param>
/// <param name="OutputError">Sampled outputs, corners among them, against float64.</param>
/// <param name="InputGradientError">Sampled gradients of the input against float64.</param>
/// <param name="WeightGradientError">Sampled gradients of the weight against float64.</param>
/// <param name="AdjointError">Departure of (dx, x) and (dw, w) from (y, y) over all values, relative to (y, y).</param>
public sealed record ConvolutionCheck(
    string Layer,
    ConvolutionShape Shape,
    bool Finite,
    double OutputError,
    double InputGradientError,
    double WeightGradientError,
    double AdjointError)
{
    /// <summary>Largest error of a float32 convolution that counts as rounding; the fault it looks for begins at 0.03.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>The worst of the four.</summary>
    public double Worst => new[] { OutputError, InputGradientError, WeightGradientError, AdjointError }.Max();

    /// <summary>Whether this convolution may be trained with.</summary>
    public bool Trustworthy => Finite && Worst <= Tolerance;

    /// <summary>One line.</summary>
    public override string ToString() =>
        $"{(Trustworthy ? "right" : "WRONG")} {Layer} ({Shape}): {(Finite ? Errors : "not finite")}";

    private string Errors =>
        $"y {OutputError:0.0e+0}, dx {InputGradientError:0.0e+0}, dw {WeightGradientError:0.0e+0}, adjoint {AdjointError:0.0e+0}";
}
