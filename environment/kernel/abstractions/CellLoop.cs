using System.ComponentModel;

namespace MhdNet.Kernel;

/// <summary>Tells the loops of a cell, before each round, whether the cell is to end. The engine writes the call into them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellLoop
{
    private static volatile int stopped; // the thread whose cell is to end; 0: none

    /// <summary>Ends the loops that run on a thread from their next round on.</summary>
    /// <param name="thread">Its <see cref="Thread.ManagedThreadId"/>; 0 lets all loops run.</param>
    public static void Stop(int thread) => stopped = thread;

    /// <summary>Goes on, or ends the cell.</summary>
    /// <exception cref="OperationCanceledException">The cell is to end.</exception>
    public static void Check()
    {
        if (stopped != 0 && stopped == Environment.CurrentManagedThreadId)
        {
            throw new OperationCanceledException("The cell was stopped.");
        }
    }
}
