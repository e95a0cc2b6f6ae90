using System.Runtime.ExceptionServices;
using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>Raw files of a cohort to a sequence store (Sec. IV-A).</summary>
public static class Preprocessing
{
    private const int Workers = 2;

    /// <summary>
    /// Preprocesses every series and every tumour slide, two at a time, each read once and only while it is worked on. A source that is done
    /// and unchanged is not done again: an interrupted run resumes, a second run only looks.
    /// </summary>
    /// <param name="cohort">The raw files.</param>
    /// <param name="options">How.</param>
    /// <param name="folder">The store, usually `sequences` in the cohort's folder.</param>
    /// <param name="progress">Told after each source.</param>
    /// <param name="cancellation">Stops between sources; what is done stays.</param>
    /// <returns>The finished store; <see cref="PreprocessingReport"/> says what was kept and dropped.</returns>
    /// <exception cref="InputException">A source cannot be read. What is finished stays, and the store counts as unfinished.</exception>
    public static SequenceStore Run(Cohort cohort, PreprocessingOptions options, string folder, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var head = new SequenceStoreHead(cohort.Typing.Name, cohort.Synthetic, options.Frames, options.Size, cohort.Fingerprint, options.Fingerprint);
        var jobs = SourceJob.Of(cohort);
        var stamps = jobs.Select(job => job.Stamp(options, cohort.Typing)).ToList();
        var results = jobs.Select((job, i) => SourceResult.Find(folder, job, stamps[i])).ToArray();
        if (results.All(result => result is not null) && Finished(folder, head) is { } store && store.Rows.SequenceEqual(Rows(jobs, results!, options.Frames)))
        {
            return store;
        }

        var writer = new SequenceStoreWriter(folder, head);
        Directory.CreateDirectory(Path.Combine(folder, "sources"));
        var done = results.Count(result => result is not null);
        Each(Enumerable.Range(0, jobs.Count).Where(i => results[i] is null), i =>
        {
            SourceResult.Remove(folder, jobs[i]);
            results[i] = Process(jobs[i], stamps[i], cohort.Typing, options, writer, cancellation);
            results[i]!.Write(folder, jobs[i]);
            progress?.Report(new WorkProgress("preprocessing", Interlocked.Increment(ref done), jobs.Count, jobs[i].Source));
        }, cancellation);
        SourceResult.RemoveOthers(folder, jobs);
        PreprocessingReport.Write(folder, results.Select(result => result!.Report));
        return writer.Finish([.. Rows(jobs, results!, options.Frames)]);
    }

    private static SequenceStore? Finished(string folder, SequenceStoreHead head)
    {
        if (!File.Exists(Path.Combine(folder, SequenceStore.HeadName)))
        {
            return null;
        }

        try
        {
            return SequenceStore.Open(folder) is var store && store.Head == head ? store : null;
        }
        catch (InputException)
        {
            return null; // does not hold together: its table is written again from the results
        }
    }

