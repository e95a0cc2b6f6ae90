using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>What a frozen teacher says of the sequences of a batch that have pathology.</summary>
/// <param name="Fused">Features of the fusion branch's first three stages, (Bp, C, T, H, W) each.</param>
/// <param name="Logits">(Bp, classes).</param>
public sealed record TeacherWord(IReadOnlyList<Tensor> Fused, Tensor Logits);

/// <summary>A finished teacher, frozen, in evaluation mode and never asked for gradients.</summary>
public sealed class FrozenTeacher : IDisposable
{
    private readonly TeacherWithMemory _teacher;

    /// <summary>Loads it.</summary>
    /// <param name="run">Its finished run.</param>
    public FrozenTeacher(FinishedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _teacher = (TeacherWithMemory)run.Load();
        _teacher.to(TorchRuntime.Device);
        _teacher.eval();
    }

    /// <summary>Its networks.</summary>
    public TeacherNetwork Network => _teacher.Network;

    /// <summary>Goes through all its convolutions, for the self-test.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="wsi">(B, 3, T, H, W).</param>
    public void Convolve(Tensor ct, Tensor wsi) => _teacher.Heads(ct, wsi);

    /// <summary>Its word on a batch; null where no sequence has pathology.</summary>
    public TeacherWord? Of(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Wsi is null)
        {
            return null;
        }

        using var noGradient = no_grad();
        var ct = batch.Ct.index_select(0, batch.Paired);
        var said = Network.call(ct, batch.Wsi, arange(ct.shape[0], ScalarType.Int64, ct.device));
        return new TeacherWord(said.Fused, said.FusionLogits!);
    }

    /// <inheritdoc/>
    public void Dispose() => _teacher.Dispose();
}
