using System.Numerics;
using MhdNet.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// A step of Adam (Kingma and Ba, 2015), with decoupled weight decay (Loshchilov and Hutter, 2019), in one pass over memory: TorchSharp's
/// takes a dozen, which is a seventh of a small network's training step. Moments stay TorchSharp's, and so does the arithmetic, to
/// rounding. Each value is computed by itself, so the number of threads changes nothing.
/// </summary>
public static class AdamStep
{
    private const int Chunk = 1 << 16;

    /// <summary>Moves every parameter that has a gradient, then drops the gradients.</summary>
    /// <param name="optimizer">Rates, moments and parameters; no weight decay of its own.</param>
    /// <param name="decay">What a parameter loses of itself, times the rate; null: nothing.</param>
    public static void Take(Adam optimizer, Func<Parameter, double>? decay = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var groups = optimizer.ParamGroups.Cast<Adam.ParamGroup>().ToArray();
        var parameters = groups.SelectMany(group => group.Parameters).ToArray();
        if (parameters.All(p => p.dtype == ScalarType.Float32 && p.device_type == DeviceType.CPU))
        {
            var states = optimizer.state_dict().State.Cast<Adam.State>();
            var options = groups.SelectMany(group => group.Parameters.Select(_ => group.Options));
            foreach (var ((parameter, state), option) in parameters.Zip(states).Zip(options))
            {
                Move(parameter, state, option, decay?.Invoke(parameter) ?? 0);
            }
        }
        else
        {
            if (decay is not null)
            {
                foreach (var (group, parameter) in groups.SelectMany(group => group.Parameters.Select(parameter => (group, parameter))))
                {
                    parameter.mul_(1 - (group.LearningRate * decay(parameter)));
                }
            }

            optimizer.step();
        }

        foreach (var parameter in parameters)
        {
            parameter.grad = null; // zeroing it would cost two more passes
        }
    }

    private static void Move(Parameter parameter, Adam.State state, Adam.Options options, double decay)
    {
        if (parameter.grad is not { IsInvalid: false } gradient)
        {
            return;
        }

        var (beta1, beta2) = (options.beta1!.Value, options.beta2!.Value);
        state.step++;
        var factors = new Factors(
            (float)beta1, (float)(1 - beta1), (float)beta2, (float)(1 - beta2),
            (float)Math.Sqrt(1 - Math.Pow(beta2, state.step)), (float)options.eps!.Value,
            (float)(options.LearningRate!.Value / (1 - Math.Pow(beta1, state.step))),
            (float)(1 - (options.LearningRate!.Value * decay)));
        if (!gradient.stride().SequenceEqual(parameter.stride()))
        {
            gradient = empty_like(parameter).copy_(gradient);
        }

        Tensor[] flat = [Flat(parameter), Flat(gradient), Flat(state.exp_avg), Flat(state.exp_avg_sq)];
        var count = (int)parameter.numel();
        void Part(int part)
        {
            var range = (part * Chunk)..Math.Min(count, (part + 1) * Chunk);
            Update(factors, TensorMemory.Of(flat[0])[range], TensorMemory.Of(flat[1])[range],
                TensorMemory.Of(flat[2])[range], TensorMemory.Of(flat[3])[range]);
        }

        var parts = (count + Chunk - 1) / Chunk;
        if (parts == 1 || get_num_threads() == 1)
        {
            for (var part = 0; part < parts; part++)
            {
                Part(part);
            }
        }
        else
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, Part);
        }
    }

    private static void Update(Factors f, Span<float> p, ReadOnlySpan<float> g, Span<float> mean, Span<float> square)
    {
        var i = 0;
        for (var width = Vector<float>.Count; i <= p.Length - width; i += width)
        {
            var gradient = new Vector<float>(g[i..]);
            var m = (new Vector<float>(mean[i..]) * f.Beta1) + (gradient * f.Rest1);
            var s = (new Vector<float>(square[i..]) * f.Beta2) + (gradient * gradient * f.Rest2);
            m.CopyTo(mean[i..]);
            s.CopyTo(square[i..]);
            var length = (Vector.SquareRoot(s) / new Vector<float>(f.Correction)) + new Vector<float>(f.Epsilon);
            ((new Vector<float>(p[i..]) * f.Kept) - (m / length * f.Rate)).CopyTo(p[i..]);
        }

        for (; i < p.Length; i++)
        {
            mean[i] = (mean[i] * f.Beta1) + (g[i] * f.Rest1);
            square[i] = (square[i] * f.Beta2) + (g[i] * g[i] * f.Rest2);
            p[i] = (p[i] * f.Kept) - (mean[i] / ((MathF.Sqrt(square[i]) / f.Correction) + f.Epsilon) * f.Rate);
        }
    }

    // all values in the order they lie in memory: contiguous, or channels-last as convolutions keep their weights
    private static Tensor Flat(Tensor tensor) =>
        tensor.is_contiguous() ? tensor.view(-1) : tensor.permute(0, 2, 3, 4, 1).view(-1);

    private readonly record struct Factors(
        float Beta1, float Rest1, float Beta2, float Rest2, float Correction, float Epsilon, float Rate, float Kept);
}
