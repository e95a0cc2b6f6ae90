using MhdNet.Data.Ct;
using MhdNet.Data.Frames;
using MhdNet.Data.Sequences;
using MhdNet.Data.Slides;

namespace MhdNet.Data.Preprocessing;

/// <summary>
/// Preprocesses one source: reads it once, stores its sequences one by one, and goes on after those that an interrupted run has stored.
/// After each it tells which share of the source is done.
/// </summary>
internal sealed class SourceWork(
    SourceJob job, string stamp, LabelSet labels, PreprocessingOptions options, SequenceStoreWriter writer, string folder,
    Action<double> advanced, CancellationToken cancellation)
{
    private readonly List<StoredSequence> _stored = [];
    private SourceJournal? _journal;

    /// <summary>Does what is left to do.</summary>
    /// <exception cref="Runtime.InputException">The source cannot be read.</exception>
    public SourceResult Run()
    {
        var before = SourceJournal.Find(folder, job, stamp);
        _stored.AddRange(before?.Sequences ?? []);
        var report = before?.Report ?? new SourceReport(job.Patient.Id, job.Modality, job.Source, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "");
        using (_journal = SourceJournal.Open(folder, job, stamp, before))
        {
            report = job.IsReadyFrames ? Frames(report) : job.Modality == Modality.Ct ? Ct(report) : Wsi(report);
        }

        return Result(report);
    }

    private SourceReport Ct(SourceReport before)
    {
        var volume = job.OpenSeries(options);
        job.RefuseTumourBeyond(volume.Slices);
        var range = SliceRange.Trim(volume.Slices, options.DiscardFirst, options.DiscardLast);
        var report = before;
        foreach (var sequence in CtSequences.Each(volume, options, Passed(before)))
        {
            report = StoreCt(report, sequence.First, () => sequence.Pixels);
            advanced((sequence.First + options.Frames - range.First) / (double)range.Count);
        }

        var note = range.Count < options.Frames ? $"too short: {range.Count} slices remain of {volume.Slices}, "
            + $"a sequence takes {options.Frames}" : "";
        return report with
        {
            Frames = volume.Slices,
            DiscardedFirst = range.First,
            DiscardedLast = volume.Slices - range.First - range.Count,
            Remainder = range.Count % options.Frames,
            Note = Joined([.. volume.Notes, note]),
        };
    }

    // ready frames are cut and resized, nothing else: trim, window and tissue filter have been done
    private SourceReport Frames(SourceReport before)
    {
        var frames = FrameFolder.Open(job.Path);
        job.RefuseTumourBeyond(frames.Files.Count);
        var report = before;
        foreach (var first in new SliceRange(0, frames.Files.Count).Cut(options.Frames).Skip(Passed(before)))
        {
            byte[] Pixels() => frames.Read(first, job.Modality == Modality.Ct ? 1 : 3, options);
            report = job.Modality == Modality.Ct ? StoreCt(report, first, Pixels) : Store(report, first, false, Pixels());
            advanced((first + options.Frames) / (double)frames.Files.Count);
        }

        var note = frames.Files.Count < options.Frames ? $"too short: {frames.Files.Count} frames, a sequence takes {options.Frames}" : "";
        return report with { Frames = frames.Files.Count, Remainder = frames.Files.Count % options.Frames, Note = note };
    }

    private SourceReport Wsi(SourceReport before)
    {
        using var slide = job.OpenSlide(options);
        var (grid, report) = (PatchGrid.Create(slide, options), before);
        void Count(SlidePatch patch)
        {
            cancellation.ThrowIfCancellationRequested(); // a slide of glass gives no sequence for long
            report = report with
            {
                Frames = report.Frames + 1,
                White = report.White + (patch.Judgement.Verdict == PatchVerdict.White ? 1 : 0),
                CellSparse = report.CellSparse + (patch.Judgement.Verdict == PatchVerdict.CellSparse ? 1 : 0),
            };
        }

        foreach (var sequence in SlideSequences.Of(grid, options, Count, before.Frames, _stored.Count * options.Frames))
        {
            report = Store(report, sequence.First, false, sequence.Pixels);
            advanced(report.Frames / ((double)grid.Columns * grid.Rows));
        }

        var kept = report.Frames - report.White - report.CellSparse;
        var note = kept < options.Frames ? $"too little tissue: {kept} patches kept of {report.Frames}, "
            + $"a sequence takes {options.Frames}" : "";
        return report with { Remainder = kept % options.Frames, Note = Joined([grid.Note, note]) };
    }

    // sequences of a series that an interrupted run was through with, stored or not
    private int Passed(SourceReport before) => _stored.Count + (before.NotTumour / options.Frames);

    private SourceReport StoreCt(SourceReport report, int first, Func<byte[]> pixels)
    {
        var other = job.Patient.Label == LabelSet.Other
            || (job is { TumourFirst: { } from, TumourLast: { } to } && new SliceRange(first, options.Frames)
                .Overlap(from, to) < options.MinimumTumourSlices);
        return other && !labels.HasOther
            ? report with { NotTumour = report.NotTumour + options.Frames }
            : Store(report, first, other, pixels());
    }

    private SourceReport Store(SourceReport report, int first, bool other, byte[] pixels)
    {
        cancellation.ThrowIfCancellationRequested();
        var row = writer.Add(job.Row(new StoredSequence($"{job.Name}_{_stored.Count}", first, other, ""), options.Frames), pixels);
        _stored.Add(new StoredSequence(row.SeqId, first, other, row.Sha256));
        _journal!.Add(report, _stored[^1]);
        return report;
    }

    private SourceResult Result(SourceReport report) =>
        new(stamp, report with
        {
            Sequences = _stored.Count,
            Other = _stored.Count(sequence => sequence.Other),
            Used = _stored.Count * options.Frames
        }, [.. _stored]);

    private static string Joined(IEnumerable<string> notes) => string.Join("; ", notes.Where(note => note.Length > 0));
}
