using System.Runtime;

namespace MhdNet.Runtime;

/// <summary>
/// Keeps the garbage collector away from calls into libtorch. TorchSharp hands a scalar (the 1 of <c>add_(1)</c>, Adam's betas) over as a
/// pointer and does not keep it alive: a collection that another thread causes can free it while it is read, which ends in "Expected
/// false to be true" or in a wrong number. It takes a thread that is held up within the call, so it is seen on busy machines.
/// </summary>
/// <remarks>
/// Within <see cref="Enter"/> nothing is collected (<see cref="GC.TryStartNoGCRegion(long)"/>) as long as all threads together allocate
/// less than <see cref="Budget"/>; between two uses, when no thread is within, the room is made anew. What allocates more at once, as a
/// step at paper scale does, is as safe as it would be without. Several threads may be within; none may enter twice.
/// </remarks>
public static class CollectionPause
{
    /// <summary>Bytes that may be allocated before room is made anew.</summary>
    public const long Budget = 128L << 20;

    private static readonly ReaderWriterLockSlim _lock = new();
    private static bool _begun; // the latency mode does not say: a collection may have set it back, and the region is still to be ended
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
        _begun = GC.TryStartNoGCRegion(Budget); // where there is not so much memory, the next step tries again
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
            // more was allocated than there was room for: it had ended by itself
        }
    }

    private sealed class Step : IDisposable
    {
        public void Dispose() => _lock.ExitReadLock();
    }
}
