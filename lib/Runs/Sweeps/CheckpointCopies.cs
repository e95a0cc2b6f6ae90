using System.Diagnostics;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs.Sweeps;

/// <summary>
/// Brings the checkpoints of a training to where they outlive its machine. The trainer tells of a step after it has written a checkpoint,
/// and writes none while it tells: what is copied then belongs together.
/// </summary>
/// <param name="path">The file that the run's folder is written into.</param>
/// <param name="folder">The run's folder, on this machine.</param>
/// <param name="workPerCopy">How many times as long as the last copy took to work before the next.</param>
/// <param name="progress">Told what this is told.</param>
internal sealed class CheckpointCopies(string path, RunFolder folder, int workPerCopy, IProgress<WorkProgress>? progress)
    : IProgress<WorkProgress>
{
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private TimeSpan _took;
    private DateTime _copied = File.GetLastWriteTimeUtc(folder.CheckpointFile);

    /// <inheritdoc />
    public void Report(WorkProgress value)
    {
        progress?.Report(value);
        if (_since.Elapsed > workPerCopy * _took && File.GetLastWriteTimeUtc(folder.CheckpointFile) != _copied)
        {
            Write();
        }
    }

    /// <summary>Copies what there is now; nothing where there is no checkpoint yet.</summary>
    public void Write()
    {
        if (!File.Exists(folder.CheckpointFile))
        {
            return;
        }

        var watch = Stopwatch.StartNew();
        _copied = File.GetLastWriteTimeUtc(folder.CheckpointFile);
        RunArchive.Write(path, folder);
        _took = watch.Elapsed;
        _since.Restart();
    }
}
