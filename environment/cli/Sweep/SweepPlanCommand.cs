using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runs.Sweeps;

namespace MhdNet.Cli.Sweeps;

/// <summary><c>mhdnet sweep plan</c>: the manifest.</summary>
internal static class SweepPlanCommand
{
    public static Command Create()
    {
        var study = new Argument<string>("study") { Description = "A study's name, as `mhdnet study list` has it" };
        var scale = CommonOptions.Scale();
        var cohort = CommonOptions.Cohort();
        var seeds = new Option<string>("--seeds")
        {
            Description = "How many seeds (5: seeds 1 to 5), or which (1,2,7)",
            DefaultValueFactory = _ => "5",
        };
        var only = new Option<string[]>("--only") { Description = "Rows to take beside the first, instead of all; may be repeated" };
        var to = new Option<string?>("--to") { Description = "The sweep's folder (default: artifacts/sweeps/STUDY.SCALE)" };
        var command = new Command("plan",
            "Write the manifest of a study's trainings, a cell a line; run again with more seeds, it adds the cells that are missing.")
        {
            study, scale, cohort, seeds, only, to,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var patients = parsed.GetValue(cohort)!;
            var head = new SweepHead(
                parsed.GetValue(study)!, parsed.GetValue(only) ?? [], Scales.Parse(parsed.GetValue(scale)!),
                patients.Length == 0 ? "" : Path.GetFullPath(patients), SeedList.Parse(parsed.GetValue(seeds)!));
            _ = SweepOptions.StudyOf(head); // an unknown one is refused before anything is written
            var workspace = Workspace.Find(Repository.Root, head.Scale, head.Cohort);
            var (sweep, added) = SweepOptions.Plan(parsed.GetValue(to) ?? Sweep.FolderOf(Repository.Root, head), head, workspace);
            Console.WriteLine($"{sweep.ManifestFile}: {Ui.Count(sweep.Cells.Count, "cell")}, {added} of them new");
            if (workspace is null)
            {
                Console.WriteLine("the sequences are not there yet: the sweep's first job makes them, and the cells");
            }

            return 0;
        }));
        return command;
    }
}
