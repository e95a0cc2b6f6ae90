using MhdNet.Networks;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// The memory banks of one stage, one per tumour type: K x M items of dimension D (Sec. III-B.1). Items lie on a grid over the stage's
/// map. While the teacher trains, they follow the moving average of Eqs. 5 and 6 and, as parameters, the gradient of Eq. 9.
/// </summary>
/// <remarks>
/// A type is <i>seen</i> once its bank holds something. Until then its items are zero, take no part in the attention of Eq. 7, and are
/// read as zero in Eq. 11.
/// </remarks>
public sealed class TypingMemory : nn.Module
{
    [ComponentName(Name = "items")]
    private readonly Parameter _items;   // (K, M, D)

    [ComponentName(Name = "seen")]
    private readonly Tensor _seen;       // (K), bool

    [ComponentName(Name = "queries")]
    private readonly Tensor _queries;    // (K, M), int64

    [ComponentName(Name = "start_left")]
    private readonly Tensor _startLeft;  // (K, M)

    private readonly MemoryOptions _options;
    private bool _frozen;

    /// <summary>Creates empty banks, or random ones where <see cref="MemoryOptions.RasterInitialisation"/> is off.</summary>
    /// <param name="stage">Stage, 1 to 3.</param>
    /// <param name="shape">Shape of the stage's pathology feature.</param>
    /// <param name="typeCount">Number of types, K.</param>
    /// <param name="options">Settings.</param>
    public TypingMemory(int stage, StageShape shape, int typeCount, MemoryOptions options)
        : base(nameof(TypingMemory))
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(typeCount);
        options.Checked();
        (Shape, Grid, TypeCount, _options) = (shape, options.Grid(stage, shape), typeCount, options);

        long[] size = [typeCount, ItemCount, ItemDimension];
        var start = options.RasterInitialisation ? zeros(size, device: ShapeOnly.Device) : randn(size, device: ShapeOnly.Device);
        _items = new Parameter(start);
        _seen = full(typeCount, !options.RasterInitialisation, dtype: ScalarType.Bool);
        _queries = zeros([typeCount, ItemCount], ScalarType.Int64);
        _startLeft = ones(typeCount, ItemCount);
        // they live as long as the module, whatever scope that was made in
        foreach (var kept in new[] { _items, _seen, _queries, _startLeft })
        {
            kept.DetachFromDisposeScope();
        }

