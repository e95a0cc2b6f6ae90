namespace MhdNet.Phantom.Lung;

/// <summary>Moves places a little, smoothly, so that what is built of straight lines is bent as tissue is. Pixels.</summary>
internal sealed class TissueBend
{
    private const double WideScale = 80, WideReach = 34, Scale = 52, Reach = 15, FineScale = 19, FineReach = 4;
    private readonly NoiseTable _wideX, _wideY, _x, _y, _fineX, _fineY;

    /// <param name="random">The slide's stream.</param>
    /// <param name="size">Of the slide.</param>
    public TissueBend(CounterRandom random, int size)
    {
        NoiseTable Table(double scale) => new(new(random.NextBits()), -1, -1, (size / scale) + 3, (size / scale) + 3);
        (_wideX, _wideY, _x, _y) = (Table(WideScale), Table(WideScale), Table(Scale), Table(Scale));
        (_fineX, _fineY) = (Table(FineScale), Table(FineScale));
    }

    /// <summary>For what is hundreds of pixels wide.</summary>
    public (double X, double Y) Wide(double x, double y) =>
        (x + (WideReach * _wideX.At(x / WideScale, y / WideScale)), y + (WideReach * _wideY.At(x / WideScale, y / WideScale)));

    /// <summary>For what is of cells.</summary>
    public (double X, double Y) Fine(double x, double y) => (
        x + (Reach * _x.At(x / Scale, y / Scale)) + (FineReach * _fineX.At(x / FineScale, y / FineScale)),
        y + (Reach * _y.At(x / Scale, y / Scale)) + (FineReach * _fineY.At(x / FineScale, y / FineScale)));
}
