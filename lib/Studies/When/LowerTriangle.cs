using System.Numerics;
using System.Runtime.InteropServices;

namespace MhdNet.Studies.When;

/// <summary>
/// Cholesky's decomposition in place, for thousands of systems of some hundred unknowns side by side: without memory of its own and on one
/// thread, which MathNet's is not.
/// </summary>
internal static class LowerTriangle
{
    /// <summary>Solves H x = b.</summary>
    /// <param name="matrix">H, symmetric and positive definite, row by row; only its lower triangle is read, and overwritten.</param>
    /// <param name="right">b; x afterwards.</param>
    /// <exception cref="ArithmeticException">H is not positive definite.</exception>
    public static void SolveInPlace(double[] matrix, double[] right)
    {
        var size = right.Length;
        for (var i = 0; i < size; i++)
        {
            var row = matrix.AsSpan(i * size, size);
            for (var j = 0; j < i; j++)
            {
                var above = matrix.AsSpan(j * size, size);
                row[j] = (row[j] - Dot(row[..j], above[..j])) / above[j];
            }

            var left = row[i] - Dot(row[..i], row[..i]);
            row[i] = left > 0 ? Math.Sqrt(left) : throw new ArithmeticException($"not positive definite: row {i} leaves {left}");
            right[i] = (right[i] - Dot(row[..i], right.AsSpan(0, i))) / row[i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            right[i] /= matrix[(i * size) + i];
            for (var j = 0; j < i; j++)
            {
                right[j] -= matrix[(i * size) + j] * right[i];
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var first = MemoryMarshal.Cast<double, Vector<double>>(a);
        var second = MemoryMarshal.Cast<double, Vector<double>>(b);
        var sums = Vector<double>.Zero;
        for (var j = 0; j < first.Length; j++)
        {
            sums += first[j] * second[j];
        }

        var sum = Vector.Sum(sums);
        for (var j = first.Length * Vector<double>.Count; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }
}
