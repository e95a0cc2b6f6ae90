using System.Numerics;
using System.Runtime.InteropServices;

namespace MhdNet.Studies.When;

/// <summary>
/// What a linear network sees of its training patients, prepared once for all fits: standardised features with a one after them, and the
/// products of each two of them, which the second derivatives are sums of.
/// </summary>
public sealed class Design
{
    /// <summary>Prepares patients.</summary>
    /// <param name="features">One row per patient, all of one length.</param>
    /// <exception cref="ArgumentException">No patients, or rows of unlike lengths.</exception>
    public Design(IReadOnlyList<double[]> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count == 0 || features.Any(row => row.Length != features[0].Length))
        {
            throw new ArgumentException($"{features.Count} rows are no table: give at least one, all of one length", nameof(features));
        }

        (Rows, Width) = (features.Count, features[0].Length + 1);
        (Mean, Scale) = (new double[Width - 1], new double[Width - 1]);
        for (var j = 0; j < Width - 1; j++)
        {
            Mean[j] = features.Average(row => row[j]);
            var spread = Math.Sqrt(features.Average(row => (row[j] - Mean[j]) * (row[j] - Mean[j])));
            Scale[j] = spread > 0 ? spread : 1;
        }

        Pairs = Width * (Width + 1) / 2;
        PairStride = (Pairs + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        (Values, Products) = (new double[Rows * Width], new double[Rows * PairStride]);
        for (var i = 0; i < Rows; i++)
        {
            var row = Values.AsSpan(i * Width, Width);
            for (var j = 0; j < Width - 1; j++)
            {
                row[j] = (features[i][j] - Mean[j]) / Scale[j];
            }

            row[^1] = 1;
            for (int a = 0, at = i * PairStride; a < Width; a++)
            {
                for (var b = 0; b <= a; b++)
                {
                    Products[at++] = row[a] * row[b];
                }
            }
        }
    }

    /// <summary>Patients.</summary>
    internal int Rows { get; }

    /// <summary>Features, and the one.</summary>
    internal int Width { get; }

    /// <summary>Pairs of features, each once.</summary>
    internal int Pairs { get; }

    /// <summary>Room of a row's pairs in <see cref="Products"/>: whole vectors.</summary>
    internal int PairStride { get; }

    /// <summary>Mean of each feature.</summary>
    public double[] Mean { get; }

    /// <summary>Standard deviation of each feature; 1 where it does not vary.</summary>
    public double[] Scale { get; }

    /// <summary>(patients, width), row by row.</summary>
    internal double[] Values { get; }

    /// <summary>(patients, pairs), row by row: the lower triangle of each row's outer product with itself.</summary>
    internal double[] Products { get; }

    /// <summary>A row's products, as vectors.</summary>
    internal ReadOnlySpan<Vector<double>> ProductsOf(int row) =>
        MemoryMarshal.Cast<double, Vector<double>>(Products.AsSpan(row * PairStride, PairStride));
}
