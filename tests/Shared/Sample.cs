using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

/// <summary>Random tensors that do not touch torch's global generator, and finite differences.</summary>
internal static class Sample
{
    public static Tensor Of(int seed, params long[] shape)
    {
        var random = new Random(seed);
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return tensor(values, shape);
    }

    /// <summary>Largest difference between autograd's gradient and central differences at a few entries of each float64 input.</summary>
    public static double GradientError(Func<Tensor> scalar, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var gradients = autograd.grad([scalar()], inputs);
        var (random, worst) = (new Random(5), 0.0);
        using var off = no_grad();
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var draw = 0; draw < 8; draw++)
            {
                var place = inputs[i].shape.Select(size => TensorIndex.Single(random.NextInt64(size))).ToArray();
                var value = inputs[i][place].ToDouble();
                double At(double shift)
                {
                    inputs[i][place] = tensor(value + shift, float64);
                    return scalar().ToDouble();
                }

                var difference = (At(1e-6) - At(-1e-6)) / 2e-6;
                At(0);
                worst = Math.Max(worst, Math.Abs(difference - gradients[i][place].ToDouble()) / Math.Max(1, Math.Abs(difference)));
            }
        }

        return worst;
    }
}
