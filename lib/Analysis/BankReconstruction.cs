using MhdNet.Methods.Mhd;
using static TorchSharp.torch;

namespace MhdNet.Analysis;

/// <summary>
/// What one type's bank alone makes of a feature: Eqs. 7 and 8 with the softmax over the items of a single type. Where banks hold what is
/// particular to their types, a slide is rebuilt best out of its own type's.
/// </summary>
public static class BankReconstruction
{
    /// <summary>Features rebuilt out of one bank.</summary>
    /// <param name="memory">Memory of one stage.</param>
    /// <param name="type">The type whose items are read.</param>
    /// <param name="queries">Features of that stage as queries (<see cref="Ctmm.Reconstruct"/>), (B, J, D).</param>
    /// <param name="temperature">Temperature of the attention.</param>
    /// <returns>(B, J, D); no gradient.</returns>
    public static Tensor Compute(TypingMemory memory, int type, Tensor queries, double temperature)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(queries);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return MemoryAttention.Read(queries.detach().flatten(0, 1), memory.Items[type].detach(), temperature).reshape(queries.shape)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Mean square error of every sequence out of every type's bank, as a share of the feature's own mean square: 1 is what
    /// answering zero would cost.</summary>
    /// <param name="memory">Memory of one stage.</param>
    /// <param name="queries">Features of that stage as queries, (B, J, D).</param>
    /// <param name="temperature">Temperature of the attention.</param>
    /// <returns>[B, K]; NaN where a type has not been seen.</returns>
    public static double[,] Errors(TypingMemory memory, Tensor queries, double temperature)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(queries);
        var errors = new double[queries.shape[0], memory.TypeCount];
        var seen = memory.SeenTypes;
        for (var type = 0; type < memory.TypeCount; type++)
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var shares = seen.Contains(type)
                ? ((Compute(memory, type, queries, temperature) - queries).square().mean([1,
                    2]) / queries.square().mean([1, 2])).cpu().to_type(ScalarType.Float64).data<double>().ToArray()
                : Enumerable.Repeat(double.NaN, (int)queries.shape[0]).ToArray();
            for (var b = 0; b < shares.Length; b++)
            {
                errors[b, type] = shares[b];
            }
        }

        return errors;
    }
}
