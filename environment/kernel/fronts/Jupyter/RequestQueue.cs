using System.Collections.Concurrent;

namespace Cellwright.Fronts.Jupyter;

/// <summary>The requests of the shell channel, answered one after another, on a thread of their own.</summary>
internal sealed class RequestQueue
{
    private readonly BlockingCollection<Action> requests = [];

    /// <summary>Takes one more, from any thread.</summary>
    /// <param name="request">Answers it.</param>
    public void Add(Action request) => requests.Add(request);

    /// <summary>Begins to answer.</summary>
    public void Start() => new Thread(Serve) { IsBackground = true, Name = "shell" }.Start();

    private void Serve()
    {
        foreach (var request in requests.GetConsumingEnumerable())
        {
            request();
        }
    }
}
