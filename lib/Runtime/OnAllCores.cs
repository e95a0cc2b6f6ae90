using System.Runtime.ExceptionServices;

namespace MhdNet.Runtime;

/// <summary>Parts of a work that do not depend on each other, as many at a time as there are cores.</summary>
internal static class OnAllCores
{
    /// <summary>Does each part; the first failure is thrown as it is.</summary>
    /// <param name="parts">How many.</param>
    /// <param name="work">Does the part of a number, from 0.</param>
    /// <param name="cancellation">Stops between parts.</param>
    public static void Do(int parts, Action<int> work, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(
                0, parts, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                work);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
