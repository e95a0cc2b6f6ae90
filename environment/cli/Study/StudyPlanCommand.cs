using System.CommandLine;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using static MhdNet.Cli.AskedStudy;

namespace MhdNet.Cli;

/// <summary><c>mhdnet study plan</c>.</summary>
internal static class StudyPlanCommand
{
    public static Command Create()
    {
        var effect = new Option<double>("--effect")
        {
            Description = "Difference to be found, points of mAcc",
            DefaultValueFactory = _ => 5
        };
        var power = new Option<double>("--power") { Description = "Wanted chance of finding it", DefaultValueFactory = _ => 0.8 };
        var to = new Option<string?>("--to")
        {
            Description = "Write one JSON file per training into this folder, for `mhdnet train FILE`: each after those it needs"
        };
        var command = new Command("plan",
            "Print what a study would train, what is there of it, and how many seeds a difference takes; writes nothing but --to.")
        {
            StudyName, ScaleOption, CohortOption, Seeds, Only, effect, power, to,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (study, seeds) = AskedStudy.Of(parsed);
            if (parsed.GetValue(effect) is not > 0 || parsed.GetValue(power) is not (> 0 and < 1))
            {
                throw new InputException("study plan: give --effect a difference above 0 points and --power a chance between 0 and 1");
            }

            var (scale, cohort) = AskedStudy.Place(parsed);
            var workspace = Workspace.Find(Repository.Root, scale, cohort) ?? throw new InputException(
                $"study plan: the sequences of this cohort at scale {parsed.GetValue(ScaleOption)} are not there: `mhdnet prepare` with "
                    + "the same --scale and --cohort makes them");
            var run = new StudyRun(study, workspace, seeds);
            if (parsed.GetValue(to) is { } folder)
            {
                var cells = Cell.WriteAll(folder, run.Plan, scale, cohort.Length > 0 ? Path.GetFullPath(cohort) : "");
                Console.WriteLine($"{cells.Count} cells: {Path.GetFullPath(folder)}");
            }

            var states = run.Plan.Select(one => (Run: one, State: one.State())).ToList();
            Ui.Table(
                ["row", "training", "seed", "steps", "state", "run"],
                states.Select(one => (IReadOnlyList<string>)
                    [one.Run.Name, one.Run.Kind, $"{one.Run.Phase.Setting.Seed}", $"{one.Run.Steps}", one.State, one.Run.Folder.Name]));
            Console.WriteLine($"{states.Count} trainings, {states.Count(one => one.State == "finished")} finished; "
                + $"{Trainings.Jobs(workspace.Scale)} at a time. {workspace.Caption}");
            foreach (var line in study.Find(workspace, seeds).SeedsFor(parsed.GetValue(effect) / 100, parsed.GetValue(power)))
            {
                Console.WriteLine(line);
            }

            return 0;
        }));
        return command;
    }
}
