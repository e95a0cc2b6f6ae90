using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>The teacher and the memory that is filled while it learns. Its answer is the fusion branch's.</summary>
public sealed class TeacherWithMemory : Classifier
{
    private readonly NetworkOptions _options;

    /// <summary>Builds both; weights come from torch's generator.</summary>
    /// <param name="network">Sizes.</param>
    /// <param name="memory">The memory's options.</param>
    public TeacherWithMemory(NetworkOptions network, MemoryOptions memory)
        : base(nameof(TeacherWithMemory), network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _options = network;
        Network = new TeacherNetwork(network);
        Memory = new Ctmm(network.MemoryStages(), network.TypeCount, memory);
        register_module("network", Network);
        register_module("memory", Memory);
    }

    /// <summary>Three branches and their SHFMs.</summary>
    public TeacherNetwork Network { get; }

    /// <summary>Type-wise memory of the pathology branch.</summary>
    public Ctmm Memory { get; }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Both;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        ArgumentNullException.ThrowIfNull(ct);
        ArgumentNullException.ThrowIfNull(wsi);
        var output = Network.call(ct, wsi, arange(ct.shape[0], ScalarType.Int64, ct.device));
        return [new("fusion", output.FusionLogits!), new("radiology", output.RadiologyLogits), new("pathology", output.PathologyLogits!)];
    }

    /// <inheritdoc/>
    /// <remarks>The memory has no part in an answer.</remarks>
    public override IReadOnlyList<LayerCost> Cost() => MhdCost.Teacher(_options).Parts;

    /// <inheritdoc/>
    public override void EndLearning() => Memory.EndLearning();

    /// <summary>
    /// What the memory holds of the pathology branch's features: themselves, or reduced (<see cref="NetworkOptions.ReducedMemory"/>).
    /// </summary>
    /// <param name="pathology">f_P of stages one to three.</param>
    public IReadOnlyList<Tensor> Stored(IReadOnlyList<Tensor> pathology) => _options.ReducedMemory
        ? [.. pathology.Zip(Network.Fusion.Fusions, (feature, shfm) => shfm.Reduce(feature))]
        : pathology;
}
