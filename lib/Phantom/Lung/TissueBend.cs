namespace MhdNet.Phantom.Lung;

/// <summary>
/// Moves places a little, smoothly, so that what is built of straight lines is bent as tissue is. Told for rows of every so many pixels.
/// </summary>
internal sealed class TissueBend
{
    private const double WideScale = 80, WideReach = 34, Scale = 52, Reach = 15, FineScale = 19, FineReach = 4; // pixels
    private readonly int _step;
    private readonly NoiseRows _wideX, _wideY, _x, _y, _fineX, _fineY;
    private readonly double[] _bentX, _bentY, _noise;

    /// <param name="random">The slide's stream.</param>
    /// <param name="columns">Places in a row.</param>
    /// <param name="step">Pixels between them.</param>
    public TissueBend(CounterRandom random, int columns, int step)
    {
        _step = step;
        NoiseRows Rows(double scale) => new(
            new ValueNoise(random.NextBits()), new NoiseColumns([.. Enumerable.Range(0, columns).Select(column => column * step / scale)]));
        (_wideX, _wideY, _x, _y) = (Rows(WideScale), Rows(WideScale), Rows(Scale), Rows(Scale));
        (_fineX, _fineY) = (Rows(FineScale), Rows(FineScale));
        (_bentX, _bentY, _noise) = (new double[columns], new double[columns], new double[columns]);
    }

    /// <summary>For what is hundreds of pixels wide: where the places of a row come to lie, until the next row is asked for.</summary>
    public (double[] X, double[] Y) Wide(int y)
    {
        Lay(y);
        Add(_wideX, y / WideScale, WideReach, _bentX);
        Add(_wideY, y / WideScale, WideReach, _bentY);
        return (_bentX, _bentY);
    }

    /// <summary>The same for what is of cells.</summary>
    public (double[] X, double[] Y) Fine(int y)
    {
        Lay(y);
        Add(_x, y / Scale, Reach, _bentX);
        Add(_fineX, y / FineScale, FineReach, _bentX);
        Add(_y, y / Scale, Reach, _bentY);
        Add(_fineY, y / FineScale, FineReach, _bentY);
        return (_bentX, _bentY);
    }

    private void Lay(int y)
    {
        for (var column = 0; column < _bentX.Length; column++)
        {
            (_bentX[column], _bentY[column]) = (column * _step, y);
        }
    }

    private void Add(NoiseRows rows, double y, double reach, double[] places)
    {
        rows.Read(y, _noise);
        for (var column = 0; column < places.Length; column++)
        {
            places[column] += reach * _noise[column];
        }
    }
}
