using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using MhdNet.Runtime;

namespace Cellwright.Fronts.Jupyter.Wire;

/// <summary>Where a front end expects the kernel: the file that Jupyter names when it starts one.</summary>
public sealed record ConnectionFile
{
    /// <summary>Port of the channel that executes.</summary>
    [JsonRequired, JsonPropertyName("shell_port")]
    public required int ShellPort { get; init; }

    /// <summary>Port of the channel on which everything shown is published.</summary>
    [JsonRequired, JsonPropertyName("iopub_port")]
    public required int IoPubPort { get; init; }

    /// <summary>Port of the channel on which the kernel asks the person at the keyboard.</summary>
    [JsonRequired, JsonPropertyName("stdin_port")]
    public required int StdinPort { get; init; }

    /// <summary>Port of the channel for interrupt and shutdown, answered while a cell runs.</summary>
    [JsonRequired, JsonPropertyName("control_port")]
    public required int ControlPort { get; init; }

    /// <summary>Port of the heartbeat.</summary>
    [JsonRequired, JsonPropertyName("hb_port")]
    public required int HeartbeatPort { get; init; }

    /// <summary>Address to bind; loopback only.</summary>
    [JsonPropertyName("ip")]
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>Only tcp.</summary>
    [JsonPropertyName("transport")]
    public string Transport { get; init; } = "tcp";

    /// <summary>Only hmac-sha256.</summary>
    [JsonPropertyName("signature_scheme")]
    public string SignatureScheme { get; init; } = Signer.Scheme;

    /// <summary>Secret shared with the front end; empty: messages are not signed.</summary>
    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    /// <summary>Reads and checks a connection file.</summary>
    /// <exception cref="InputException">The file is missing, no connection file, or one that this kernel does not serve.</exception>
    public static ConnectionFile Load(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<ConnectionFile>(File.ReadAllBytes(path)) ?? throw new JsonException("holds null");
            file.Check(path);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException(
                $"{path}: no connection file of Jupyter ({exception.Message}). "
                + "Jupyter makes one and starts the kernel with it: 'install' tells it how.");
        }
    }

    /// <summary>A connection on ports that are free, with a key of its own: for who starts a kernel.</summary>
    public static ConnectionFile OnFreePorts()
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
        {
            listener.Stop();
        }

        return new()
        {
            ShellPort = ports[0],
            IoPubPort = ports[1],
            StdinPort = ports[2],
            ControlPort = ports[3],
            HeartbeatPort = ports[4],
            Key = Guid.NewGuid().ToString("N"),
        };
    }

    /// <summary>The address of a port, as ZeroMQ writes it.</summary>
    public string Address(int port) => $"{Transport}://{Ip}:{port}";

    private void Check(string path)
    {
        if (Transport != "tcp")
        {
            throw new InputException($"{path}: transport '{Transport}': this kernel speaks tcp on this machine only.");
        }

        if (!IPAddress.TryParse(Ip, out var address) || !IPAddress.IsLoopback(address))
        {
            throw new InputException(
                $"{path}: ip '{Ip}': this kernel listens on this machine only (127.0.0.1): whoever reaches its ports can run code.");
        }

        if (SignatureScheme != Signer.Scheme)
        {
            throw new InputException($"{path}: signature_scheme '{SignatureScheme}': this kernel signs with {Signer.Scheme} only.");
        }

        int[] ports = [ShellPort, IoPubPort, StdinPort, ControlPort, HeartbeatPort];
        if (ports.FirstOrDefault(port => port is < 1 or > 65535) is var bad and not 0)
        {
            throw new InputException($"{path}: {bad} is no port.");
        }
    }
}
