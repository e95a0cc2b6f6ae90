using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Data.Preprocessing;

/// <summary>Raw files of a cohort to a sequence store (Sec. IV-A).</summary>
public static class Preprocessor
{
    /// <summary>
    /// Preprocesses every series and every tumour slide, one per core at a time and the largest first, each read once, a slice or a patch
    /// at a time. What is done and unchanged is not done again, no source and no sequence: an interrupted run resumes, a second run only
    /// looks. A source that cannot be read stops none of the others.
    /// </summary>
    /// <param name="cohort">The raw files.</param>
    /// <param name="options">How.</param>
    /// <param name="folder">The store, usually `sequences` in the cohort's folder.</param>
    /// <param name="progress">Told after each sequence and each source.</param>
    /// <param name="cancellation">Stops between sequences; what is done stays.</param>
    /// <returns>The finished store; <see cref="PreprocessingReport"/> says what was kept and dropped.</returns>
    /// <exception cref="InputException">
    /// Sources cannot be read: <see cref="UnreadSource"/> lists them all. What is finished stays, the store counts as unfinished, and the
    /// next run tries these alone.
    /// </exception>
    public static SequenceStore Run(Cohort cohort, PreprocessingOptions options, string folder, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var head = new SequenceStoreHead(cohort.Labels, cohort.Synthetic, options.Frames, options.Size, cohort.Fingerprint,
            options.Fingerprint);
        var jobs = SourceJob.Of(cohort);
        var sums = new FileSums(folder, keeps: true, progress, cancellation);
        string Stamp(SourceJob job) => job.Stamp(options, cohort.Labels, sums);
        SourceResult?[] Results() => Standing(folder, jobs, Stamp, cancellation);
        if (Finished(folder, head, jobs, Results(), options) is { } before)
        {
            return before; // readers need not wait for one another
        }

        using var held = FolderLock.Take(folder, progress, cancellation);
        var results = Results();
        if (Finished(folder, head, jobs, results, options) is { } store)
        {
            return store; // by the process that was waited for
        }

        var writer = new SequenceStoreWriter(folder, head);
        Directory.CreateDirectory(Path.Combine(folder, "sources"));
        UnreadSource.Forget(folder);
        var problems = new string?[jobs.Count];
        var watch = new PreprocessingProgress(jobs, [.. results.Select(result => result is not null)], progress);
        Each([.. Enumerable.Range(0, jobs.Count).Where(i => results[i] is null).OrderByDescending(i => jobs[i].Weight)], i =>
        {
            SourceResult.Remove(folder, jobs[i]);
            try
            {
                results[i] = new SourceWork(jobs[i], Stamp(jobs[i]), cohort.Labels, options, writer, folder, share =>
                    watch.Advance(i, share), cancellation).Run();
                results[i]!.Write(folder, jobs[i]);
            }
            catch (Exception failure) when (InputException.Covers(failure) && !AtomicFile.IsDiskFull(failure))
            {
                problems[i] = failure.Message.ReplaceLineEndings(" ");
            }

            watch.End(i);
        }, cancellation);
        SourceResult.RemoveOthers(folder, jobs, results);
        UnreadSource.Refuse(folder,
            [.. jobs.Zip(problems, (job, problem) => problem is null ? null : new UnreadSource(job.Patient.Id, job.Modality, job.Source,
                problem)).OfType<UnreadSource>()], jobs.Count);
        PreprocessingReport.Write(folder, results.Select(result => result!.Report));
        return writer.Finish([.. Rows(jobs, results!, options.Frames)]);
    }

    /// <summary>What <see cref="Run"/> would do, from the heads of the files; nothing is written.</summary>
    public static IReadOnlyList<SourcePlan> Plan(Cohort cohort, PreprocessingOptions options, string folder)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var sums = new FileSums(folder, keeps: false, progress: null, CancellationToken.None);
        return [.. SourceJob.Of(cohort).Select(job =>
        {
            SourceResult? begun = null;
            var state = SourceResult.Exists(folder, job) ? SourceState.Changed : SourceState.New;
            try
            {
                var stamp = state == SourceState.New && !SourceJournal.Exists(folder, job) ? "" : job.Stamp(options, cohort.Labels, sums);
                if (SourceResult.Find(folder, job, stamp) is { } done)
                {
                    return new SourcePlan(job.Modality, job.Source, SourceState.Done, done.Sequences.Count, done.Sequences.Count, "");
                }

                begun = SourceJournal.Find(folder, job, stamp);
                state = begun is not null ? SourceState.Begun : state;
                return new SourcePlan(job.Modality, job.Source, state, begun?.Sequences.Count ?? 0, job.Expected(options), "");
            }
            catch (Exception failure) when (InputException.Covers(failure))
            {
                return new SourcePlan(job.Modality, job.Source, state, begun?.Sequences.Count ?? 0, 0,
                    failure.Message.ReplaceLineEndings(" "));
            }
        })];
    }

    // what is done and unchanged; files are read where their times do not tell
    private static SourceResult?[] Standing(string folder, IReadOnlyList<SourceJob> jobs, Func<SourceJob, string> stamp,
        CancellationToken cancellation)
    {
        var results = new SourceResult?[jobs.Count];
        OnAllCores.Do(jobs.Count, i =>
        {
            try
            {
                results[i] = SourceResult.Exists(folder, jobs[i]) ? SourceResult.Find(folder, jobs[i], stamp(jobs[i])) : null;
            }
            catch (Exception failure) when (InputException.Covers(failure))
            {
                results[i] = null; // a file that cannot be read: the work on its source will say so
            }
        }, cancellation);
        return results;
    }

    private static SequenceStore? Finished(
        string folder, SequenceStoreHead head, IReadOnlyList<SourceJob> jobs, IReadOnlyList<SourceResult?> results,
        PreprocessingOptions options)
    {
        if (!File.Exists(Path.Combine(folder, SequenceStore.HeadName)) || results.Contains(null))
        {
            return null;
        }

        try
        {
            return SequenceStore.Open(folder) is var store && store.Head == head
                && store.Rows.SequenceEqual(Rows(jobs, results!, options.Frames))
                && PreprocessingReport.Read(folder).SequenceEqual(results.Select(result => result!.Report)) ? store : null;
        }
        catch (InputException)
        {
            return null; // does not hold together: its tables are written again from the results
        }
    }

    private static void Each(IReadOnlyList<int> pending, Action<int> work, CancellationToken cancellation)
    {
        try
        {
            // a worker takes the next source when it is free
            var one = Partitioner.Create(pending, EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(one, new ParallelOptions
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                CancellationToken = cancellation
            }, work);
        }
        catch (AggregateException failures)
        {
            // two workers can fail at once; one line is enough to go on from
            var failure = failures.InnerExceptions.OfType<InputException>().MinBy(input => input.Message, StringComparer.Ordinal)
                ?? failures.InnerExceptions[0];
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static IEnumerable<SequenceRow> Rows(IReadOnlyList<SourceJob> jobs, IReadOnlyList<SourceResult> results, int frames) =>
        jobs.Zip(results).SelectMany(pair => pair.Second.Sequences.Select(sequence => pair.First.Row(sequence, frames)));
}
