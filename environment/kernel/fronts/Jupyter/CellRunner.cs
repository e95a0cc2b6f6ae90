using System.Text.Json.Nodes;
using Cellwright.Engine;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Jupyter;

/// <summary>Answers execute requests: runs the cell, publishes what it shows, says how it ended.</summary>
/// <param name="session">Runs the cells.</param>
/// <param name="publish">Publishes a message of a type on behalf of a request.</param>
/// <param name="ask">Asks the person in front of a request's cell for a line.</param>
/// <param name="history">Told of each cell.</param>
public sealed class CellRunner(
    CSharpSession session, Action<Message, string, JsonObject> publish, Func<Message, string?> ask, History history)
{
    // The number, in error messages, of cells that are not counted.
    private const int Uncounted = 0;

    private readonly Lock gate = new();
    private CancellationTokenSource? running;
    private int count;

    /// <summary>Runs the cell of a request and gives the content of the reply.</summary>
    public JsonObject Run(Message request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var code = request.Text("code") ?? "";
        var silent = request.Flag("silent", otherwise: false);
        var counted = !silent && request.Flag("store_history", otherwise: true);
        if (counted)
        {
            history.Add(++count, code);
        }

        if (!silent)
        {
            publish(request, "execute_input", new JsonObject { ["code"] = code, ["execution_count"] = count });
        }

        var sink = new JupyterSink((type, content) => Show(type, content), () => ask(request), count);
        var status = Execute(code, counted ? count : Uncounted, sink);
        if (status == CellStatus.Stopped)
        {
            sink.Error(new CellError(
                "Interrupted", "The cell was interrupted.", ["The cell was interrupted; what earlier cells declared is still there."]));
        }

        sink.Flush();
        var reply = status == CellStatus.Completed
            ? new JsonObject { ["status"] = "ok", ["payload"] = new JsonArray(), ["user_expressions"] = Evaluate(request) }
            : JupyterSink.Content(sink.LastError!);
        reply["status"] = status == CellStatus.Completed ? "ok" : "error";
        reply["execution_count"] = count;
        OutputContext.Current = sink; // a thread that outlives the cell writes below it
        return reply;

        void Show(string type, JsonObject content)
        {
            if (!silent)
            {
                publish(request, type, content);
            }
        }
    }

    /// <summary>Stops the running cell, the second time by force; between cells it does nothing.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            if (running is { IsCancellationRequested: true })
            {
                session.Insist();
            }

            running?.Cancel();
        }
    }

    private CellStatus Execute(string code, int number, IOutputSink sink)
    {
        using var stop = new CancellationTokenSource();
        lock (gate)
        {
            running = stop;
        }

        try
        {
            return session.Execute(code, number, sink, stop.Token);
        }
        finally
        {
            lock (gate)
            {
                running = null;
            }
        }
    }

    private JsonObject Evaluate(Message request)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in request.Content["user_expressions"] as JsonObject ?? [])
        {
            var shown = new JsonObject { ["data"] = new JsonObject(), ["metadata"] = new JsonObject() };
            void Take(string type, JsonObject content) => shown = type is "execute_result" or "error" ? content : shown;
            var sink = new JupyterSink(Take, () => ask(request), count: null);
            var status = Execute(expression?.ToString() ?? "", Uncounted, sink);
            shown.Remove("execution_count");
            shown["status"] = status == CellStatus.Completed ? "ok" : "error";
            values[name] = shown;
        }

        return values;
    }
}
