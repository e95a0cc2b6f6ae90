namespace MhdNet.Runtime;

/// <summary>
/// A folder, held by the one process that writes into it. A second process waits until the first has ended, in whatever way: the
/// system frees the folder of a process that was killed.
/// </summary>
public sealed class FolderLock : IDisposable
{
    /// <summary>What is reported as being done while another process holds the folder.</summary>
    public const string Waiting = "waiting for another process";

    private const string LockName = ".lock"; // stays: if it were deleted, one process could hold what another no longer finds
    private const string HolderName = ".holder"; // names the process; the lock itself cannot be read while it is held

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private readonly FileStream _lock;
    private readonly string _holder;

    private FolderLock(string folder)
    {
        Directory.CreateDirectory(folder);
        _lock = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        _holder = Path.Combine(folder, HolderName);
        try
        {
            FormattableString holder = $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTime.Now:HH:mm}";
            AtomicFile.WriteText(_holder, FormattableString.Invariant(holder));
        }
        catch (InputException)
        {
            _lock.Dispose(); // a full disk
            throw;
        }
    }

    /// <summary>Takes a folder, which is made if need be, without waiting.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FolderHeldException">Another process holds it.</exception>
    public static FolderLock TakeNow(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            return new FolderLock(folder);
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            throw new FolderHeldException($"{folder}: is held by {Holder(folder)}", failure);
        }
    }

    /// <summary>Takes a folder, which is made if need be, as soon as it is free.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="progress">Told which process holds the folder.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InputException">Nothing can be written there.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public static FolderLock Take(string folder, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        for (var waited = false; ; waited = true)
        {
            try
            {
                var held = new FolderLock(folder);
                if (waited)
                {
                    progress?.Report(new WorkProgress(Waiting, 1, 1, $"{name} is free"));
                }

                return held;
            }
            catch (IOException failure) when (IsHeld(failure))
            {
                progress?.Report(new WorkProgress(Waiting, 0, 1, $"{name} is held by {Holder(folder)}"));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new InputException(
                    $"{folder}: cannot be written into ({failure.Message.ReplaceLineEndings(" ")}): free it or take another folder",
                    failure);
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Whether a file of a folder is a lock's own.</summary>
    public static bool IsOwn(string file) => Path.GetFileName(file) is LockName or HolderName;

    /// <summary>Frees the folder.</summary>
    public void Dispose()
    {
        File.Delete(_holder);
        _lock.Dispose();
    }

    private static string Holder(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, HolderName));
        }
        catch (IOException)
        {
            return "one that has just begun or just ended"; // the file exists while the process works
        }
    }

    // the system's error for a file that another has locked: ERROR_SHARING_VIOLATION, EWOULDBLOCK
    private static bool IsHeld(IOException failure) =>
        OperatingSystem.IsWindows() ? (failure.HResult & 0xFFFF) == 0x20 : failure.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);
}
