using System.Text.Json.Nodes;
using Cellwright.Engine;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Jupyter;

/// <summary>
/// A kernel as front ends see it. Shell requests are answered one after another in the order of their arrival, on a thread
/// of their own; control requests at once.
/// </summary>
public sealed class KernelServer : IDisposable
{
    private readonly string sessionId = Guid.NewGuid().ToString("N");
    private readonly RequestQueue requests = new();
    private readonly ManualResetEventSlim stopped = new();
    private readonly Channels channels;
    private readonly Keyboard keyboard;
    private readonly History history = new();
    private readonly Lazy<CSharpSession> session;
    private readonly Lazy<CellRunner> cells;
    private readonly Lazy<AssistReplies> assist;
    private readonly WarmUp warmUp;
    private readonly TextWriter log;
    private Message? current;
    private bool aborting;

    /// <summary>Opens the channels.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="folder">The notebook's folder.</param>
    /// <param name="log">For the person who looks after the kernel, not for the notebook.</param>
    public KernelServer(ConnectionFile connection, string folder, TextWriter log)
    {
        this.log = log;
        channels = new Channels(connection, log)
        {
            ShellReceived = message => requests.Add(() => Serve(message, Answer, channels!.SendShell)),
            ControlReceived = message => Serve(message, AnswerControl, channels!.SendControl),
            StdinReceived = message => keyboard!.Answer(message),
        };
        keyboard = new Keyboard(channels.SendStdin);
        session = new(() => new CSharpSession(folder));
        warmUp = new(() => session.Value.WarmUp());
        assist = new(() => new AssistReplies(session.Value));
        cells = new(() => new CellRunner(session.Value, Publish, request => keyboard.ReadLine(request, sessionId), history));
    }

    /// <summary>Serves until a shutdown request comes, or <see cref="Stop"/> is called.</summary>
    public void Run()
    {
        channels.Start();
        Publish(null, "status", Status("starting"));
        requests.Start();
        warmUp.Start();
        stopped.Wait();
    }

    /// <summary>Stops the running cell.</summary>
    public void Interrupt() => cells.Value.Interrupt();

    /// <summary>Ends <see cref="Run"/>; does not wait for the running cell.</summary>
    public void Stop() => stopped.Set();

    /// <summary>Shows an exception that nobody caught, on a thread, a timer or a task that a cell started, below the cell.</summary>
    public void Astray(Exception exception)
    {
        if (exception is not CellStoppedException)
        {
            var error = session.Value.Describe(exception);
            var text = "An exception on a thread that a cell started; the thread has ended, the kernel goes on.\n"
                + string.Join('\n', error.Traceback) + "\n";
            Publish(current, "stream", new JsonObject { ["name"] = "stderr", ["text"] = text });
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        channels.Dispose();
        stopped.Dispose();
    }

    private static JsonObject Status(string state) => new() { ["execution_state"] = state };

    private void Publish(Message? parent, string type, JsonObject content)
    {
        byte[] topic = System.Text.Encoding.UTF8.GetBytes(type);
        channels.Publish(Message.Create(type, sessionId, content, parent?.Header.DeepClone().AsObject(), [topic]));
    }

    private void Serve(Message request, Func<Message, JsonObject?> answer, Action<Message> send)
    {
        Publish(request, "status", Status("busy"));
        var type = request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
        try
        {
            if (answer(request) is { } content)
            {
                send(Message.Create(type, sessionId, content, request.Header, request.Identities));
            }
        }
        catch (Exception exception)
        {
            // The kernel cannot make sense of the request, or has made a mistake of its own: the session goes on, and the log tells.
            log.WriteLine($"{request.Type} failed: {exception}");
            var content = JupyterSink.Content(new CellError(exception.GetType().FullName!, exception.Message, [exception.Message]));
            content["status"] = "error";
            send(Message.Create(type, sessionId, content, request.Header, request.Identities));
        }
        finally
        {
            Publish(request, "status", Status("idle"));
            warmUp.Go();
        }

        if (request.Type == "shutdown_request")
        {
            Stop(); // the reply goes first: nothing is sent any more once the channels begin to close
        }
    }

    private JsonObject? Answer(Message request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Reply();
            case "execute_request":
                return Execute(request);
            case "complete_request":
                return assist.Value.Complete(request);
            case "inspect_request":
                return assist.Value.Inspect(request);
            case "is_complete_request":
                return AssistReplies.IsComplete(request);
            case "history_request":
                return history.Reply(request);
            case "comm_info_request":
                return new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() };
            case "comm_open":
                // Nothing here has widgets: the protocol wants an unknown target closed at once.
                Publish(request, "comm_close", new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
                return null;
            case "comm_msg" or "comm_close":
                return null;
            case "shutdown_request":
                return Shutdown(request); // where older clients send it
            default:
                log.WriteLine($"Left aside a shell message of unknown type '{request.Type}'.");
                return null;
        }
    }

    private JsonObject? AnswerControl(Message request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Reply();
            case "interrupt_request":
                Interrupt();
                return new JsonObject { ["status"] = "ok" };
            case "shutdown_request":
                return Shutdown(request);
            default:
                log.WriteLine($"Left aside a control message of unknown type '{request.Type}'.");
                return null;
        }
    }

    private JsonObject Shutdown(Message request)
    {
        var reply = new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", otherwise: false) };
        Publish(request, "shutdown_reply", reply.DeepClone().AsObject());
        return reply;
    }

    private JsonObject Execute(Message request)
    {
        if (aborting)
        {
            return new JsonObject { ["status"] = "aborted" };
        }

        current = request;
        var reply = cells.Value.Run(request);
        if ((string)reply["status"]! == "error" && request.Flag("stop_on_error", otherwise: true))
        {
            // Run All sends every cell at once: those that have arrived by now are not run.
            aborting = true;
            channels.AfterArrivedShell(() => requests.Add(() => aborting = false));
        }

        return reply;
    }
}
