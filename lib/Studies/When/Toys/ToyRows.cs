using System.Numerics;
using System.Runtime.InteropServices;

namespace MhdNet.Studies.When.Toys;

/// <summary>Cases of a toy, row by row, each with a one after its features and padded to whole vectors.</summary>
internal sealed class ToyRows
{
    private readonly double[] _values;

    /// <summary>Takes the features.</summary>
    /// <param name="count">Cases.</param>
    /// <param name="features">Features of each.</param>
    /// <param name="value">Value of a case's feature.</param>
    public ToyRows(int count, int features, Func<int, int, double> value)
    {
        (Count, Features) = (count, features);
        Stride = (features + Vector<double>.Count) / Vector<double>.Count * Vector<double>.Count;
        _values = new double[count * Stride];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < features; j++)
            {
                _values[(i * Stride) + j] = value(i, j);
            }

            _values[(i * Stride) + features] = 1;
        }
    }

    public int Count { get; }

    public int Features { get; }

    /// <summary>Doubles from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>A row.</summary>
    public ReadOnlySpan<Vector<double>> Of(int row) => MemoryMarshal.Cast<double, Vector<double>>(_values.AsSpan(row * Stride, Stride));

    /// <summary>These and the test cases, each feature with mean 0 and variance 1 over these.</summary>
    public (ToyRows Training, ToyRows Test) Standardised(ToyRows test)
    {
        var (mean, scale) = (new double[Features], new double[Features]);
        for (var j = 0; j < Features; j++)
        {
            double[] column = [.. Enumerable.Range(0, Count).Select(i => _values[(i * Stride) + j])];
            mean[j] = column.Average();
            scale[j] = Math.Sqrt(column.Average(value => (value - mean[j]) * (value - mean[j])));
        }

        ToyRows Scaled(ToyRows rows) =>
            new(rows.Count, Features, (i, j) => (rows._values[(i * rows.Stride) + j] - mean[j]) / scale[j]);
        return (Scaled(this), Scaled(test));
    }
}
