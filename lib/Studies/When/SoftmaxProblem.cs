using System.Numerics;
using System.Runtime.InteropServices;

namespace MhdNet.Studies.When;

/// <summary>The function that <see cref="SoftmaxRegression"/> minimises, with its first and second derivatives.</summary>
internal sealed class SoftmaxProblem
{
    private readonly Design _design;
    private readonly IReadOnlyList<double[]> _targets;
    private readonly double _penalty, _constantsPenalty;
    private readonly double[] _gradient, _hessian;
    private readonly double[][] _blocks;   // of each two types k >= l: sum of s p_k (1[k = l] - p_l) x x', lower triangle

    public SoftmaxProblem(Design design, IReadOnlyList<double[]> targets, double penalty, double constantsPenalty)
    {
        (_design, _targets, _penalty, _constantsPenalty) = (design, targets, penalty, constantsPenalty);
        Types = targets[0].Length;
        Size = Types * design.Width;
        (_gradient, _hessian) = (new double[Size], new double[Size * Size]);
        _blocks = [.. Enumerable.Range(0, Types * (Types + 1) / 2).Select(_ => new double[design.PairStride])];
    }

    public int Types { get; }

    /// <summary>Weights: types times width.</summary>
    public int Size { get; }

    /// <summary>Gradient where the problem was last differentiated.</summary>
    public IReadOnlyList<double> Gradient => _gradient;

    /// <summary>The value at some weights; leaves the derivatives there.</summary>
    public double Differentiate(double[] weights)
    {
        Array.Clear(_gradient);
        Array.ForEach(_blocks, Array.Clear);
        var (width, value) = (_design.Width, 0.0);
        var said = new double[Types];
        for (var i = 0; i < _design.Rows; i++)
        {
            var row = _design.Values.AsSpan(i * width, width);
            for (var k = 0; k < Types; k++)
            {
                said[k] = Dot(weights.AsSpan(k * width, width), row);
            }

            var (target, total) = (_targets[i], 0.0);
            for (var k = 0; k < Types; k++)
            {
                total += target[k];
                value -= target[k] * said[k];
            }

            value += total * Softmax(said);
            for (var k = 0; k < Types; k++)
            {
                AddScaled(_gradient.AsSpan(k * width, width), row, (total * said[k]) - target[k]);
            }

            AddCurvature(said, total, i);
        }

        for (var j = 0; j < Size; j++)
        {
            value += PenaltyOf(j) / 2 * weights[j] * weights[j];
            _gradient[j] += PenaltyOf(j) * weights[j];
        }

        return value;
    }

    /// <summary>Newton's direction H^-1 g, to be subtracted, and g' H^-1 g.</summary>
    public (double[] Direction, double Decrement) Newton()
    {
        var width = _design.Width;
        for (int k = 0, block = 0; k < Types; k++)
        {
            for (var l = 0; l <= k; l++, block++)
            {
                for (int a = 0, at = 0; a < width; a++)
                {
                    for (var b = 0; b <= a; b++, at++)
                    {
                        var value = _blocks[block][at];
                        _hessian[(((k * width) + a) * Size) + (l * width) + b] = value;
                        _hessian[(((k * width) + b) * Size) + (l * width) + a] = value;
                    }
                }
            }
        }

        for (var j = 0; j < Size; j++)
        {
            _hessian[(j * Size) + j] += PenaltyOf(j);
        }

        double[] direction = [.. _gradient];
        LowerTriangle.SolveInPlace(_hessian, direction);
        return (direction, Dot(direction, _gradient));
    }

    /// <summary>Turns logits into probabilities.</summary>
    /// <returns>Logarithm of the sum of the logits' exponentials.</returns>
    public static double Softmax(double[] logits)
    {
        var (highest, sum) = (logits.Max(), 0.0);
        for (var k = 0; k < logits.Length; k++)
        {
            logits[k] = Math.Exp(logits[k] - highest);
            sum += logits[k];
        }

        for (var k = 0; k < logits.Length; k++)
        {
            logits[k] /= sum;
        }

        return highest + Math.Log(sum);
    }

    private double PenaltyOf(int weight) => (weight + 1) % _design.Width == 0 ? _constantsPenalty : _penalty;

    private void AddCurvature(double[] said, double total, int row)
    {
        var products = _design.ProductsOf(row);
        for (int k = 0, block = 0; k < Types; k++)
        {
            for (var l = 0; l <= k; l++, block++)
            {
                var factor = new Vector<double>(total * said[k] * ((k == l ? 1 : 0) - said[l]));
                var sums = MemoryMarshal.Cast<double, Vector<double>>(_blocks[block].AsSpan());
                for (var at = 0; at < sums.Length; at++)
                {
                    sums[at] += factor * products[at];
                }
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }

    private static void AddScaled(Span<double> to, ReadOnlySpan<double> row, double factor)
    {
        for (var j = 0; j < to.Length; j++)
        {
            to[j] += factor * row[j];
        }
    }
}
