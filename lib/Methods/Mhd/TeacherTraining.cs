using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.Mhd;

/// <summary>The teacher and the memory that is filled while it learns.</summary>
public sealed class TeacherWithMemory : nn.Module
{
    private readonly bool _reduced;

    /// <summary>Builds both; weights come from torch's generator.</summary>
    /// <param name="network">Sizes.</param>
    /// <param name="memory">The memory's options.</param>
    public TeacherWithMemory(NetworkOptions network, MemoryOptions memory)
        : base(nameof(TeacherWithMemory))
    {
        ArgumentNullException.ThrowIfNull(network);
        _reduced = network.ReducedMemory;
        Network = new TeacherNetwork(network);
        Memory = new Ctmm(network.MemoryStages(), network.TypeCount, memory);
        register_module("network", Network);
        register_module("memory", Memory);
    }

    /// <summary>Three branches and their SHFMs.</summary>
    public TeacherNetwork Network { get; }

    /// <summary>Type-wise memory of the pathology branch.</summary>
    public Ctmm Memory { get; }

    /// <summary>What the memory holds of the pathology branch's features: themselves, or reduced (<see cref="NetworkOptions.ReducedMemory"/>).</summary>
    /// <param name="pathology">f_P of stages one to three.</param>
    public IReadOnlyList<Tensor> Stored(IReadOnlyList<Tensor> pathology) =>
        _reduced ? [.. pathology.Zip(Network.Fusion.Fusions, (feature, shfm) => shfm.Reduce(feature))] : pathology;
}

/// <summary>
/// Teacher training (Eq. 10): the three cross-entropies of Eq. 4, optimised jointly, and the ConMB loss. `other` sequences
/// have no pathology: they count in the radiology branch's cross-entropy alone.
/// </summary>
public static class TeacherTraining
{
    /// <summary>Trains, or resumes, in a run folder.</summary>
    /// <param name="teacher">A fresh teacher; holds the best epoch's weights afterwards.</param>
    /// <param name="data">Training and validation patients; a test split cannot be given.</param>
    /// <param name="options">Epochs, batch size, rate.</param>
    /// <param name="weights">Weight of the ConMB loss; 0 leaves it out.</param>
    /// <param name="seed">Order of patients and augmentation.</param>
    /// <param name="run">Where to write.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, resumable.</param>
    /// <exception cref="InputException">No pairs to learn from, the machine's convolutions fail their self-test, or training diverges.</exception>
    public static IReadOnlyList<EpochRecord> Run(
        TeacherWithMemory teacher, TrainingData data, TrainingOptions options, LossWeights weights, int seed, RunFolder run,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        var task = Prepare(teacher, data, options, weights, progress, cancellation);
        return new TrainingLoop(run, options, data, seed, TorchRuntime.Device).Run(task, progress, cancellation);
    }

    /// <summary>What the loop trains, on the device and self-tested.</summary>
    internal static ITrainingTask Prepare(
        TeacherWithMemory teacher, TrainingData data, TrainingOptions options, LossWeights weights, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(data);
        RefuseWithoutPairs(data, data.TrainingCt, "training", options.Pairing);
        RefuseWithoutPairs(data, data.ValidationCt, "validation", Pairing.SamePatient);
        var device = TorchRuntime.Device;
        teacher.to(device);
        SelfTest.Run(teacher.Network, data, options.AtATime, (ct, wsi, paired) => teacher.Network.call(ct, wsi, paired), progress, cancellation);
        return new TeacherTask(teacher, data, weights, options.BatchSize, device);
    }

    /// <summary>Forward pass, the memory's update (Eqs. 5, 6) and the terms of Eq. 10; of frozen branches no losses.</summary>
    /// <param name="teacher">The teacher, in training mode.</param>
    /// <param name="batch">A batch or a part of one.</param>
    /// <param name="weights">Weight of the ConMB loss; 0 leaves it out.</param>
    public static IReadOnlyList<LossTerm> Losses(TeacherWithMemory teacher, Batch batch, LossWeights weights)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(weights);
        var output = teacher.Network.call(batch.Ct, batch.Wsi, batch.Paired);
        var learns = !teacher.Network.BranchesAreFrozen;
        var terms = new List<LossTerm>();
        if (learns)
        {
            terms.Add(new LossTerm("ce_radiology", cross_entropy(output.RadiologyLogits, batch.Labels)));
        }

        if (output.PathologyLogits is not null && output.FusionLogits is not null)
        {
            var types = batch.Labels.index_select(0, batch.Paired);
            if (learns)
            {
                terms.Add(new LossTerm("ce_pathology", cross_entropy(output.PathologyLogits, types), OfPairs: true));
            }

            terms.Add(new LossTerm("ce_fusion", cross_entropy(output.FusionLogits, types), OfPairs: true));
            var stored = teacher.Stored(output.PathologyStages);
            teacher.Memory.Update(stored, types);
            if (weights.ConMb > 0)
            {
                terms.Add(new LossTerm("conmb", teacher.Memory.Boost(stored), weights.ConMb, OfPairs: true));
            }
        }
        else if (!learns)
        {
            terms.Add(LossTerm.Nothing("ce_fusion", teacher.Network.Fusion));
        }

        return terms;
    }

    internal static void RefuseWithoutPairs(TrainingData data, IReadOnlyList<SequenceRow> ct, string part, Pairing pairing)
    {
        if (!ct.Any(row => data.Pair(row, draw: 0, pairing).Wsi is not null))
        {
            throw new InputException($"no {part} patient has sequences of both a CT with tumour and a slide, which is what a teacher learns from: add slides of such patients, or train a student alone (`mhdnet train alone`)");
        }
    }

    private sealed class TeacherTask(TeacherWithMemory teacher, TrainingData data, LossWeights weights, int batchSize, Device device) : ITrainingTask
    {
        public string Name => "teacher";

        public nn.Module Module => teacher;

        public IEnumerable<Parameter> Parameters => teacher.parameters().Where(parameter => parameter.requires_grad);

        public void Train() => teacher.train();

        public IReadOnlyList<LossTerm> Losses(Batch batch) => TeacherTraining.Losses(teacher, batch, weights);

        public IReadOnlyList<Prediction> Validate() =>
            Inference.Teacher(teacher.Network, ValidationPairs.Of(data), data, batchSize, device).Fusion;
    }
}
