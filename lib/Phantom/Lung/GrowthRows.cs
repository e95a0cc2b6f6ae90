namespace MhdNet.Phantom.Lung;

/// <summary>A slide's <see cref="LungArchitecture"/>, asked at every fourth pixel and blended between: along rows, and at places.</summary>
internal sealed class GrowthRows
{
    private const int Step = GrowthMap.Step;
    private const float Deepest = 12; // pixels; blended over a step, more would be as sharp
    private readonly int _columns;
    private readonly float[] _epithelium, _stroma, _seats;

    /// <param name="architecture">How the tumour is built.</param>
    /// <param name="size">Of the slide.</param>
    public GrowthRows(LungArchitecture architecture, int size)
    {
        _columns = (size / Step) + 2;
        var count = _columns * _columns;
        (_epithelium, _stroma, _seats) = (new float[count], new float[count], new float[count]);
        var points = new GrowthPoint[_columns];
        for (var i = 0; i < count; i++)
        {
            if (i % _columns == 0)
            {
                architecture.Read(i / _columns * Step, points);
            }

            var point = points[i % _columns];
            (_epithelium[i], _stroma[i], _seats[i]) = (Bounded(point.Epithelium), Bounded(point.Stroma), Bounded(point.Seat));
        }
    }

    /// <summary>Depth in the layer of tumour cells along a row.</summary>
    public void Epithelium(int y, Span<float> values) => Read(_epithelium, y, values);

    /// <summary>Depth in stroma along a row.</summary>
    public void Stroma(int y, Span<float> values) => Read(_stroma, y, values);

    /// <summary>What lies at a place.</summary>
    public GrowthPoint At(double x, double y)
    {
        var (column, row) = ((int)(x / Step), (int)(y / Step));
        var (right, down) = ((float)((x / Step) - column), (float)((y / Step) - row));
        var at = (row * _columns) + column;
        float Read(float[] field)
        {
            var above = field[at] + ((field[at + 1] - field[at]) * right);
            var below = field[at + _columns] + ((field[at + _columns + 1] - field[at + _columns]) * right);
            return above + ((below - above) * down);
        }

        return new GrowthPoint(Read(_epithelium), Read(_stroma), Read(_seats));
    }

    /// <summary>Direction of the layer of tumour cells at a place, radians.</summary>
    public double Along(double x, double y)
    {
        var i = ((int)(y / Step) * _columns) + (int)(x / Step);
        var (dx, dy) = (_epithelium[i + 1] - _epithelium[i], _epithelium[i + _columns] - _epithelium[i]);
        return Math.Atan2(dx, -dy);
    }

    private static float Bounded(double depth) => Math.Clamp((float)depth, -Deepest, Deepest);

    private void Read(float[] field, int y, Span<float> values)
    {
        var (top, share) = (y / Step * _columns, y % Step / (float)Step);
        for (var column = 0; column * Step < values.Length; column++)
        {
            var i = top + column;
            var left = field[i] + ((field[i + _columns] - field[i]) * share);
            var right = field[i + 1] + ((field[i + 1 + _columns] - field[i + 1]) * share);
            var slope = (right - left) / Step;
            for (var x = 0; x < Step && (column * Step) + x < values.Length; x++)
            {
                values[(column * Step) + x] = left + (x * slope);
            }
        }
    }
}
