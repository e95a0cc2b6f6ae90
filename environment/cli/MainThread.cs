using System.Collections.Concurrent;

namespace MhdNet.Cli;

/// <summary>
/// The thread the program began on, lent to the commands' work while their parsing and signals are served elsewhere. It is the one whose
/// memory glibc's malloc keeps whatever its size: every other thread's arena ends at 64 MB, and a larger tensor is then mapped and
/// unmapped at every operation, which makes a step at paper scale up to half as long again.
/// </summary>
internal static class MainThread
{
    private static readonly BlockingCollection<Task> Work = [];

    /// <summary>Has work done there; work that others gave first is done first.</summary>
    public static Task<T> Run<T>(Func<T> work) => Given(new Task<T>(work));

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public static Task Run(Action work) => Given(new Task(work));

    /// <summary>Does what is given to <see cref="Run"/>, on the calling thread, until the program has ended.</summary>
    /// <returns>What the program came to.</returns>
    public static T Serve<T>(Task<T> program)
    {
        _ = program.ContinueWith(_ => Work.CompleteAdding(), TaskScheduler.Default);
        foreach (var task in Work.GetConsumingEnumerable())
        {
            task.RunSynchronously();
        }

        return program.GetAwaiter().GetResult();
    }

    private static TTask Given<TTask>(TTask task)
        where TTask : Task
    {
        Work.Add(task);
        return task;
    }
}
