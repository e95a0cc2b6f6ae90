namespace MhdNet.Phantom;

/// <summary>Everything on a slide but the nuclei, painted row by row.</summary>
internal interface ISlideGround
{
    /// <summary>Paints a row.</summary>
    /// <param name="y">Its number.</param>
    /// <param name="haematoxylin">Gets the amounts in its pixels; holds none before.</param>
    /// <param name="eosin">The same of eosin.</param>
    /// <returns>Sum of the shares of tissue in its pixels.</returns>
    public double Paint(int y, Span<float> haematoxylin, Span<float> eosin);
}
