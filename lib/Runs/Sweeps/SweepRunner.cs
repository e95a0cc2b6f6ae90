using System.Diagnostics;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs.Sweeps;

/// <summary>
/// Trains cells of a sweep: in a folder of the machine's own, from the checkpoint that the shared file system has, and back there at every
/// checkpoint. What a cell needs and nobody has trained or is training it trains first; a cell is written by one process at a time.
/// </summary>
/// <param name="sweep">The sweep.</param>
/// <param name="workspace">Its patients; they are read only.</param>
/// <param name="scratch">A folder of this machine; what is made in it is gone afterwards.</param>
/// <param name="trained">Told the name of each training that comes to its end here.</param>
public sealed class SweepRunner(Sweep sweep, Workspace workspace, string scratch, Action<string>? trained = null)
{
    private const int WorkPerCopy = 20; // copying takes at most a twentieth of the time

    /// <summary>Trains a cell, and what it needs, if that is still to be done.</summary>
    /// <param name="number">The cell, from 1.</param>
    /// <param name="givenUp">Why a cell that was begun before is not tried once more, but failed; null: it goes on.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, with a checkpoint.</param>
    /// <returns>Whether it was trained now; false: it was finished.</returns>
    /// <exception cref="FolderHeldException">Another process is at it.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint is on the shared file system.</exception>
    /// <exception cref="InputException">It cannot be trained; so it is noted with the cell.</exception>
    public bool Run(int number, string? givenUp, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var (cell, what) = (sweep.Cells[number - 1], sweep.Read(number));
        if (IsFinished(cell))
        {
            return false;
        }

        var before = cell.State;
        if (before == SweepCellState.Failed)
        {
            throw new InputException($"{cell.Name}: failed before and is not tried again by itself: {cell.Remark()}");
        }

        using var held = FolderLock.TakeNow(cell.Folder);
        if (IsFinished(cell))
        {
            return false;
        }

        if (givenUp is not null && before != SweepCellState.ToDo)
        {
            cell.Fail(givenUp);
            throw new InputException($"{cell.Name}: {givenUp}");
        }

        Train(cell, what.Phase, what.Name, progress, cancellation);
        return true;
    }

    // a finished run that is torn or another's is none
    private static bool IsFinished(SweepCell cell)
    {
        if (!File.Exists(cell.RunFile))
        {
            return false;
        }

        try
        {
            return RunArchive.Use(cell.RunFile).Seconds >= 0;
        }
        catch (InputException)
        {
            return false;
        }
    }

    private void Train(SweepCell cell, Phase phase, string name, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var here = Path.Combine(scratch, $"mhdnet-{ContentHash.OfText(sweep.Folder)[..8]}-{cell.Name}");
        try
        {
            if (Directory.Exists(here))
            {
                Directory.Delete(here, recursive: true); // of a process that was killed
            }

            foreach (var need in phase.Needs)
            {
                Need(need, name, here, progress, cancellation);
            }

            TrainHere(cell, phase, name, here, progress, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            cell.Fail($"{failure.Message} (on {Environment.MachineName})");
            throw failure as InputException ?? new InputException($"{cell.Name}: {failure.Message}", failure);
        }
        finally
        {
            if (Directory.Exists(here))
            {
                Directory.Delete(here, recursive: true);
            }
        }
    }

    private void TrainHere(
        SweepCell cell, Phase phase, string name, string here, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var (store, begun) = (workspace.RunsIn(here), Stopwatch.StartNew());
        var folder = new RunFolder(Path.Combine(here, cell.Name));
        if (File.Exists(cell.CheckpointFile))
        {
            try
            {
                RunArchive.Unpack(cell.CheckpointFile, folder);
            }
            catch (InputException torn)
            {
                progress?.Report(new WorkProgress(cell.Name, 0, 1, $"begins again: {torn.Message}"));
            }
        }

        var copies = new CheckpointCopies(cell.CheckpointFile, folder, WorkPerCopy, progress);
        try
        {
            store.RunAlone(phase, name, copies, cancellation);
        }
        catch (OperationCanceledException)
        {
            copies.Write();
            throw;
        }

        RunArchive.Write(cell.RunFile, folder, MeasuredUse.Since(begun));
        trained?.Invoke(cell.Name);
        File.Delete(cell.CheckpointFile);
        cell.Forgive();
    }

    // what is needed is waited for while another process trains it, and trained here where none does
    private void Need(Phase need, string name, string here, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var cell = new SweepCell(Path.Combine(sweep.CellsFolder, need.FolderName));
        if (!IsFinished(cell))
        {
            using var held = FolderLock.Take(cell.Folder, progress, cancellation);
            if (!IsFinished(cell))
            {
                if (cell.State == SweepCellState.Failed)
                {
                    throw new InputException($"needs {cell.Name}, which failed: {cell.Remark()}");
                }

                Train(cell, need, name, progress, cancellation);
            }
        }

        RunArchive.UnpackFinished(cell.RunFile, new RunFolder(Path.Combine(here, cell.Name)));
    }
}
