using System.CommandLine;
using MhdNet.Runs;
using MhdNet.Runs.Sweeps;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;

namespace MhdNet.Cli.Sweeps;

/// <summary>What several of the sweep's commands share.</summary>
internal static class SweepOptions
{
    /// <summary>The sweep.</summary>
    public static Argument<string> Folder() => new("sweep") { Description = "The sweep's folder, as `mhdnet sweep plan` says it" };

    /// <summary>Where cells are trained.</summary>
    public static Option<string> Scratch() => new("--scratch")
    {
        Description = "Folder of the machine's own for what is half done (default: where the system keeps temporary files)",
        DefaultValueFactory = _ => Path.GetTempPath(),
    };

    /// <summary>Cells that failed.</summary>
    public static Option<bool> Failed() => new("--failed") { Description = "Try cells again that failed" };

    /// <summary>The study of a sweep.</summary>
    public static Study StudyOf(SweepHead head)
    {
        var study = StudyCatalogue.Find(head.Study);
        return head.Only.Count == 0 ? study : study.Only([.. head.Only]);
    }

    /// <summary>The patients of a sweep, which are there.</summary>
    /// <exception cref="InputException">They are not.</exception>
    public static Workspace Patients(Sweep sweep) =>
        Workspace.Find(Repository.Root, sweep.Head.Scale, sweep.Head.Cohort) ?? throw new InputException(
            $"{sweep.Folder}: the sequences of {sweep.Head.InWords} are not there: `mhdnet sweep run --first` makes them");

    /// <summary>Adds to a sweep the cells of its seeds that it lacks; without sequences there are none yet.</summary>
    public static (Sweep Sweep, int Added) Plan(string folder, SweepHead head, Workspace? workspace) => Sweep.Plan(
        folder, head, workspace is null ? [] : new StudyRun(StudyOf(head), workspace, head.Seeds).Plan);

    /// <summary>Takes the failures of a sweep back, if asked.</summary>
    public static void Forgive(Sweep sweep, bool asked)
    {
        foreach (var cell in sweep.Cells.Where(cell => asked && cell.State == SweepCellState.Failed))
        {
            cell.Forgive();
        }
    }

    /// <summary>Numbers of the cells that are neither finished nor failed.</summary>
    public static IReadOnlyList<int> ToDo(Sweep sweep) =>
        [.. sweep.Cells.Index().Where(cell => cell.Item.State is not (SweepCellState.Finished or SweepCellState.Failed))
            .Select(cell => cell.Index + 1)];
}
