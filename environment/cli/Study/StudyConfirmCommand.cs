using System.CommandLine;
using System.Globalization;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using static MhdNet.Cli.AskedStudy;

namespace MhdNet.Cli;

/// <summary><c>mhdnet study confirm</c>: fresh patients judge once, after everything is trained.</summary>
internal static class StudyConfirmCommand
{
    public static Command Create()
    {
        var on = new Option<string?>("--on")
        {
            Description = "Cohort whose test patients to take, cut as the study's are (default, of the built-in cohort: synthetic patients "
                + "of a seed that nothing else uses)",
        };
        var results = CommonOptions.Results();
        var command = new Command("confirm",
            "Test what is trained of a study on patients whom it has not met, print its table and verdicts on them, and keep what was said "
            + "in data/results/fresh: the ledger then judges by these patients.")
        {
            StudyName, ScaleOption, CohortOption, Seeds, Only, on, results,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (study, seeds) = AskedStudy.Of(parsed);
            var (scale, cohort) = Place(parsed);
            if (cohort.Length > 0 && parsed.GetValue(on) is null)
            {
                throw new InputException(
                    "study confirm: of a cohort of your own nobody can draw fresh patients: give others with --on FOLDER");
            }

            Console.WriteLine(TorchRuntime.Start(seeds[0]));
            var workspace = Workspace.Find(Repository.Root, scale, cohort);
            var finished = workspace is null ? null : study.Find(workspace, seeds);
            if (workspace is null || finished!.Rows.All(row => row.Runs.Count == 0))
            {
                throw Unfinished(parsed, study);
            }

            var confirmed = Ui.Work(progress =>
            {
                var fresh = parsed.GetValue(on) is { } folder
                    ? Workspace.Open(Repository.Root, parsed.GetValue(ScaleOption)!, folder, progress: progress, cancellation: cancellation)
                    : Workspace.OpenFresh(Repository.Root, scale, progress, cancellation);
                return Confirmation.Create(finished, workspace, fresh, progress, cancellation);
            });
            var tables = new PrintedTables(confirmed);
            StudyPrinter.Print(tables);
            var path = ConfirmationFile.PathOf(StudySource.ResultsFolder(Repository.Root), study.Name, scale, cohort);
            ConfirmationFile.Write(path, confirmed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"written: {path}, {new FileInfo(path).Length / 1e6:0.00} MB"));
            if (parsed.GetValue(results) is { } page)
            {
                ResultsPage.Write(page, tables, new StudySource(Repository.Root, workspace, scale, cohort, seeds));
                Console.WriteLine($"written: {Path.GetFullPath(page)}");
            }

            return 0;
        }));
        return command;
    }
}
