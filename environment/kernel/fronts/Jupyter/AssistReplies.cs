using System.Text.Json.Nodes;
using Cellwright.Engine;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Jupyter;

/// <summary>Answers what front ends ask while the user writes a cell. The protocol counts code points, C# counts UTF-16 units.</summary>
/// <param name="session">Knows what earlier cells declared.</param>
public sealed class AssistReplies(CSharpSession session)
{
    /// <summary>Answers a complete request.</summary>
    public JsonObject Complete(Message request)
    {
        var (code, cursor) = Place(request);
        var found = session.Complete(code, cursor);
        var (start, end) = (CodePoints(code, found.Start), CodePoints(code, found.End));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => JsonValue.Create(item.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Items.Select(item =>
                    new JsonObject { ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end })]),
            },
        };
    }

    /// <summary>Answers an inspect request.</summary>
    public JsonObject Inspect(Message request)
    {
        var (code, cursor) = Place(request);
        var found = session.Inspect(code, cursor);
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = found is not null,
            ["data"] = found is null ? new JsonObject() : new JsonObject { ["text/plain"] = found.Text, ["text/html"] = found.Html },
            ["metadata"] = new JsonObject(),
        };
    }

    /// <summary>Answers an is_complete request.</summary>
    public static JsonObject IsComplete(Message request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (completeness, indent) = CSharpSession.IsComplete(request.Text("code") ?? "");
        var reply = new JsonObject { ["status"] = completeness.ToString().ToLowerInvariant() };
        if (completeness == Engine.Assist.Completeness.Incomplete)
        {
            reply["indent"] = indent;
        }

        return reply;
    }

    // Without a cursor, or with one beyond the end: the end.
    private static (string Code, int Cursor) Place(Message request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var code = request.Text("code") ?? "";
        var points = request.Number("cursor_pos") ?? int.MaxValue;
        var cursor = 0;
        foreach (var rune in code.EnumerateRunes())
        {
            if (points-- <= 0)
            {
                break;
            }

            cursor += rune.Utf16SequenceLength;
        }

        return (code, Math.Min(cursor, code.Length));
    }

    private static int CodePoints(string code, int cursor) => code[..cursor].EnumerateRunes().Count();
}
