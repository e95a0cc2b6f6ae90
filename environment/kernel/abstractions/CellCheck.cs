using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Cellwright;

/// <summary>
/// What the engine weaves into the code of cells, so that a cell which is asked to stop ends between two of its own instructions and
/// never within the runtime's: a thread that is aborted there can end the process.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellCheck
{
    /// <summary>What the load context of the cells is called.</summary>
    public const string ContextName = "cells";

    // After a stop has been thrown on a thread, what runs on its way out (finally, Dispose, catch) may call functions of the cell.
    private const int WayOut = 1000;

    private static readonly AsyncLocal<CellExecution?> Current = new();

    // Whether any execution is to stop: the one test that code pays for as long as nothing is stopped.
    private static volatile bool stopping;

    [ThreadStatic]
    private static long thrown;

    /// <summary>The execution to which the calling code belongs, across awaits, tasks and threads that it started; null: none.</summary>
    public static CellExecution? Execution => Current.Value;

    /// <summary>A new cell begins on the calling thread.</summary>
    public static CellExecution Begin() => Current.Value = new CellExecution();

    /// <summary>At the start of a function: there is room on the stack, and the cell goes on.</summary>
    /// <exception cref="InsufficientExecutionStackException">The functions call each other too deeply.</exception>
    /// <exception cref="CellStoppedException">The cell is to end.</exception>
    public static void Enter()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new InsufficientExecutionStackException("The stack is full: functions of the cell call each other too deeply.");
        }

        if (stopping && Environment.TickCount64 - thrown > WayOut)
        {
            StopHere();
        }
    }

    /// <summary>Before each round of a loop.</summary>
    /// <exception cref="CellStoppedException">The cell is to end.</exception>
    public static void Round()
    {
        if (stopping)
        {
            StopHere();
        }
    }

    /// <summary>What is awaited, until the cell is to end: then the await throws, and the <c>finally</c> around it runs.</summary>
    public static Task Awaited(Task task) => Waits(task) ? task.WaitAsync(Execution!.Token) : task;

    /// <summary>As <see cref="Awaited(Task)"/>.</summary>
    public static Task<T> Awaited<T>(Task<T> task) => Waits(task) ? task.WaitAsync(Execution!.Token) : task;

    /// <summary>As <see cref="Awaited(Task)"/>.</summary>
    public static ValueTask Awaited(ValueTask task) => task.IsCompleted || Execution is null ? task : new(Awaited(task.AsTask()));

    /// <summary>As <see cref="Awaited(Task)"/>.</summary>
    public static ValueTask<T> Awaited<T>(ValueTask<T> task) => task.IsCompleted || Execution is null ? task : new(Awaited(task.AsTask()));

    /// <summary>Whatever else can be awaited, as it is.</summary>
    public static T Awaited<T>(T awaitable) => awaitable;

    internal static void Stopping(bool any) => stopping = any;

    private static bool Waits(Task task) => task is { IsCompleted: false } && Execution is not null && !IsOfCell(task);

    // An async method of a cell ends by its own awaits, and its `finally` comes before that of its caller.
    private static bool IsOfCell(Task task) => task.GetType() is { IsGenericType: true } type
        && type.GetGenericArguments()[^1] is var machine && typeof(IAsyncStateMachine).IsAssignableFrom(machine)
        && AssemblyLoadContext.GetLoadContext(machine.Assembly)?.Name == ContextName;

    private static void StopHere()
    {
        if (Execution is { IsStopped: true })
        {
            thrown = Environment.TickCount64;
            throw new CellStoppedException();
        }
    }
}
