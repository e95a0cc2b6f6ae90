using System.Diagnostics;
using System.Text.Json.Nodes;
using Cellwright.Fronts.Jupyter.Wire;
using NetMQ;
using NetMQ.Sockets;

namespace Cellwright.Fronts.Jupyter;

/// <summary>
/// A kernel in a process of its own and the other end of its channels, through which the benchmark and the tests talk to it. Only one
/// thread may use it.
/// </summary>
public sealed class KernelClient : IDisposable
{
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly Signer signer;
    private readonly string file = Path.Combine(Path.GetTempPath(), $"kernel-{Guid.NewGuid():N}.json");
    private readonly DealerSocket shell = new();
    private readonly DealerSocket control = new();
    private readonly DealerSocket stdin = new();
    private readonly SubscriberSocket iopub = new();
    private readonly RequestSocket heartbeat = new();

    /// <summary>Starts a kernel and connects to it.</summary>
    /// <param name="kernel">Cellwright.dll.</param>
    /// <param name="folder">The notebook's folder.</param>
    public KernelClient(string kernel, string folder)
    {
        Connection = ConnectionFile.OnFreePorts();
        signer = new Signer(Connection.Key);
        File.WriteAllText(file, System.Text.Json.JsonSerializer.Serialize(Connection));
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardError = true };
        start.ArgumentList.Add(kernel);
        start.ArgumentList.Add("start");
        start.ArgumentList.Add(file);
        start.Environment["JPY_PARENT_PID"] = Environment.ProcessId.ToString();
        Process = Process.Start(start)!;
        Process.ErrorDataReceived += (_, line) =>
        {
            lock (Log)
            {
                Log.Add(line.Data ?? "");
            }
        };
        Process.BeginErrorReadLine();

        // One identity for the three: the kernel asks on stdin whoever sent the cell on shell.
        shell.Options.Identity = control.Options.Identity = stdin.Options.Identity = System.Text.Encoding.ASCII.GetBytes(session);
        iopub.Options.ReceiveHighWatermark = 0;
        shell.Connect(Connection.Address(Connection.ShellPort));
        control.Connect(Connection.Address(Connection.ControlPort));
        stdin.Connect(Connection.Address(Connection.StdinPort));
        iopub.Connect(Connection.Address(Connection.IoPubPort));
        heartbeat.Connect(Connection.Address(Connection.HeartbeatPort));
        iopub.SubscribeToAnyTopic();
        Ready();
    }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The ports and the secret.</summary>
    public ConnectionFile Connection { get; }

    /// <summary>The kernel's process.</summary>
    public Process Process { get; }

    /// <summary>What the kernel has logged; lock it to read it.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Sends a request on the shell channel; gives its header.</summary>
    public JsonObject Send(string type, JsonObject content) => Send(shell, type, content);

    /// <summary>Sends a request on the control channel; gives its header.</summary>
    public JsonObject SendControl(string type, JsonObject content) => Send(control, type, content);

    /// <summary>Answers what the kernel asked on the stdin channel.</summary>
    public void SendInput(string line) => Send(stdin, "input_reply", new JsonObject { ["value"] = line });

    /// <summary>Sends frames unchanged on the shell channel.</summary>
    public void SendRaw(IReadOnlyList<byte[]> frames) => shell.SendMultipartBytes(frames);

    /// <summary>The next message of the shell channel.</summary>
    public Message Receive() => Receive(shell);

    /// <summary>Whether a message is there, or comes in time, on the shell channel.</summary>
    public bool Answered(TimeSpan patience) => shell.Poll(PollEvents.PollIn, patience).HasFlag(PollEvents.PollIn);

    /// <summary>The next message of the control channel.</summary>
    public Message ReceiveControl() => Receive(control);

    /// <summary>The next question on the stdin channel.</summary>
    public Message ReceiveInput() => Receive(stdin);

    /// <summary>The next published message.</summary>
    public Message ReceivePublished() => Receive(iopub);

    /// <summary>Sends a request on the shell channel and waits for its end; gives the reply and the messages published for it.</summary>
    public (Message Reply, IReadOnlyList<Message> Published) Ask(string type, JsonObject content)
    {
        var id = (string)Send(type, content)["msg_id"]!;
        return (Receive(), PublishedUntilIdle(id));
    }

    /// <summary>Runs a cell.</summary>
    public (Message Reply, IReadOnlyList<Message> Published) Execute(string code) => Ask("execute_request", new JsonObject
    {
        ["code"] = code,
        ["silent"] = false,
        ["store_history"] = true,
        ["allow_stdin"] = true,
        ["stop_on_error"] = true,
    });

    /// <summary>What is published for a request, up to its idle status.</summary>
    public IReadOnlyList<Message> PublishedUntilIdle(string requestId)
    {
        var published = new List<Message>();
        while (true)
        {
            var message = ReceivePublished();
            if (message.Parent["msg_id"]?.ToString() == requestId)
            {
                published.Add(message);
                if (message.Type == "status" && message.Text("execution_state") == "idle")
                {
                    return published;
                }
            }
        }
    }

    /// <summary>Whether the heartbeat is echoed.</summary>
    public bool Beats(TimeSpan patience)
    {
        heartbeat.SendFrame("ping");
        return heartbeat.TryReceiveFrameString(patience, out var echo) && echo == "ping";
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
        }

        Process.Dispose();
        NetMQSocket[] sockets = [shell, control, stdin, iopub, heartbeat];
        foreach (var socket in sockets)
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }

        File.Delete(file);
    }

    /// <summary>Waits until the kernel answers and what it publishes arrives: a subscription takes a moment to reach it.</summary>
    private void Ready()
    {
        var patience = Stopwatch.StartNew();
        Send("kernel_info_request", []);
        Receive();
        while (!iopub.Poll(PollEvents.PollIn, TimeSpan.FromMilliseconds(20)).HasFlag(PollEvents.PollIn))
        {
            if (patience.Elapsed > Patience)
            {
                throw new TimeoutException("The kernel publishes nothing.");
            }

            Send("kernel_info_request", []);
            Receive();
        }
    }

    private JsonObject Send(DealerSocket socket, string type, JsonObject content)
    {
        var message = Message.Create(type, session, content);
        socket.SendMultipartBytes(message.ToFrames(signer));
        return message.Header;
    }

    private Message Receive(NetMQSocket socket)
    {
        var frames = new NetMQMessage();
        return !socket.TryReceiveMultipartMessage(Patience, ref frames)
            ? throw new TimeoutException($"No answer from the kernel for {Patience.TotalSeconds} s. Its log: {string.Join("\n", Log)}")
            : Message.TryRead([.. frames.Select(frame => frame.ToByteArray(copy: true))], signer, out var message, out var problem)
                ? message
                : throw new InvalidOperationException($"The kernel sent what is no message: {problem}.");
    }
}
