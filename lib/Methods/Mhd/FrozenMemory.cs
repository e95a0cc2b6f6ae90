using MhdNet.Networks;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// What teacher training left in the memory, for reading only (Sec. III-B.3). Nothing here takes a label or a pathology feature. The
/// banks are buffers, so that no optimiser reaches them and a student's state dict holds them.
/// </summary>
public sealed class FrozenMemory : nn.Module, IMemoryReader
{
    [ComponentName(Name = "bank1")]
    private readonly Tensor _bank1;   // (K, M, D)

    [ComponentName(Name = "bank2")]
    private readonly Tensor _bank2;

    [ComponentName(Name = "bank3")]
    private readonly Tensor _bank3;

    private readonly IReadOnlyList<StageShape> _shapes;
    private readonly MemoryOptions _options;
    private readonly string? _frozenAs;   // SHA-256; null where a state dict fills the banks

    /// <summary>Creates an empty memory, which reads as zero, for a state dict to fill.</summary>
    /// <param name="stages">Shapes of the stages, from <see cref="StageShape.Of"/>; the first three are used.</param>
    /// <param name="typeCount">Number of types, K (without `other`).</param>
    /// <param name="options">Settings the memory was trained with; reading uses the grids only.</param>
    public FrozenMemory(IReadOnlyList<StageShape> stages, int typeCount, MemoryOptions options)
        : this(stages, typeCount, options, null)
    {
    }

    internal FrozenMemory(IReadOnlyList<StageShape> stages, int typeCount, MemoryOptions options, IReadOnlyList<Tensor>? banks)
        : base(nameof(FrozenMemory))
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(typeCount);
        options.Checked();
        (_shapes, TypeCount, _options) = (Ctmm.Shapes(stages), typeCount, options);
        (_bank1, _bank2, _bank3) = (Bank(1, banks), Bank(2, banks), Bank(3, banks));
        RegisterComponents();
        _frozenAs = banks is null ? null : Hash();
    }

    /// <summary>Number of types, K.</summary>
    public int TypeCount { get; }

    /// <summary>Settings the memory was trained with.</summary>
    public MemoryOptions Options => _options;

    private IReadOnlyList<Tensor> Banks => [_bank1, _bank2, _bank3];

    /// <inheritdoc/>
    /// <remarks>
    /// Eq. 11:
    /// <code>f_mem^s = reshape(Σ_{k=1}^{K} z_R'(k) · χ_s(k))</code>
    /// The confidences of the K types are not brought to a sum of 1: a prediction that leans to `other` reads little.
    /// </remarks>
    public IReadOnlyList<Tensor> Read(Tensor prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        if (prediction.dim() != 2 || prediction.shape[1] < TypeCount || prediction.shape[1] > TypeCount + 1)
        {
            throw new ArgumentException(
                $"a prediction is ({string.Join(", ", prediction.shape)}): "
                + $"(B, {TypeCount}), or (B, {TypeCount + 1}) with `other` last, is needed",
                nameof(prediction));
        }

        using var scope = NewDisposeScope();
        var confidence = prediction.narrow(1, 0, TypeCount);   // z_R', (B, K)
        return [.. Banks.Select((bank, s) => Reshape(s, confidence.matmul(bank.flatten(1))).MoveToOuterDisposeScope())];
    }

    // (B, M D) to (B, C, T, H, W)
    private Tensor Reshape(int s, Tensor read)
    {
        var items = read.reshape(read.shape[0], Banks[s].shape[1], Banks[s].shape[2]);   // (B, M, D)
        return StageMap.FromGrid(_shapes[s], _options.Grid(s + 1, _shapes[s]), items);
    }

    /// <summary>SHA-256 of the banks, shape and values, in hexadecimal: it tells whether anything has changed them.</summary>
    public string Hash() => BankHash.Compute(Banks);

    /// <summary>Refuses banks that are not as they were when they were frozen. Buffers can be written to under their names.</summary>
    /// <exception cref="InvalidOperationException">Something wrote to them.</exception>
    public void Check()
    {
        if (_frozenAs is not null && Hash() != _frozenAs)
        {
            throw new InvalidOperationException(
                "the frozen memory has changed since it was frozen: leave its banks alone, and begin with the trained teacher again");
        }
    }

    private Tensor Bank(int stage, IReadOnlyList<Tensor>? banks)
    {
        var (rows, columns) = _options.Grid(stage, _shapes[stage - 1]);
        var bank = banks is null
            ? zeros(TypeCount, rows * columns, StageMap.Dimension(_shapes[stage - 1]), device: ShapeOnly.Device)
            : banks[stage - 1].clone();
        return bank.DetachFromDisposeScope();   // it lives as long as the module, whatever scope that was made in
    }
}