        RegisterComponents();
    }

    /// <summary>Shape of the stage's pathology feature.</summary>
    public StageShape Shape { get; }

    /// <summary>Rows and columns of the grid of items.</summary>
    public (int Rows, int Columns) Grid { get; }

    /// <summary>Number of types, K.</summary>
    public int TypeCount { get; }

    /// <summary>Number of items per type, M.</summary>
    public int ItemCount => Grid.Rows * Grid.Columns;

    /// <summary>Dimension of an item, D = t_s * c_s.</summary>
    public int ItemDimension => StageMap.Dimension(Shape);

    /// <summary>The items, (K, M, D).</summary>
    public Parameter Items => _items;

    /// <summary>How many queries went to each item (Eq. 5) while the memory learnt, (K, M), int64.</summary>
    public Tensor Queries => _queries;

    /// <summary>
    /// What the moving average (Eq. 6) has left of each item's start, as a share, (K, M): the product of the decay rates of its updates.
    /// The gradient of Eq. 9 does not count.
    /// </summary>
    public Tensor StartLeft => _startLeft;

    /// <summary>Types whose bank holds something, ascending.</summary>
    public IReadOnlyList<int> SeenTypes
    {
        get
        {
            using var onHost = _seen.cpu();
            var seen = onHost.data<bool>().ToArray();
            return [.. Enumerable.Range(0, TypeCount).Where(k => seen[k])];
        }
    }

    /// <summary>
    /// Moves the banks of the batch's types towards their pathology features (Eqs. 5, 6): every query goes to the most similar item of its
    /// own type, and an item moves once, towards the mean of all its queries in the batch. Items without a query and types absent from the
    /// batch stay as they are, bit by bit. A type met for the first time is laid out from its first feature before that.
    /// </summary>
    /// <param name="feature">Pathology features of the stage, (B, C, T, H, W).</param>
    /// <param name="labels">Their types, (B), int64, each below K.</param>
    /// <param name="decay">λ of Eq. 6, 0 to 1; null: the options', as in a training of the paper's length.</param>
    /// <exception cref="InvalidOperationException">The module is in evaluation mode or frozen: nothing may be learnt then.</exception>
    public void Update(Tensor feature, Tensor labels, double? decay = null)
    {
        var rate = decay ?? _options.Decay;
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 0, nameof(decay));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 1, nameof(decay));
        if (_frozen || !training)
        {
            throw new InvalidOperationException(
                $"the memory is {(_frozen ? "frozen" : "in evaluation mode")}: it is updated by teacher training only");
        }

        var types = TypesOf(labels, feature);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var queries = StageMap.Queries(Shape, feature);   // (B, J, D)
        var seen = SeenTypes;
        foreach (var type in types.Distinct().Order())
        {
            long[] rows = [.. Enumerable.Range(0, types.Length).Where(b => types[b] == type)];
            var bank = _items.select(0, type);            // (M, D), a view
            if (!seen.Contains((int)type))
            {
                bank.copy_(StageMap.ToGrid(Shape, Grid, feature.narrow(0, rows[0], 1)));
                _seen.select(0, type).fill_(true);
            }

            var own = queries.index_select(0, tensor(rows, device: queries.device)).reshape(-1, ItemDimension);
            Move((int)type, own, rate);
        }
    }

    /// <summary>
    /// Eq. 5 and the match that follows from it: the item of a type's bank that each query is most similar to.
    /// <code>
    /// S_{i,j} = (e_{i,k} · q_j) / (‖e_{i,k}‖ ‖q_j‖)
    /// r_(j) = argmax_i S_{i,j}
    /// </code>
    /// </summary>
    /// <param name="bank">Items e of one type k, (M, D).</param>
    /// <param name="queries">q, (N, D).</param>
    /// <returns>r, (N), int64; ties go to the first item.</returns>
    internal static Tensor Match(Tensor bank, Tensor queries)
    {
        using var scope = NewDisposeScope();
        return Similarity(bank, queries).argmax(dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Eq. 6: an item moves towards the mean of the queries that matched it.
    /// <code>e_{i,k} ← λ e_{i,k} + (1 − λ) Σ_{j=1}^{J} 1(r_(j) = i) q_j / Σ_{j=1}^{J} 1(r_(j) = i)</code>
    /// An item that no query matched stays as it is; the paper's fraction is 0 / 0 there.
    /// </summary>
    /// <param name="type">k; items, queries and what is left of the start are changed in place.</param>
    /// <param name="queries">q, (N, D).</param>
    /// <param name="decay">λ.</param>
    private void Move(int type, Tensor queries, double decay)
    {
        var bank = _items.select(0, type);                                // (M, D), a view
        var match = Match(bank, queries);
        var sum = zeros_like(bank).index_add_(0, match, queries.to_type(bank.dtype), 1);
        var counts = bincount(match, minlength: ItemCount);               // (M)
        var count = counts.unsqueeze(1);
        var mean = sum / count.clamp_min(1);
        bank.copy_(where(count > 0, (decay * bank) + ((1 - decay) * mean), bank));

        _queries.select(0, type).add_(counts);
        var left = _startLeft.select(0, type);
        left.copy_(where(counts > 0, decay * left, left));
    }

    // (N, M). A query's own length is left in: it scales a whole row and cannot change which item is the best.
    private static Tensor Similarity(Tensor bank, Tensor queries) => queries.matmul(CosineAttention.Unit(bank).t());

    /// <summary>The items of all seen types, (P, D), with the gradient of Eq. 9 if the options let it through.</summary>
    /// <exception cref="InvalidOperationException">No type has been seen.</exception>
    internal Tensor SeenItems()
    {
        var seen = SeenTypes;
        if (seen.Count == 0)
        {
            throw new InvalidOperationException("the memory is empty: update it before it is read");
        }

        using var scope = NewDisposeScope();
        Tensor items = _options.BankGradient ? _items : _items.detach();
        if (seen.Count < TypeCount)
        {
            items = items.index_select(0, tensor(seen.Select(k => (long)k).ToArray(), device: items.device));
        }

        return items.reshape(-1, ItemDimension).MoveToOuterDisposeScope();
    }

    /// <summary>From now on no update is taken, in any mode.</summary>
    internal void EndLearning() => _frozen = true;

    /// <summary>A copy of the banks, (K, M, D); those of unseen types are zero.</summary>
    internal Tensor CopyItems()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return (_items * _seen.to_type(_items.dtype).reshape(-1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The labels of a batch as numbers, checked.</summary>
    internal long[] TypesOf(Tensor labels, Tensor feature)
    {
        if (labels.dtype != ScalarType.Int64 || labels.dim() != 1 || labels.shape[0] != feature.shape[0])
        {
            throw new ArgumentException(
                $"labels are {labels.dtype} ({string.Join(", ", labels.shape)}): Int64 ({feature.shape[0]}) is needed", nameof(labels));
        }

        using var onHost = labels.cpu();
        var types = onHost.data<long>().ToArray();
        return types.All(k => k >= 0 && k < TypeCount)
            ? types
            : throw new ArgumentException(
                $"labels lie outside 0 to {TypeCount - 1}: a class without pathology has no memory", nameof(labels));
    }
}
