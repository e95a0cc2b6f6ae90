using System.Text;
using System.Text.Json.Nodes;
using Cellwright.Fronts.Jupyter;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Trials;

/// <summary>Sends a kernel what no honest front end sends, signed and unsigned: it goes on answering.</summary>
internal static class MessageTrial
{
    private const int Batch = 100;

    private static readonly string[] Types =
    [
        "execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request", "comm_open", "comm_msg",
        "kernel_info_request", "unknown_request", "",
    ];

    private static readonly string[] Pieces =
    [
        "1 + 1", "\"", "{", "}", "(", "\u0000", "\\ud800", "#r \"nuget: ", "#!", "$\"{", "await", "/*", "'", "class C {", "namespace",
        "🙂", "var x = ", ";", "=>", "<<<", "\"\"\"", "#load \"x\"", "#if", "goto a;",
        "static extern", "unsafe", "..", "Console.", "\n", "\r",
    ];

    /// <summary>Runs the trial and prints its outcome.</summary>
    /// <param name="kernel">The kernel's program.</param>
    /// <param name="count">How many messages.</param>
    /// <returns>Whether the kernel lives.</returns>
    public static bool Run(string kernel, int count)
    {
        var random = new Random(1);
        using var client = new KernelClient(kernel, Path.GetTempPath());
        var signer = new Signer(client.Connection.Key);
        for (var sent = 0; sent < count; sent += Batch)
        {
            for (var message = 0; message < Batch; message++)
            {
                client.SendRaw(Hostile(random, signer));
            }

            // What was asked is answered before this; answers to the rest are passed over.
            var asked = (string)client.Send("kernel_info_request", [])["msg_id"]!;
            while (client.Receive().Parent["msg_id"]?.ToString() != asked)
            {
            }

            client.PublishedUntilIdle(asked);
        }

        var lives = client.Execute("1 + 1").Reply.Text("status") == "ok" && !client.Process.HasExited;
        Console.WriteLine($"{count} hostile messages: the kernel {(lives ? "lives" : "died")}");
        return lives;
    }

    private static List<byte[]> Hostile(Random random, Signer signer)
    {
        var content = new JsonObject();
        foreach (var name in (string[])["code", "cursor_pos", "silent", "user_expressions", "comm_id", "hist_access_type", "n"])
        {
            if (random.Next(2) == 0)
            {
                content[name] = Value(random, depth: 3);
            }
        }

        if (random.Next(3) > 0)
        {
            content["code"] = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        }

        List<byte[]> frames = [.. Message.Create(Types[random.Next(Types.Length)], "hostile", content).ToFrames(signer)];
        switch (random.Next(6))
        {
            case 0: // bytes of a frame turned over, signature as it was
                var frame = frames[random.Next(frames.Count)];
                for (var change = 0; change < 4 && frame.Length > 0; change++)
                {
                    frame[random.Next(frame.Length)] = (byte)random.Next(256);
                }

                break;
            case 1: // the same, signed
                var part = random.Next(2, 6);
                frames[part] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(frames[part]).Replace('"', (char)random.Next(32, 127)));
                frames[1] = signer.Sign([frames[2], frames[3], frames[4], frames[5]]);
                break;
            case 2: // frames missing
                frames.RemoveRange(random.Next(1, frames.Count), 1);
                break;
        }

        return frames;
    }

    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => random.Next(-10, 10),
        2 => random.NextDouble() * 1e300,
        3 => random.Next(2) == 0,
        4 => Pieces[random.Next(Pieces.Length)],
        5 => new JsonArray(Value(random, depth - 1), Value(random, depth - 1)),
        _ => new JsonObject { ["a"] = Value(random, depth - 1) },
    };
}
