using System.Security.Cryptography;
using MhdNet.Networks;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// What teacher training left in the memory, for reading only (Sec. III-B.3). Nothing here takes a label or a pathology feature; the
/// banks are buffers, so no optimiser reaches them; a state dict carries them, so a student's checkpoint is complete.
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
    }

    /// <summary>Number of types, K.</summary>
    public int TypeCount { get; }

    /// <summary>Settings the memory was trained with.</summary>
    public MemoryOptions Options => _options;

    private IReadOnlyList<Tensor> Banks => [_bank1, _bank2, _bank3];

    /// <inheritdoc/>
    /// <remarks>
    /// The sum runs over the K types and is not brought back to 1: a prediction that leans to `other` reads little. The reading is linear
    /// in the prediction.
    /// </remarks>
    public IReadOnlyList<Tensor> Read(Tensor prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        if (prediction.dim() != 2 || prediction.shape[1] < TypeCount || prediction.shape[1] > TypeCount + 1)
        {
            throw new ArgumentException(
                $"a prediction is ({string.Join(", ", prediction.shape)}): (B, {TypeCount}), or (B, {TypeCount + 1}) with `other` last, is needed", nameof(prediction));
        }

        using var scope = NewDisposeScope();
        var confidence = prediction.narrow(1, 0, TypeCount);   // (B, K)
        return [.. Banks.Select((bank, s) =>
        {
            var items = confidence.matmul(bank.flatten(1)).reshape(prediction.shape[0], bank.shape[1], bank.shape[2]);   // (B, M, D)
            return StageMap.FromGrid(_shapes[s], _options.Grid(s + 1, _shapes[s]), items).MoveToOuterDisposeScope();
        })];
    }

    /// <summary>SHA-256 of the banks, shape and values, in hexadecimal: the same before and after all that may not change them.</summary>
    public string Hash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bank in Banks)
        {
            using var onHost = bank.detach().cpu().contiguous();
            foreach (var length in bank.shape)
            {
                sha.AppendData(BitConverter.GetBytes(length));
            }

            sha.AppendData(onHost.bytes);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private Tensor Bank(int stage, IReadOnlyList<Tensor>? banks)
    {
        var (rows, columns) = _options.Grid(stage, _shapes[stage - 1]);
        var bank = banks is null ? zeros(TypeCount, rows * columns, StageMap.Dimension(_shapes[stage - 1])) : banks[stage - 1].clone();
        return bank.DetachFromDisposeScope();   // it lives as long as the module, whatever scope that was made in
    }
}
