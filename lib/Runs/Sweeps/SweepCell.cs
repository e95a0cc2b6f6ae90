using MhdNet.Runtime;

namespace MhdNet.Runs.Sweeps;

/// <summary>How far a cell is.</summary>
public enum SweepCellState
{
    /// <summary>Nothing is there.</summary>
    ToDo,

    /// <summary>Checkpointed, and held by nobody that says so.</summary>
    Begun,

    /// <summary>A process says that it holds it; one that was killed cannot take that back.</summary>
    Held,

    /// <summary>It ended in an error and is not tried again by itself.</summary>
    Failed,

    /// <summary>Trained and tested.</summary>
    Finished,
}

/// <summary>
/// What lies of a cell on the file system that all nodes share: a lock, and the run as one file, <c>checkpoint.zip</c> while it is trained
/// and <c>run.zip</c> when it is finished; beside them who holds it, or why it failed. Never more than three files.
/// </summary>
public sealed class SweepCell
{
    private const string HolderName = ".holder"; // FolderLock's

    internal SweepCell(string folder) => Folder = folder;

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>Its name, which is that of the run.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The finished run.</summary>
    public string RunFile => Path.Combine(Folder, "run.zip");

    /// <summary>The run so far.</summary>
    public string CheckpointFile => Path.Combine(Folder, "checkpoint.zip");

    /// <summary>Why it failed.</summary>
    public string FailureFile => Path.Combine(Folder, "failed.txt");

    /// <summary>How far it is, by which files are there; none is opened.</summary>
    public SweepCellState State => File.Exists(RunFile) ? SweepCellState.Finished
        : File.Exists(FailureFile) ? SweepCellState.Failed
        : File.Exists(Path.Combine(Folder, HolderName)) ? SweepCellState.Held
        : File.Exists(CheckpointFile) ? SweepCellState.Begun : SweepCellState.ToDo;

    /// <summary>Why it failed, or who holds it; empty where there is nothing to say.</summary>
    public string Remark()
    {
        var file = State switch
        {
            SweepCellState.Failed => FailureFile,
            SweepCellState.Held => Path.Combine(Folder, HolderName),
            _ => null,
        };
        try
        {
            return file is null ? "" : File.ReadAllText(file).Trim();
        }
        catch (IOException)
        {
            return ""; // it went meanwhile
        }
    }

    /// <summary>Notes an error that trying again would not mend.</summary>
    public void Fail(string why)
    {
        ArgumentNullException.ThrowIfNull(why);
        AtomicFile.WriteText(FailureFile, why.ReplaceLineEndings(" ") + "\n");
    }

    /// <summary>Takes a failure back: the cell is to do again, from its checkpoint where it has one.</summary>
    public void Forgive() => File.Delete(FailureFile);
}
