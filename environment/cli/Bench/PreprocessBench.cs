using System.CommandLine;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Frames;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench preprocess</c>.</summary>
internal static class PreprocessBench
{
    private static readonly int[] _workers = [1, 2];

    public static Command Create()
    {
        var cohort = CommonOptions.Cohort();
        var ct = new Option<string[]>("--ct") { Description = "Instead: a CT series, a folder of DICOM files; may be repeated" };
        var slide = new Option<string[]>("--slide") { Description = "Instead: a slide, .svs or tiled .tif; may be repeated" };
        var rounds = BenchReport.Rounds();
        var output = BenchReport.Output();
        var command = new Command(
            "preprocess",
            "Read CT series and slides with this library, in turn with dcm2niix and OpenSlide: slices and patches per second.")
        {
            cohort, ct, slide, rounds, output,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (series, slides) = (parsed.GetValue(ct) ?? [], parsed.GetValue(slide) ?? []) is var given && given is ([], [])
                ? Of(parsed.GetValue(cohort)!, cancellation)
                : (given.Item1, given.Item2);
            var report = new BenchReport(
                "Reading of CT series and slides", "", "workers", "median seconds", "per second", "this library's speed over it");
            using var ofCt = CtContest.Of(series);
            using var ofSlides = SlideContest.Of(slides);
            foreach (var contest in new ReaderContest?[] { ofCt, ofSlides }.OfType<ReaderContest>())
            {
                report.Head(contest.Input);
                Measure(contest, parsed.GetValue(rounds), report, cancellation);
            }

            report.Remark(
                $"medians of {parsed.GetValue(rounds)} rounds in turn, after one that is not timed: "
                + "the files come from the system's memory, not from the disk");
            report.Show(parsed.GetValue(output));
        }));
        return command;
    }

    private static (string[] Series, string[] Slides) Of(string folder, CancellationToken cancellation)
    {
        var cohort = folder.Length > 0
            ? Cohort.Load(folder)
            : Ui.Work(progress => Workspace.Open(Repository.Root, "smoke", progress: progress, cancellation: cancellation)).Cohort;
        return (
            [.. cohort.Ct.Select(ct => cohort.PathOf(ct.Series)).Where(path => Directory.Exists(path) && !FrameFolder.Is(path))],
            [.. cohort.Slides.Where(one => one.IsTumour).Select(one => cohort.PathOf(one.Slide)).Where(File.Exists)]);
    }

    private static void Measure(ReaderContest contest, int rounds, BenchReport report, CancellationToken cancellation)
    {
        foreach (var workers in _workers)
        {
            List<Action> ways = [() => contest.Here(workers)];
            if (contest.OtherVersion is not null)
            {
                ways.Add(() => contest.There(workers));
            }

            var times = TimeTaken.InTurn(untimed: 1, rounds, ways, cancellation: cancellation);
            double[] seconds = [.. times.Select(rounds => TimeTaken.Median(rounds).Wall)];
            report.Row($"{contest.What}, this library", $"{workers}", $"{seconds[0]:0.000}", $"{contest.Count / seconds[0]:0}", "");
            string[] other = seconds.Length > 1
                ? [$"{seconds[1]:0.000}", $"{contest.Count / seconds[1]:0}", $"{seconds[1] / seconds[0]:0.00}"]
                : [contest.Missing, "", ""];
            report.Row([$"{contest.What}, {contest.Other}", $"{workers}", .. other]);
        }
    }
}
