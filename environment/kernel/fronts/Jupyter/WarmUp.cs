namespace Cellwright.Fronts.Jupyter;

/// <summary>
/// Makes the compiler ready while nobody waits for it: once the front end has its first answer, which would come later if both shared
/// the processor.
/// </summary>
/// <param name="warm">The work.</param>
internal sealed class WarmUp(Action warm)
{
    // Then it starts by itself, for a front end that sends nothing before its first cell.
    private static readonly TimeSpan Unasked = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource answered = new();

    /// <summary>Waits in the background for its time.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "warm-up", Priority = ThreadPriority.BelowNormal }.Start();

    /// <summary>Something was answered.</summary>
    public void Go() => answered.TrySetResult();

    private void Run()
    {
        answered.Task.Wait(Unasked);
        warm();
    }
}
