using static TorchSharp.torch;

namespace MhdNet.Data.Sequences;

/// <summary>Reads sequences of one side of a split into batches.</summary>
/// <param name="source">Where the pixels come from.</param>
/// <param name="device">Where the tensors go; CPU if null.</param>
/// <param name="workers">
/// Batches that are loaded at a time while another is used. What is loaded does not depend on it. One keeps a CPU fed (shares of the steps
/// spent waiting are in each run's timing.jsonl); a GPU may want more.
/// </param>
/// <param name="augmentation">How sequences are varied where a seed is given.</param>
/// <param name="pathology">Whether anybody looks at pathology: without it none is read, and batches still say which CT has any.</param>
public sealed class BatchLoader(
    ISequenceSource source, Device? device = null, int workers = 1, Augmentation augmentation = Augmentation.None, bool pathology = true)
{
    /// <summary>Loads one batch; the caller disposes it.</summary>
    /// <param name="pairs">The B sequences.</param>
    /// <param name="augmentationSeed">
    /// Null: as stored. Otherwise each sequence is varied as the seed and its id say, CT and pathology by themselves.
    /// </param>
    /// <exception cref="Runtime.InputException">A pixel file is missing or altered.</exception>
    public Batch Load(IReadOnlyList<PairedSequence> pairs, ulong? augmentationSeed)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var paired = Enumerable.Range(0, pairs.Count).Where(i => pairs[i].Wsi is not null).ToArray();
        var ct = pairs.Select(pair => Read(pair.Ct, augmentationSeed)).ToList();
        var wsi = (pathology ? paired : []).Select(i => Read(pairs[i].Wsi!, augmentationSeed)).ToList();
        return new Batch(
            SequenceTensor.From(ct, 1, source.Frames, source.Size, device),
            wsi.Count == 0 ? null : SequenceTensor.From(wsi, 3, source.Frames, source.Size, device),
            tensor(Array.ConvertAll(paired, i => (long)i), [paired.Length], device: device),
            tensor(pairs.Select(pair => (long)source.Labels.IndexOf(pair.Ct.Label)).ToArray(), [pairs.Count], device: device),
            [.. pairs.Select(pair => pair.Ct.SeqId)]);
    }

    /// <summary>Loads batches in order, ahead of their reader on other threads; the reader disposes each.</summary>
    /// <param name="batches">The batches, as of <see cref="EpochSampler.Epoch"/>.</param>
    /// <param name="augmentationSeed">As in <see cref="Load"/>; give another one each epoch.</param>
    public IEnumerable<Batch> LoadAll(IReadOnlyList<IReadOnlyList<PairedSequence>> batches, ulong? augmentationSeed)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return Ahead();

        IEnumerable<Batch> Ahead()
        {
            var ahead = new Queue<Task<Batch>>();
            var started = 0;
            void Fill()
            {
                while (ahead.Count < workers && started < batches.Count)
                {
                    var next = batches[started++];
                    ahead.Enqueue(Task.Run(() => Load(next, augmentationSeed)));
                }
            }

            try
            {
                Fill();
                while (ahead.TryDequeue(out var current))
                {
                    var batch = current.GetAwaiter().GetResult();
                    Fill();
                    yield return batch;
                }
            }
            finally
            {
                // left early: what was loaded ahead has no reader
                foreach (var task in ahead)
                {
                    if (Task.WhenAny(task).Result.IsCompletedSuccessfully)
                    {
                        task.Result.Dispose();
                    }
                }
            }
        }
    }

    private (byte[] Pixels, SequenceView View) Read(SequenceRow row, ulong? augmentationSeed) =>
        (source.ReadPixels(row), augmentationSeed is { } seed
            ? SequenceView.Draw(augmentation, row.Modality, source.Size, seed, row.SeqId) : SequenceView.Stored);
}
