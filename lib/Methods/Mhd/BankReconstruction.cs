using MhdNet.Data.Sequences;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

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

    /// <summary>For how many validation patients the bank of their own type rebuilds their pathology best, at the temperature of the
    /// memory's options.</summary>
    /// <param name="teacher">A teacher, in evaluation mode.</param>
    /// <param name="data">Training and validation patients.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <returns>One number per stage, and the number of validation patients with pathology.</returns>
    public static (IReadOnlyList<int> Own, int Patients) OwnBest(TeacherWithMemory teacher, TrainingData data, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(data);
        using var noGradient = no_grad();
        var memory = teacher.Memory;
        var loader = new BatchLoader(data, TorchRuntime.Device);
        var patients = new Dictionary<string, int>();                       // type by patient
        var sums = new Dictionary<string, double[,]>();                     // [stage, type]
        foreach (var chunk in ValidationPairs.Of(data).Where(pair => pair.Wsi is not null).Chunk(batchSize))
        {
            using var pause = CollectionPause.Enter();
            using var scope = NewDisposeScope();
            using var batch = loader.Load(chunk, augmentationSeed: null);
            var stored = teacher.Stored([.. teacher.Network.Pathology.call(batch.Wsi!).Stages.Take(Ctmm.StageCount)]);
            foreach (var (s, stage) in memory.Stages.Index())
            {
                var errors = Errors(stage, StageMap.Queries(stage.Shape, stored[s]), memory.Options.Temperature);
                foreach (var (b, pair) in chunk.Index())
                {
                    patients[pair.Ct.PatientId] = data.Labels.IndexOf(pair.Ct.Label);
                    sums.TryAdd(pair.Ct.PatientId, new double[Ctmm.StageCount, memory.Stages[0].TypeCount]);
                    for (var type = 0; type < stage.TypeCount; type++)
                    {
                        sums[pair.Ct.PatientId][s, type] += errors[b, type];
                    }
                }
            }
        }

        bool IsBest(int stage, string patient) => memory.Stages[stage].SeenTypes.Select(type => (int?)type)
            .MinBy(type => sums[patient][stage, type!.Value]) == patients[patient];
        return ([.. Enumerable.Range(0, Ctmm.StageCount).Select(stage => patients.Keys.Count(patient => IsBest(stage, patient)))],
            patients.Count);
    }
}
