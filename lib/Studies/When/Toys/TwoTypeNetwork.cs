using System.Numerics;
using System.Runtime.InteropServices;
using MhdNet.Phantom;

namespace MhdNet.Studies.When.Toys;

/// <summary>
/// A linear network with two outputs and a softmax, of which only the difference matters: one weight per feature and a constant. Both
/// outputs get opposite gradients, so the difference moves twice as far as either.
/// </summary>
internal sealed class TwoTypeNetwork
{
    private const double Outputs = 2;
    private readonly double[] _weights;   // as wide as a padded row; the constant stands where rows have a one
    private readonly int _features;

    private TwoTypeNetwork(ToyRows rows, CounterRandom random, double reach, double constantReach)
    {
        (_features, _weights) = (rows.Features, new double[rows.Stride]);
        for (var j = 0; j <= _features; j++)
        {
            var limit = j < _features ? reach : constantReach;
            _weights[j] = random.Between(-limit, limit) - random.Between(-limit, limit);
        }
    }

    /// <summary>
    /// Fits as Keras did in 2015 by default: RMSprop (rate 0.001, decay 0.9), Glorot's start, shuffled batches of 128.
    /// </summary>
    /// <param name="rows">The training cases.</param>
    /// <param name="targets">Probability of the first type of each.</param>
    /// <param name="epochs">Passes.</param>
    /// <param name="random">Start and order.</param>
    public static TwoTypeNetwork FitRmsProp(ToyRows rows, double[] targets, int epochs, CounterRandom random)
    {
        const double Rate = 0.001, Decay = 0.9, Epsilon = 1e-6;
        const int Batch = 128;
        var network = new TwoTypeNetwork(rows, random, Math.Sqrt(6.0 / (rows.Features + 2)), 0);
        var (gradient, square) = (new double[rows.Stride], new double[rows.Stride]);
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            for (var first = 0; first < order.Length; first += Batch)
            {
                var batch = order.AsSpan(first, Math.Min(Batch, order.Length - first));
                network.Differentiate(rows, targets, 1, batch, gradient);
                for (var j = 0; j <= network._features; j++)
                {
                    square[j] = (Decay * square[j]) + ((1 - Decay) * gradient[j] * gradient[j]);
                    network._weights[j] -= Outputs * Rate * gradient[j] / Math.Sqrt(square[j] + Epsilon);
                }
            }
        }

        return network;
    }

    /// <summary>Fits by plain gradient steps on all cases at once, from PyTorch's start of a linear layer.</summary>
    /// <param name="rows">The training cases.</param>
    /// <param name="targets">What the first output's share is drawn to, times <paramref name="total"/>.</param>
    /// <param name="total">What targets of both types sum to: the weight of the loss.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="random">Start.</param>
    public static TwoTypeNetwork FitDescent(ToyRows rows, double[] targets, double total, int steps, CounterRandom random)
    {
        const double Rate = 0.1;
        var reach = 1 / Math.Sqrt(rows.Features);
        var network = new TwoTypeNetwork(rows, random, reach, reach);
        var gradient = new double[rows.Stride];
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        for (var step = 0; step < steps; step++)
        {
            network.Differentiate(rows, targets, total, all, gradient);
            for (var j = 0; j <= network._features; j++)
            {
                network._weights[j] -= Outputs * Rate * gradient[j];
            }
        }

        return network;
    }

    /// <summary>Probability of the first type.</summary>
    public double[] Predict(ToyRows rows)
    {
        var said = new double[rows.Count];
        for (var i = 0; i < said.Length; i++)
        {
            said[i] = Share(rows, i);
        }

        return said;
    }

    /// <summary>Share of cases that are named rightly.</summary>
    /// <param name="rows">The cases.</param>
    /// <param name="types">1 for the first type, 0 for the other.</param>
    public double Accuracy(ToyRows rows, double[] types)
    {
        var right = 0;
        for (var i = 0; i < types.Length; i++)
        {
            right += Share(rows, i) > 0.5 == types[i] > 0.5 ? 1 : 0;
        }

        return right / (double)types.Length;
    }

    private double Share(ToyRows rows, int row) => 1 / (1 + Math.Exp(-Dot(rows.Of(row))));

    private void Differentiate(ToyRows rows, double[] targets, double total, ReadOnlySpan<int> cases, double[] gradient)
    {
        Array.Clear(gradient);
        var sums = MemoryMarshal.Cast<double, Vector<double>>(gradient.AsSpan());
        foreach (var i in cases)
        {
            var row = rows.Of(i);
            var factor = new Vector<double>(((total / (1 + Math.Exp(-Dot(row)))) - targets[i]) / cases.Length);
            for (var j = 0; j < sums.Length; j++)
            {
                sums[j] += factor * row[j];
            }
        }
    }

    private double Dot(ReadOnlySpan<Vector<double>> row)
    {
        var weights = MemoryMarshal.Cast<double, Vector<double>>(_weights.AsSpan());
        var sum = Vector<double>.Zero;
        for (var j = 0; j < weights.Length; j++)
        {
            sum += weights[j] * row[j];
        }

        return Vector.Sum(sum);
    }
}