    private static void Each(IEnumerable<int> pending, Action<int> work, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(pending, new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellation }, work);
        }
        catch (AggregateException failures)
        {
            // two workers can fail at once; one line is enough to go on from
            var failure = failures.InnerExceptions.OfType<InputException>().MinBy(input => input.Message, StringComparer.Ordinal) ?? failures.InnerExceptions[0];
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static SourceResult Process(
        SourceJob job, string stamp, Typing typing, PreprocessingOptions options, SequenceStoreWriter writer, CancellationToken cancellation)
    {
        var stored = new List<StoredSequence>();
        void Store(int first, bool other, byte[] pixels)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = writer.Add(Row(job, new StoredSequence($"{job.Name}_{stored.Count}", first, other, ""), options.Frames), pixels);
            stored.Add(new StoredSequence(row.SeqId, first, other, row.Sha256));
        }

        var report = FrameFolder.Is(job.Path) ? Frames(job, typing, options, Store)
            : job.Modality == Modality.Ct ? Ct(job, typing, options, Store)
            : Wsi(job, options, Store);
        report = report with { Sequences = stored.Count, Other = stored.Count(sequence => sequence.Other), Used = stored.Count * options.Frames };
        return new SourceResult(stamp, report, stored);
    }

    private static SourceReport Ct(SourceJob job, Typing typing, PreprocessingOptions options, Action<int, bool, byte[]> store)
    {
        var volume = CtReaders.Read(job.Path);
        job.RefuseTumourBeyond(volume.Slices);
        var range = SliceRange.Trim(volume.Slices, options.DiscardFirst, options.DiscardLast);
        var notTumour = 0;
        foreach (var sequence in CtSequences.Each(volume, options))
        {
            var other = IsOther(job, sequence.First, options);
            if (other && !typing.HasOther)
            {
                notTumour += options.Frames;
                continue;
            }

            store(sequence.First, other, sequence.Pixels);
        }

        var note = range.Count < options.Frames ? $"too short: {range.Count} slices remain of {volume.Slices}, a sequence takes {options.Frames}" : "";
        return Report(job, volume.Slices, Joined([.. volume.Notes, note])) with
        {
            DiscardedFirst = range.First,
            DiscardedLast = volume.Slices - range.First - range.Count,
            Remainder = range.Count % options.Frames,
            NotTumour = notTumour,
        };
    }

    // ready frames are cut and resized, nothing else: trim, window and tissue filter have been done
    private static SourceReport Frames(SourceJob job, Typing typing, PreprocessingOptions options, Action<int, bool, byte[]> store)
    {
        var folder = FrameFolder.Open(job.Path);
        job.RefuseTumourBeyond(folder.Files.Count);
        var notTumour = 0;
        foreach (var first in new SliceRange(0, folder.Files.Count).Cut(options.Frames))
        {
            var other = job.Modality == Modality.Ct && IsOther(job, first, options);
            if (other && !typing.HasOther)
            {
                notTumour += options.Frames;
                continue;
            }

            store(first, other, folder.Read(first, job.Modality, options));
        }

        var note = folder.Files.Count < options.Frames ? $"too short: {folder.Files.Count} frames, a sequence takes {options.Frames}" : "";
        return Report(job, folder.Files.Count, note) with { Remainder = folder.Files.Count % options.Frames, NotTumour = notTumour };
    }

    private static bool IsOther(SourceJob job, int first, PreprocessingOptions options) => job.Patient.Label == Typing.Other
        || (job is { TumourFirst: { } from, TumourLast: { } to } && new SliceRange(first, options.Frames).Overlap(from, to) < options.MinimumTumourSlices);

    private static SourceReport Wsi(SourceJob job, PreprocessingOptions options, Action<int, bool, byte[]> store)
    {
        using var slide = WholeSlides.Open(job.Path);
        var (grid, counts) = (PatchGrid.Of(slide, options), new int[3]);
        foreach (var sequence in SlideSequences.Of(grid, options, patch => counts[(int)patch.Judgement.Verdict]++))
        {
            store(sequence.First, false, sequence.Pixels);
        }

        var kept = counts[(int)PatchVerdict.Kept];
        var note = kept < options.Frames ? $"too little tissue: {kept} patches kept of {counts.Sum()}, a sequence takes {options.Frames}" : "";
        return Report(job, counts.Sum(), Joined([grid.Note, note])) with
        {
            White = counts[(int)PatchVerdict.White],
            CellSparse = counts[(int)PatchVerdict.CellSparse],
            Remainder = kept % options.Frames,
        };
    }

    private static string Joined(IEnumerable<string> notes) => string.Join("; ", notes.Where(note => note.Length > 0));

    private static SourceReport Report(SourceJob job, int frames, string note) =>
        new(job.Patient.Id, job.Modality, job.Source, frames, 0, 0, 0, 0, 0, 0, 0, 0, 0, note);

    private static IEnumerable<SequenceRow> Rows(IReadOnlyList<SourceJob> jobs, IReadOnlyList<SourceResult> results, int frames) =>
        jobs.Zip(results).SelectMany(pair => pair.Second.Sequences.Select(sequence => Row(pair.First, sequence, frames)));

    private static SequenceRow Row(SourceJob job, StoredSequence sequence, int frames) => new(
        sequence.SeqId, job.Modality, job.Patient.Id, sequence.Other ? Typing.Other : job.Patient.Label, job.Patient.Split, job.Source,
        sequence.First, frames, sequence.Sha256);
}
