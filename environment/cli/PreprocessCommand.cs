using System.CommandLine;
using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Data.Slides;
using MhdNet.Figures;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet preprocess</c>.</summary>
internal static class PreprocessCommand
{
    private const int OverviewSide = 1600; // pixels of --show

    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        scale.DefaultValueFactory = _ => "paper";
        var cohort = new Option<string?>("--cohort")
        {
            Description = "Folder of a cohort (patients.csv, ct.csv, wsi.csv; see data/README.md)"
        };
        var ct = new Option<string?>("--ct") { Description = "Instead: one CT series, a folder of DICOM slices or a NIfTI file" };
        var slide = new Option<string?>("--slide") { Description = "Instead, or beside --ct: one slide, .svs or tiled .tif" };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to write the sequences (default for a cohort: "
            + "inside it; for --ct and --slide: nowhere, the counts are printed)"
        };
        var show = new Option<string?>("--show")
        {
            Description = "With --slide: write a picture (.png) of the slide and of what becomes of each patch"
        };
        var microns = CommonOptions.Microns("--mpp", "Slides: edge of a patch's pixel in micrometres (default 0.5, a 20x objective)");
        var (stated, assume) = (CommonOptions.SlideMicrons(), CommonOptions.AssumeHounsfield());
        var stain = new Option<bool>("--normalise-stain") { Description = "Slides: bring all to the same stains (Macenko et al. 2009)" };
        var dry = new Option<bool>("--dry-run")
        {
            Description = "With --cohort: say what would be done with each series and slide, and do nothing"
        };
        var command = new Command("preprocess", "Cut CT series and slides into sequences; skips what is unchanged, "
            + "resumes what was interrupted.")
        {
            scale, cohort, ct, slide, output, show, microns, stated, assume, stain, dry,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var options = new Setting().At(Scales.Parse(parsed.GetValue(scale)!)).Preprocessing;
            options = options with
            {
                MicronsPerPixel = parsed.GetValue(microns) ?? options.MicronsPerPixel,
                SlideMicronsPerPixel = parsed.GetValue(stated),
                AssumeHounsfield = parsed.GetValue(assume),
                NormaliseStain = parsed.GetValue(stain)
            };
            var folder = parsed.GetValue(output);
            if (parsed.GetValue(show) is not null && parsed.GetValue(slide) is null)
            {
                throw new InputException("preprocess: --show draws one slide: give it with --slide FILE");
            }

            if (parsed.GetValue(cohort) is { } path)
            {
                if (parsed.GetValue(dry))
                {
                    Plan(path, options, folder);
                }
                else
                {
                    Cohort(path, options, folder, cancellation);
                }
            }
            else if (parsed.GetValue(ct) is null && parsed.GetValue(slide) is null)
            {
                throw new InputException("preprocess: nothing to do: give --cohort FOLDER, or --ct SERIES and/or --slide FILE");
            }

            if (parsed.GetValue(ct) is { } series)
            {
                Series(series, options, folder);
            }

            if (parsed.GetValue(slide) is { } file)
            {
                Slide(file, options, folder, parsed.GetValue(show), cancellation);
            }

            return 0;
        }));
        return command;
    }

    private static void Cohort(string path, PreprocessingOptions options, string? folder, CancellationToken cancellation)
    {
        var cohort = Data.Cohorts.Cohort.Load(path);
        var target = folder ?? Workspace.SequencesFolder(Path.GetFullPath(path), options);
        SequenceStore store;
        try
        {
            store = Ui.Work(progress => Preprocessor.Run(cohort, options, target, progress, cancellation));
        }
        catch (InputException)
        {
            foreach (var unread in UnreadSource.Read(target))
            {
                Console.Error.WriteLine($"{unread.PatientId}: {unread.Problem}");
            }

            throw;
        }

        var reports = PreprocessingReport.Read(target);
        Ui.Table(
            ["", "sources", "frames", "used", "sequences", "of them other"],
            reports.GroupBy(report => report.Modality).Select(group => (IReadOnlyList<string>)
            [
                group.Key == Modality.Ct ? "CT" : "slides",
                $"{group.Count()}", $"{group.Sum(one => one.Frames)}", $"{group.Sum(one => one.Used)}",
                $"{group.Sum(one => one.Sequences)}", $"{group.Sum(one => one.Other)}",
            ]));
        foreach (var report in reports.Where(report => report.Note.Length > 0))
        {
            Console.WriteLine($"{report.Source}: {report.Note}");
        }

        Console.WriteLine($"{store.Rows.Count} sequences of {options.Frames} frames, {options.Size}x{options.Size}: "
            + $"{target}{(store.Synthetic ? " (synthetic)" : "")}");
    }

    private static void Plan(string path, PreprocessingOptions options, string? folder)
    {
        var plans = Preprocessor.Plan(Data.Cohorts.Cohort.Load(path), options, folder
            ?? Workspace.SequencesFolder(Path.GetFullPath(path), options));
        Ui.Table(
            ["source", "", "found", "sequences there", "sequences to come"],
            plans.Select(plan => (IReadOnlyList<string>)
            [
                plan.Source, plan.Modality == Modality.Ct ? "CT" : "slide", plan.State.ToString().ToLowerInvariant(), $"{plan.Stored}",
                plan.Problem.Length > 0 ? "cannot be read" : $"{AtMost(plan)}{plan.Expected - plan.Stored}",
            ]));
        var problems = plans.Where(plan => plan.Problem.Length > 0).ToList();
        problems.ForEach(plan => Console.Error.WriteLine(plan.Problem));
        Console.WriteLine(
            $"{plans.Count(plan => plan.State == SourceState.Done)} of {plans.Count} sources are done; nothing was written");
        if (problems.Count > 0)
        {
            throw new InputException($"{path}: {problems.Count} source{(problems.Count == 1 ? "" : "s")} cannot be read, "
                + "listed above: mend them first");
        }
    }

    private static string AtMost(SourcePlan plan) => plan.Modality == Modality.Wsi && plan.Expected > plan.Stored ? "at most " : "";

    private static void Series(string series, PreprocessingOptions options, string? folder)
    {
        var volume = CtReaders.Read(series, options.AssumeHounsfield);
        foreach (var note in volume.Notes)
        {
            Console.WriteLine($"{series}: {note}");
        }

        var kept = SliceRange.Trim(volume.Slices, options.DiscardFirst, options.DiscardLast);
        var sequences = CtSequences.Of(volume, options);
        Console.WriteLine(
            $"{series}: {volume.Slices} slices of {volume.Rows}x{volume.Columns}, the first {kept.First} and the last "
            + $"{volume.Slices - kept.First - kept.Count} left out, "
            + $"{kept.Count} remain: {sequences.Count} sequence{(sequences.Count == 1 ? "" : "s")} of {options.Frames} frames");
        Save(folder, "ct", 1, options, sequences.Select(sequence => sequence.Pixels));
    }

    private static void Slide(string file, PreprocessingOptions options, string? folder, string? picture, CancellationToken cancellation)
    {
        using var slide = WholeSlides.Open(file, stated: null, options.SlideMicronsPerPixel);
        var grid = PatchGrid.Create(slide, options);
        var boxes = new List<PatchBox>();
        var sequences = SlideSequences.Of(grid, options, patch =>
        {
            cancellation.ThrowIfCancellationRequested();
            boxes.Add(new PatchBox(patch.X, patch.Y, patch.Edge, patch.Judgement.Verdict));
        }).Select(sequence => sequence.Pixels);
        var count = folder is null ? sequences.Count() : Save(folder, "wsi", 3, options, sequences);
        int Count(PatchVerdict verdict) => boxes.Count(box => box.Verdict == verdict);
        Console.WriteLine(
            $"{file}{(slide.Synthetic ? " (synthetic)" : "")}: "
            + $"{slide.Width}x{slide.Height}{(slide.MicronsPerPixel is { } microns ? $" at {microns:0.####} um" : "")}, "
            + $"{boxes.Count} patches of {grid.Edge}x{grid.Edge} pixels of level {grid.Level}: "
            + $"{Count(PatchVerdict.White)} white, {Count(PatchVerdict.CellSparse)} cell-sparse, {Count(PatchVerdict.Kept)} kept: "
            + $"{count} sequence{(count == 1 ? "" : "s")} of {options.Frames} patches{(grid.Note.Length > 0 ? $"; {grid.Note}" : "")}");
        if (picture is not null)
        {
            SlideOverview.Draw(slide.Thumbnail(OverviewSide), slide.Width, boxes, Path.GetFileName(file), slide.Synthetic).Save(picture);
            Console.WriteLine(picture);
        }
    }

    private static int Save(string? folder, string name, int channels, PreprocessingOptions options, IEnumerable<byte[]> sequences)
    {
        var count = 0;
        foreach (var pixels in sequences)
        {
            if (folder is not null)
            {
                AtomicFile.Write(
                    Path.Combine(folder, $"{name}_{count}.npy"),
                    stream => NpyFile.Write(stream, [channels, options.Frames, options.Size, options.Size], pixels));
            }

            count++;
        }

        return count;
    }
}
