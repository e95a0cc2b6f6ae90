using System.CommandLine;
using System.Globalization;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runs.Sweeps;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Results;
using MhdNet.Training;

namespace MhdNet.Cli.Sweeps;

/// <summary><c>mhdnet sweep gather</c>: a sweep's runs as the study's results file.</summary>
internal static class SweepGatherCommand
{
    public static Command Create()
    {
        var folder = SweepOptions.Folder();
        var to = new Option<string?>("--to") { Description = "Folder of the results file (default: data/results)" };
        var runs = new Option<bool>("--runs")
        {
            Description = "Unpack the finished runs, weights and all, into artifacts/runs, where predict, evaluate and notebooks find them",
        };
        var partial = new Option<bool>("--partial") { Description = "Exit 0 even if cells are missing or failed" };
        var scratch = SweepOptions.Scratch();
        var command = new Command("gather",
            "Write a sweep's finished cells into the study's Parquet file and list those that are missing or failed; exit 5 if any "
            + "are.")
        {
            folder, to, runs, partial, scratch,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var sweep = Sweep.Open(parsed.GetValue(folder)!);
            var study = SweepOptions.StudyOf(sweep.Head);
            var here = Path.Combine(parsed.GetValue(scratch)!, $"mhdnet-gather-{Guid.NewGuid():N}");
            try
            {
                var place = parsed.GetValue(runs) ? Workspace.RunsFolder(Repository.Root) : here;
                var (finished, open) = Open(sweep, place, weights: parsed.GetValue(runs) || study.AsksCosts);
                if (finished.Count > 0)
                {
                    Write(sweep, study, SweepOptions.Patients(sweep).WithRuns(place),
                        parsed.GetValue(to) ?? StudySource.ResultsFolder(Repository.Root));
                    foreach (var line in MixedProcessors.Among(finished))
                    {
                        Console.WriteLine(line);
                    }
                }

                open.ForEach(Console.WriteLine);
                Console.WriteLine($"{Ui.Count(sweep.Cells.Count, "cell")}: {finished.Count} finished, {open.Count} not");
                return open.Count == 0 && sweep.Cells.Count > 0 || parsed.GetValue(partial) ? 0 : ExitCode.Incomplete;
            }
            finally
            {
                if (Directory.Exists(here))
                {
                    Directory.Delete(here, recursive: true);
                }
            }
        }));
        return command;
    }

    private static (List<FinishedRun> Finished, List<string> Open) Open(Sweep sweep, string place, bool weights)
    {
        var (finished, open) = (new List<FinishedRun>(), new List<string>());
        foreach (var (index, cell) in sweep.Cells.Index())
        {
            var folder = new RunFolder(Path.Combine(place, cell.Name));
            try
            {
                if (cell.State == SweepCellState.Finished)
                {
                    finished.Add(folder.IsFinished
                        ? FinishedRun.Open(folder) : RunArchive.UnpackFinished(cell.RunFile, folder, weights));
                }
                else
                {
                    open.Add(cell.State == SweepCellState.Failed
                        ? $"failed: cell {index + 1}, {cell.Name}: {cell.Remark()}" : $"missing: cell {index + 1}, {cell.Name}");
                }
            }
            catch (InputException refused)
            {
                open.Add($"refused: cell {index + 1}: {refused.Message}");
            }
        }

        return (finished, open);
    }

    private static void Write(Sweep sweep, Study study, Workspace workspace, string to)
    {
        var result = study.Find(workspace, sweep.Seeds());
        if (result.Rows.All(row => row.Runs.Count == 0))
        {
            return; // teachers alone
        }

        var path = Path.Combine(to, ResultsFile.NameOf(study.Name, sweep.Head.Scale, sweep.Head.Cohort));
        ResultsFile.Write(path, result);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"written: {Path.GetFullPath(path)}, {new FileInfo(path).Length / 1e6:0.00} MB; `mhdnet study table {study.Name}` prints it"));
    }
}
