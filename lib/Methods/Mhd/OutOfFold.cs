using MhdNet.Data.Sequences;
using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Soft targets for patients that the teacher has not seen: of teachers that were each trained without a fold of the training patients,
/// every sequence is judged by the one that left its patient out. A teacher is right about the patients it was fitted to more often than
/// about others, so what it says of them is nearer to the label than to what it knows.
/// </summary>
/// <param name="teachers">Of each fold, the finished teacher that was trained without it; taken over.</param>
internal sealed class OutOfFold(IReadOnlyList<TeacherWithMemory> teachers) : IDisposable
{
    private Dictionary<string, int> _foldOf = [];

    /// <summary>Looks up who has not seen whom.</summary>
    /// <param name="all">The training patients that the folds are of.</param>
    public void Prepare(TrainingData all)
    {
        var seen = Enumerable.Range(0, teachers.Count)
            .Select(fold => all.Without(fold, teachers.Count).TrainingCt.Select(row => row.SeqId).ToHashSet()).ToList();
        _foldOf = all.TrainingCt.ToDictionary(row => row.SeqId, row => seen.FindIndex(fold => !fold.Contains(row.SeqId)));
        foreach (var teacher in teachers)
        {
            teacher.to(TorchRuntime.Device);
        }
    }

    /// <summary>Fusion logits of a batch's sequences with pathology, (Bp, classes), without gradient.</summary>
    /// <param name="batch">Sequences of training patients, at least one of them with pathology.</param>
    public Tensor Logits(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var onHost = batch.Paired.cpu();
        var paired = onHost.data<long>().ToArray();
        var logits = new Tensor[paired.Length];
        foreach (var fold in Enumerable.Range(0, paired.Length).GroupBy(i => _foldOf[batch.Sequences[(int)paired[i]]]))
        {
            var rows = tensor(fold.Select(i => (long)i).ToArray(), device: batch.Ct.device);
            var ct = batch.Ct.index_select(0, batch.Paired.index_select(0, rows));
            var said = teachers[fold.Key].Heads(ct, batch.Wsi!.index_select(0, rows))[0].Logits;
            foreach (var (row, i) in fold.Index())
            {
                logits[i] = said[row];
            }
        }

        return stack(logits).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the teachers.</summary>
    public void Dispose()
    {
        foreach (var teacher in teachers)
        {
            teacher.Dispose();
        }
    }
}
