using MhdNet.Networks;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// The contrast-boosted typing memory module (Sec. III-B): the memories of three stages, updated type by type (Eqs. 5, 6) and boosted
/// against one another (Eqs. 7 to 9) while the teacher trains. A step calls <see cref="Update"/>, then <see cref="Boost"/>.
/// </summary>
public sealed class Ctmm : nn.Module
{
    /// <summary>Stages that have a memory.</summary>
    public const int StageCount = 3;

    [ComponentName(Name = "stages")]
    private readonly ModuleList<TypingMemory> _stages;

    private readonly IReadOnlyList<StageShape> _shapes;
    private readonly int _typeCount;
    private string? _ended;   // SHA-256 of the banks when their learning ended

    /// <summary>Creates the three memories.</summary>
    /// <param name="stages">Shapes of the pathology features, from <see cref="StageShape.Of"/>; the first three are used.</param>
    /// <param name="typeCount">Number of types, K (without `other`).</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">Items differ in dimension between the stages, so no cosine between them is defined.</exception>
    public Ctmm(IReadOnlyList<StageShape> stages, int typeCount, MemoryOptions options)
        : base(nameof(Ctmm))
    {
        ArgumentNullException.ThrowIfNull(options);
        _shapes = Shapes(stages);
        _typeCount = typeCount;
        Options = options;
        _stages = new ModuleList<TypingMemory>([.. _shapes.Select((shape, s) => new TypingMemory(s + 1, shape, typeCount, options))]);
        RegisterComponents();
    }

    /// <summary>Settings.</summary>
    public MemoryOptions Options { get; }

    /// <summary>The memories of stages 1 to 3.</summary>
    public IReadOnlyList<TypingMemory> Stages => [.. _stages];

    /// <summary>Moves the banks of a batch's types towards its pathology features: once per step, before <see cref="Boost"/>.</summary>
    /// <param name="stages">Pathology features of stages 1 to 3, (B, C, T, H, W) each; they get no gradient.</param>
    /// <param name="labels">Types, (B), int64.</param>
    /// <param name="decay">λ of Eq. 6, 0 to 1; null: the options', as in a training of the paper's length.</param>
    /// <exception cref="InvalidOperationException">The module is in evaluation mode, or its learning has ended.</exception>
    public void Update(IReadOnlyList<Tensor> stages, Tensor labels, double? decay = null)
    {
        Check(stages);
        for (var s = 0; s < StageCount; s++)
        {
            _stages[s].Update(stages[s], labels, decay);
        }
    }

    /// <summary>The ConMB loss (Eq. 9) of the nine reconstructions.</summary>
    /// <param name="stages">Pathology features of stages 1 to 3, (B, C, T, H, W) each, B at least 1.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="InvalidOperationException">Nothing has been stored yet.</exception>
    public Tensor Boost(IReadOnlyList<Tensor> stages)
    {
        using var scope = NewDisposeScope();
        var (features, reconstructions) = Reconstruct(stages, Options.Temperature);
        return ConMbLoss.Compute(features, reconstructions).MoveToOuterDisposeScope();
    }

    /// <summary>SHA-256 of the banks, as that of the <see cref="FrozenMemory"/> they become.</summary>
    public string Hash()
    {
        using var scope = NewDisposeScope();
        return BankHash.Compute(_stages.Select(stage => stage.CopyItems()));
    }

    /// <summary>Ends the memory's learning: from now on it takes no update, in any mode. A finished run's memory is loaded so.</summary>
    public void EndLearning()
    {
        foreach (var stage in _stages)
        {
            stage.EndLearning();
        }

        _ended ??= Hash();
    }

    /// <summary>
    /// Hands out what the memory holds as one that can only be read, and ends its learning. Types that were never seen read as zero.
    /// </summary>
    /// <exception cref="InvalidOperationException">The banks have changed since their learning ended.</exception>
    public FrozenMemory Freeze()
    {
        EndLearning();
        if (Hash() != _ended)
        {
            throw new InvalidOperationException(
                "the memory's banks have changed since their learning ended: load the trained teacher again and leave them alone");
        }

        foreach (var stage in _stages)
        {
            stage.Items.requires_grad = false;
        }

        using var scope = NewDisposeScope();
        return new FrozenMemory(_shapes, _typeCount, Options, [.. _stages.Select(stage => stage.CopyItems())]);
    }

    /// <summary>The nine reconstructions (Eqs. 7, 8): every stage's feature out of every stage's memory.</summary>
    /// <param name="stages">Pathology features of stages 1 to 3, (B, C, T, H, W) each, B at least 1.</param>
    /// <param name="temperature">Temperature of the attention.</param>
    /// <returns>Features as queries, (B, J_s, D), and reconstructions [s][s'] of feature s out of memory s', of the same shape.</returns>
    /// <exception cref="InvalidOperationException">Nothing has been stored yet.</exception>
    public (IReadOnlyList<Tensor> Features, IReadOnlyList<IReadOnlyList<Tensor>> Reconstructions) Reconstruct(
        IReadOnlyList<Tensor> stages, double temperature)
    {
        Check(stages);
        using var scope = NewDisposeScope();
        Tensor Queries(Tensor stage, int s) => StageMap.Queries(_shapes[s], Options.FeatureGradient ? stage : stage.detach());
        Tensor[] features = [.. stages.Select(Queries)];

        // each bank is read once, by the queries of all three stages together
        var queries = cat(features.Select(feature => feature.flatten(0, 1)).ToArray(), 0);
        long[] counts = [.. features.Select(feature => feature.shape[0] * feature.shape[1])];
        Tensor[] Read(TypingMemory memory) => MemoryAttention.Read(queries, memory.SeenItems(), temperature).split(counts);
        Tensor[][] read = [.. _stages.Select(Read)];   // [s'][s]
        return (
            [.. features.Select(feature => feature.MoveToOuterDisposeScope())],
            [.. features.Select((feature, s) => read.Select(rows => rows[s].reshape(feature.shape).MoveToOuterDisposeScope()).ToArray())]);
    }

    /// <summary>The first three stages, whose items must have one dimension.</summary>
    internal static IReadOnlyList<StageShape> Shapes(IReadOnlyList<StageShape> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        if (stages.Count < StageCount)
        {
            throw new ArgumentException($"{stages.Count} stage shapes given: the memory needs three", nameof(stages));
        }

        StageShape[] shapes = [.. stages.Take(StageCount)];
        return shapes.Select(StageMap.Dimension).Distinct().Count() == 1
            ? shapes
            : throw new ArgumentException(
                $"items of {string.Join(", ", shapes.Select(StageMap.Dimension))} values cannot be compared between stages: "
                + "take a number of frames that is a multiple of 8",
                nameof(stages));
    }

    private static void Check(IReadOnlyList<Tensor> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        if (stages.Count != StageCount || stages.Any(f => f.dim() == 0 || f.shape[0] == 0 || f.shape[0] != stages[0].shape[0]))
        {
            throw new ArgumentException(
                "the pathology features of three stages are needed, all of one batch of at least one sequence", nameof(stages));
        }
    }
}
