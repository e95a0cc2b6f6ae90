using System.Runtime;

namespace MhdNet.Runtime;

/// <summary>
/// Keeps the garbage collector away from calls into libtorch. TorchSharp passes a scalar (the 1 of <c>add_(1)</c>, Adam's betas) as a
/// pointer and does not keep it alive: a collection that another thread causes can free it while libtorch reads it, which ends in
/// "Expected false to be true" or in a wrong number. It happens when a thread is held up within the call, so on busy machines.
/// </summary>
/// <remarks>
/// Within <see cref="Enter"/> nothing is collected (<see cref="GC.TryStartNoGCRegion(long)"/>) as long as all threads together allocate
/// less than <see cref="Budget"/>; between two uses, when no thread is within, the room is made anew. Work that allocates more at once,
/// such as a step at paper scale, is no safer than without. Several threads may be within; none may enter twice.
/// </remarks>
public static class CollectionPause
{
    /// <summary>Bytes that may be allocated before room is made anew.</summary>
    public const long Budget = 128L << 20;

    private static readonly ReaderWriterLockSlim _lock = new();
    private static bool _begun; // the latency mode does not tell: a collection may have reset it, and the region must still be ended
    private static long _allocatedBefore;

    /// <summary>Begins a step; its disposal ends it, on the same thread.</summary>
    public static IDisposable Enter()
    {
        if (NeedsRoom())
        {
            _lock.EnterWriteLock(); // waits for the steps of other threads
            try
            {
                if (NeedsRoom())
                {
                    MakeRoom();
                }
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }

        _lock.EnterReadLock();
        return new Step();
    }

    /// <summary>Lets the collector work as usual again, unless another thread is within.</summary>
    public static void End()
    {
        if (_lock.TryEnterWriteLock(0))
        {
            try
            {
                Leave();
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
    }

    private static bool NeedsRoom() =>
        GCSettings.LatencyMode != GCLatencyMode.NoGCRegion || GC.GetTotalAllocatedBytes() - _allocatedBefore > Budget * 3 / 4;

    private static void MakeRoom()
    {
        Leave();
        GC.Collect(); // the region begins without a collection where there is memory for it, and the process would grow and grow
        _begun = GC.TryStartNoGCRegion(Budget); // without enough memory, the next step tries again
        _allocatedBefore = GC.GetTotalAllocatedBytes();
    }

    private static void Leave()
    {
        if (!_begun)
        {
            return;
        }

        _begun = false;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // the allocations had exceeded the budget, so the region had ended by itself
        }
    }

    private sealed class Step : IDisposable
    {
        public void Dispose() => _lock.ExitReadLock();
    }
}
