using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Experiments;

/// <summary>
/// A run's folder, held by the one process that trains in it. Who comes second waits until the first has ended, in whatever way:
/// the system frees the folder of a process that was killed.
/// </summary>
internal sealed class HeldRun : IDisposable
{
    /// <summary>What is reported as being done while another process trains.</summary>
    public const string Waiting = "waiting for another process";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private readonly IDisposable _lock;
    private readonly string _holder;

    private HeldRun(RunFolder run, IDisposable folderLock)
    {
        _lock = folderLock;
        _holder = HolderFile(run);
        try
        {
            AtomicFile.WriteText(_holder, FormattableString.Invariant($"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTime.Now:HH:mm}"));
        }
        catch (InputException)
        {
            _lock.Dispose(); // a full disk
            throw;
        }
    }

    /// <summary>Takes the folder, as soon as it is free.</summary>
    /// <param name="run">The folder.</param>
    /// <param name="progress">Told which process is waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public static HeldRun Take(RunFolder run, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var waited = false;
        while (true)
        {
            try
            {
                var held = new HeldRun(run, run.Lock());
                if (waited)
                {
                    progress?.Report(new WorkProgress(Waiting, 1, 1, $"which trained {run.Name}: it has ended"));
                }

                return held;
            }
            catch (InputException refusal) when (refusal.InnerException is IOException cause && IsHeld(cause))
            {
                waited = true;
                progress?.Report(new WorkProgress(Waiting, 0, 1, $"which trains {run.Name}: {Holder(run)}"));
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        File.Delete(_holder);
        _lock.Dispose();
    }

    private static string HolderFile(RunFolder run) => run.File(".holder");

    private static string Holder(RunFolder run)
    {
        try
        {
            return File.ReadAllText(HolderFile(run));
        }
        catch (IOException)
        {
            return "it has just begun or just ended"; // the file is there while it trains
        }
    }

    // the system's error for a file that another has locked: ERROR_SHARING_VIOLATION, EWOULDBLOCK
    private static bool IsHeld(IOException failure) =>
        OperatingSystem.IsWindows() ? (failure.HResult & 0xFFFF) == 0x20 : failure.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);
}
