using TorchSharp;

namespace MhdNet.Runtime;

/// <summary>Sets the threads of one tensor operation until it is disposed of; then there are as many as before.</summary>
internal sealed class OperationThreads : IDisposable
{
    private readonly int _before;

    /// <summary>Sets the number of threads; null leaves it as it is.</summary>
    public OperationThreads(int? threads)
    {
        LibtorchEnvironment.Set(); // the next line may be the first that needs libtorch
        _before = torch.get_num_threads();
        torch.set_num_threads(threads ?? _before);
    }

    public void Dispose() => torch.set_num_threads(_before);
}
