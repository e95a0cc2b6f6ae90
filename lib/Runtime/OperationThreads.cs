using TorchSharp;

namespace MhdNet.Runtime;

/// <summary>Threads of one tensor operation for as long as this is held; then as many as before.</summary>
internal sealed class OperationThreads : IDisposable
{
    private readonly int _before;

    /// <summary>Takes so many threads; null leaves them as they are.</summary>
    public OperationThreads(int? threads)
    {
        LibtorchEnvironment.Set(); // the next line may be the first that needs libtorch
        _before = torch.get_num_threads();
        torch.set_num_threads(threads ?? _before);
    }

    public void Dispose() => torch.set_num_threads(_before);
}
