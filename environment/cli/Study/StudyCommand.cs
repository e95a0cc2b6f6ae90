using System.CommandLine;
using System.Globalization;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using static MhdNet.Cli.AskedStudy;

namespace MhdNet.Cli;

/// <summary><c>mhdnet study</c>.</summary>
internal static class StudyCommand
{
    public static Command Create() =>
        new("study", "The paper's ablations, sweeps and tables, and those its readers ask for: each a list of experiments.")
    {
        List(), Run(), Table(), Gather(), StudyPlanCommand.Create(), StudyConfirmCommand.Create(), WhenCommand.Create(),
    };

    private static Command List()
    {
        var command = new Command("list", "Name every study and its rows.");
        command.SetAction(_ =>
        {
            var width = StudyCatalogue.All.Max(study => study.Name.Length);
            foreach (var study in StudyCatalogue.All)
            {
                Console.WriteLine($"{study.Name.PadRight(width)}  {study.Title}");
                Console.WriteLine($"{new string(' ', width)}  rows: {string.Join(" | ", study.Experiments.Select(row => row.Name))}");
            }

            Console.WriteLine($"{"when".PadRight(width)}  When does a teacher help? A command of its own: `mhdnet study when --help`");
            Console.WriteLine("a row of your own: a line in lib/Studies/Paper, or study.With(...) in a notebook (README, Results)");
            return 0;
        });
        return command;
    }

    private static Command Run()
    {
        var jobs = new Option<int?>("--jobs") { Description = "Trainings at a time (default: as many as pay on this machine)" };
        var command = new Command("run",
            "Train what is missing of a study and print its table; interrupted or killed, it goes on where it was.")
        {
            StudyName, ScaleOption, CohortOption, Seeds, Only, jobs,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (study, seeds) = AskedStudy.Of(parsed);
            Console.WriteLine(TorchRuntime.Start(seeds[0]));
            var (run, result) = Ui.Work(progress =>
            {
                var workspace = Open(parsed, progress, cancellation);
                var run = new StudyRun(study, workspace, seeds);
                run.Complete(parsed.GetValue(jobs), progress, cancellation);
                return (run, study.Find(workspace, seeds));
            });
            StudyPrinter.Print(new PrintedTables(result));
            if (run.Time is { } time)
            {
                Console.WriteLine(FormattableString.Invariant(
                    $"expected after the first training: {time.Estimated.TotalMinutes:0.0} min; taken: {time.Taken.TotalMinutes:0.0} min"));
            }

            return 0;
        }));
        return command;
    }

    private static Command Table()
    {
        var csv = new Option<string?>("--csv")
        {
            Description = "Write summary.csv, declared.csv, runs.csv, classes.csv and, of a study of costs, costs.csv into this folder"
        };
        var board = new Option<string?>("--tensorboard") { Description = "Write the runs' curves into this folder, for TensorBoard" };
        var results = CommonOptions.Results();
        var classes = new Option<bool>("--classes") { Description = "Print the metrics of every type, too" };
        var command = new Command("table", "Print what is finished of a study: values beside the paper's, differences, verdicts.")
        {
            StudyName, ScaleOption, CohortOption, Seeds, Only, classes, csv, board, results,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (study, seeds) = AskedStudy.Of(parsed);
            var (scale, cohort) = Place(parsed);
            var source = StudySource.Open(Repository.Root, scale, cohort, seeds);
            var result = source.Find(study) is { } found && found.Rows.Any(row => row.Runs.Count > 0)
                ? found : throw Unfinished(parsed, study);
            var fresh = source.Confirmed(result) is { } confirmed ? new PrintedTables(confirmed) : null;
            var tables = new PrintedTables(result);
            StudyPrinter.Print(tables);
            if (fresh is not null)
            {
                StudyPrinter.Print(fresh);
            }

            if (parsed.GetValue(classes))
            {
                StudyPrinter.Print(result.Classes());
            }

            if (parsed.GetValue(csv) is { } folder)
            {
                result.WriteCsv(folder);
                Console.WriteLine($"written: {Path.GetFullPath(folder)}");
            }

            if (parsed.GetValue(results) is { } page)
            {
                ResultsPage.Write(page, tables, source);
                if (fresh is not null)
                {
                    ResultsPage.Write(page, fresh, source);
                }

                Console.WriteLine($"written: {Path.GetFullPath(page)}");
            }

            if (parsed.GetValue(board) is { } events)
            {
                TensorBoard.Write(events, result);
                Console.WriteLine($"written: {Path.GetFullPath(events)}");
            }

            return 0;
        }));
        return command;
    }

    private static Command Gather()
    {
        var to = new Option<string?>("--to") { Description = "Folder of the file (default: data/results)" };
        var command = new Command("gather",
            "Write what is finished of a study into one Parquet file: predictions, metrics and what was trained, without weights. Tables, "
            + "the ledger and notebooks are made from it where nothing has been trained.")
        {
            StudyName, ScaleOption, CohortOption, Seeds, Only, to,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (study, seeds) = AskedStudy.Of(parsed);
            var (scale, cohort) = Place(parsed);
            var path = Path.Combine(parsed.GetValue(to) ?? StudySource.ResultsFolder(Repository.Root),
                ResultsFile.NameOf(study.Name, scale, cohort));
            var result = Workspace.Find(Repository.Root, scale, cohort) is { } workspace ? study.Find(workspace, seeds) : null;
            if (result is null || result.Rows.All(row => row.Runs.Count == 0))
            {
                throw Unfinished(parsed, study);
            }

            ResultsFile.Write(path, result);
            foreach (var row in result.Rows.Where(row => row.Runs.Count < seeds.Count))
            {
                var missing = string.Join(", ", seeds.Except(row.Runs.Select(run => run.Seed)));
                Console.WriteLine($"not finished: {row.Name}, seed {missing}{string.Concat(row.Damages.Select(damage => $"; {damage}"))}");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"written: {Path.GetFullPath(path)}, {new FileInfo(path).Length / 1e6:0.00} MB"));
            return 0;
        }));
        return command;
    }

    private static Workspace Open(ParseResult parsed, IProgress<WorkProgress> progress, CancellationToken cancellation) =>
        Workspace.Open(Repository.Root, parsed.GetValue(ScaleOption)!,
            parsed.GetValue(CohortOption)!, progress: progress, cancellation: cancellation);
}
