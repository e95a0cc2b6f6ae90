using System.Globalization;
using MhdNet.Runtime;

namespace MhdNet.Runs.Sweeps;

/// <summary>
/// The calls that give a sweep to Slurm: one for the first job, then one per array and one for the last job. A sweep of one array that
/// nothing happens to takes three.
/// </summary>
/// <param name="sweep">The sweep.</param>
/// <param name="script">Its batch script, which is written beside the manifest.</param>
/// <param name="round">Which time this is that cells are submitted.</param>
/// <param name="limits">What a task may take.</param>
public sealed class SlurmSubmission(Sweep sweep, SlurmScript script, int round, SlurmLimits limits)
{
    /// <summary>The batch script.</summary>
    public string ScriptFile => Path.Combine(sweep.Folder, "sweep.sh");

    /// <summary>Submits the job that makes what all cells need and trains the first one.</summary>
    /// <param name="sbatch">Calls sbatch with arguments and returns the job's number.</param>
    public void First(Func<IReadOnlyList<string>, string> sbatch)
    {
        ArgumentNullException.ThrowIfNull(sbatch);
        Write();
        sbatch([.. Common("first"), ScriptFile, "first", Number(round)]);
    }

    /// <summary>Submits the arrays, each after the one before, and the job that gathers after them.</summary>
    /// <param name="arrays">Offset and indices of each.</param>
    /// <param name="throttle">Tasks at a time; 0: no limit.</param>
    /// <param name="sbatch">Calls sbatch with arguments and returns the job's number.</param>
    public void Rest(IReadOnlyList<(int Offset, string Indices)> arrays, int throttle, Func<IReadOnlyList<string>, string> sbatch)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        ArgumentNullException.ThrowIfNull(sbatch);
        Write();
        var before = new List<string>();
        foreach (var (offset, indices) in arrays)
        {
            before.Add(sbatch(
            [
                .. Common("cells"), .. limits.Options(script.Pack, script.Site), $"--array={indices}{(throttle > 0 ? $"%{throttle}" : "")}",
                .. before.Count > 0 ? [$"--dependency=afterany:{before[^1]}"] : Array.Empty<string>(), // the throttle is the sweep's
                ScriptFile, "cells", Number(round), Number(offset),
            ]));
        }

        sbatch([.. Common("last"), $"--dependency=afterany:{string.Join(':', before)}", ScriptFile, "last", Number(round)]);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // a log per node: a log per task would be a file more per cell
    private IEnumerable<string> Common(string job) =>
        [$"--job-name=mhdnet-{sweep.Head.Study}-{job}", $"--output={Path.Combine(sweep.Folder, "logs", "%N.log")}"];

    private void Write()
    {
        Directory.CreateDirectory(Path.Combine(sweep.Folder, "logs"));
        AtomicFile.WriteText(ScriptFile, script.Text);
    }
}
