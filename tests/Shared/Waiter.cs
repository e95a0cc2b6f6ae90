using MhdNet.Runtime;

namespace MhdNet.Tests.Runtime;

/// <summary>Keeps what it is told, and tells when it was told something first.</summary>
internal sealed class Waiter : IProgress<WorkProgress>
{
    private readonly Lock _lock = new();

    public ManualResetEventSlim IsWaiting { get; } = new();

    public List<WorkProgress> Reports { get; } = [];

    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            Reports.Add(value);
        }

        IsWaiting.Set();
    }
}
