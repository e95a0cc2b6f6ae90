using MhdNet.Runtime;
using NetMQ;
using NetMQ.Sockets;

namespace Cellwright.Fronts.Jupyter.Wire;

/// <summary>
/// The five sockets and the one thread that touches them. It checks messages as they arrive and hands them on at once, so the
/// heartbeat and the control channel answer while a cell runs; any thread sends through a queue.
/// </summary>
public sealed class Channels : IDisposable
{
    private const int Turn = 100;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly RouterSocket shell = new();
    private readonly RouterSocket control = new();
    private readonly RouterSocket stdin = new();
    private readonly PublisherSocket iopub = new();
    private readonly ResponseSocket heartbeat = new();
    private readonly NetMQQueue<Action> work = new();
    private readonly NetMQPoller poller;
    private readonly Signer signer;
    private readonly TextWriter log;
    private readonly Lock closing = new();
    private bool closed;

    /// <summary>Binds the sockets; <see cref="Start"/> begins to read them.</summary>
    /// <exception cref="InputException">A port is taken.</exception>
    public Channels(ConnectionFile connection, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(connection);
        this.log = log;
        signer = new Signer(connection.Key);
        iopub.Options.SendHighWatermark = 0; // no output is dropped, however fast it comes
        Bind(shell, connection.Address(connection.ShellPort));
        Bind(control, connection.Address(connection.ControlPort));
        Bind(stdin, connection.Address(connection.StdinPort));
        Bind(iopub, connection.Address(connection.IoPubPort));
        Bind(heartbeat, connection.Address(connection.HeartbeatPort));
        shell.ReceiveReady += (_, _) => ReceiveAll(shell, "shell", message => ShellReceived!(message));
        control.ReceiveReady += (_, _) => ReceiveAll(control, "control", message => ControlReceived!(message));
        stdin.ReceiveReady += (_, _) => ReceiveAll(stdin, "stdin", message => StdinReceived!(message));
        heartbeat.ReceiveReady += (_, _) => heartbeat.SendMultipartMessage(heartbeat.ReceiveMultipartMessage());
        work.ReceiveReady += (_, _) =>
        {
            // A few at a time: however fast a cell prints, requests come in between.
            for (var count = 0; count < Turn && work.TryDequeue(out var action, TimeSpan.Zero); count++)
            {
                action();
            }
        };
        poller = [shell, control, stdin, heartbeat, work];
    }

    /// <summary>Takes the messages of the shell channel, on the sockets' thread.</summary>
    public required Action<Message> ShellReceived { get; init; }

    /// <summary>Takes the messages of the control channel, on the sockets' thread.</summary>
    public required Action<Message> ControlReceived { get; init; }

    /// <summary>Takes the answers to what was asked on the stdin channel, on the sockets' thread.</summary>
    public required Action<Message> StdinReceived { get; init; }

    /// <summary>Begins to receive.</summary>
    public void Start() => poller.RunAsync("channels");

    /// <summary>Answers on the shell channel.</summary>
    public void SendShell(Message message) => Send(shell, message);

    /// <summary>Answers on the control channel.</summary>
    public void SendControl(Message message) => Send(control, message);

    /// <summary>Asks on the stdin channel.</summary>
    public void SendStdin(Message message) => Send(stdin, message);

    /// <summary>Publishes to all front ends.</summary>
    public void Publish(Message message) => Send(iopub, message);

    /// <summary>Runs an action on the sockets' thread once every shell message that has arrived by now was handed on.</summary>
    public void AfterArrivedShell(Action action) => Enqueue(() =>
    {
        ReceiveAll(shell, "shell", ShellReceived);
        action();
    });

    /// <summary>Sends what is queued, for a second at most, and closes the sockets.</summary>
    public void Dispose()
    {
        lock (closing)
        {
            if (closed)
            {
                return;
            }

            closed = true;
        }

        using var sent = new ManualResetEventSlim();
        work.Enqueue(sent.Set);
        sent.Wait(Linger);
        poller.Stop();
        poller.Dispose();
        NetMQSocket[] sockets = [shell, control, stdin, iopub, heartbeat];
        foreach (var socket in sockets)
        {
            socket.Options.Linger = Linger;
            socket.Dispose();
        }

        work.Dispose();
        NetMQConfig.Cleanup(block: true);
    }

    private static void Bind(NetMQSocket socket, string address)
    {
        try
        {
            socket.Bind(address);
        }
        catch (NetMQException exception)
        {
            throw new InputException(
                $"{address} cannot be opened ({exception.Message}): another kernel has this connection file, or the port is taken.");
        }
    }

    private void Send(NetMQSocket socket, Message message) => Enqueue(() =>
    {
        var frames = new NetMQMessage(message.ToFrames(signer).Select(frame => new NetMQFrame(frame)));
        if (!socket.TrySendMultipartMessage(frames))
        {
            log.WriteLine($"{message.Type} could not be sent.");
        }
    });

    private void Enqueue(Action action)
    {
        lock (closing)
        {
            if (!closed) // a thread of a cell may go on printing while the process ends
            {
                work.Enqueue(action);
            }
        }
    }

    private void ReceiveAll(NetMQSocket socket, string name, Action<Message> handler)
    {
        var frames = new NetMQMessage();
        while (socket.TryReceiveMultipartMessage(TimeSpan.Zero, ref frames))
        {
            if (Message.TryRead([.. frames.Select(frame => frame.ToByteArray(copy: true))], signer, out var message, out var problem))
            {
                handler(message);
            }
            else
            {
                log.WriteLine($"Dropped a message on {name}: {problem}.");
            }
        }
    }
}
