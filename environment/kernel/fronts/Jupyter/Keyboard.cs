using System.Text.Json.Nodes;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Jupyter;

/// <summary>Asks the person in front of the running cell for a line, and waits for it.</summary>
/// <param name="send">Sends a message on the stdin channel.</param>
public sealed class Keyboard(Action<Message> send)
{
    private readonly object gate = new();
    private string? asked;
    private string? answer;

    /// <summary>Asks and waits; an interrupt of the cell's thread ends the wait.</summary>
    /// <param name="request">The execute request of the cell.</param>
    /// <param name="session">The kernel's session.</param>
    /// <exception cref="InvalidOperationException">The front end has said that it cannot be asked.</exception>
    public string ReadLine(Message request, string session)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Flag("allow_stdin", otherwise: true))
        {
            throw new InvalidOperationException("This front end cannot be asked: Console.ReadLine has nobody to answer.");
        }

        var content = new JsonObject { ["prompt"] = "", ["password"] = false };
        var question = Message.Create("input_request", session, content, request.Header, request.Identities);
        lock (gate)
        {
            (asked, answer) = ((string)request.Header["session"]!, null);
            try
            {
                send(question);
                while (answer is null)
                {
                    Monitor.Wait(gate);
                }

                return answer;
            }
            finally
            {
                asked = null;
            }
        }
    }

    /// <summary>Takes an answer; ignores one that nobody waits for, or that comes from another front end.</summary>
    public void Answer(Message reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        lock (gate)
        {
            if (reply.Type == "input_reply" && asked is not null && reply.Header["session"]?.ToString() == asked)
            {
                answer = reply.Content["value"]?.ToString() ?? "";
                Monitor.PulseAll(gate);
            }
        }
    }
}
