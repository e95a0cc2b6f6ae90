using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cellwright.Fronts.Jupyter.Wire;

/// <summary>One message of the Jupyter protocol.</summary>
/// <param name="Identities">Routing frames: who is to get it, or who sent it; on iopub the topic.</param>
/// <param name="Header">Kind, id, session, time.</param>
/// <param name="Parent">The header of the message that this one answers; empty: none.</param>
/// <param name="Content">What it says; its form depends on the kind.</param>
public sealed record Message(IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject Parent, JsonObject Content)
{
    /// <summary>The protocol's version that is spoken here.</summary>
    public const string Protocol = "5.3";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The kind, such as "execute_request".</summary>
    public string Type => (string)Header["msg_type"]!;

    private static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>A new message.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="session">The sender's session.</param>
    /// <param name="content">What it says.</param>
    /// <param name="parent">What it answers; null: nothing.</param>
    /// <param name="identities">Routing frames; null: none.</param>
    public static Message Create(
        string type, string session, JsonObject content, JsonObject? parent = null, IReadOnlyList<byte[]>? identities = null) =>
        new(
            identities ?? [],
            new JsonObject
            {
                ["msg_id"] = Guid.NewGuid().ToString("N"),
                ["msg_type"] = type,
                ["session"] = session,
                ["username"] = "kernel",
                ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
                ["version"] = Protocol,
            },
            parent ?? [],
            content);

    /// <summary>The frames to be sent, signed.</summary>
    public IReadOnlyList<byte[]> ToFrames(Signer signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        byte[][] parts = [Bytes(Header), Bytes(Parent), "{}"u8.ToArray(), Bytes(Content)];
        return [.. Identities, Delimiter.ToArray(), signer.Sign(parts), .. parts];
    }

    /// <summary>Reads received frames. What cannot be trusted or read gives false and the reason.</summary>
    public static bool TryRead(
        IReadOnlyList<byte[]> frames, Signer signer,
        [NotNullWhen(true)] out Message? message, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(signer);
        message = null;
        var delimiter = frames.TakeWhile(frame => !frame.AsSpan().SequenceEqual(Delimiter)).Count();
        if (frames.Count < delimiter + 6)
        {
            problem = $"{frames.Count} frames are no Jupyter message";
            return false;
        }

        byte[][] parts = [.. frames.Skip(delimiter + 2).Take(4)];
        if (!signer.Accepts(frames[delimiter + 1], parts))
        {
            problem = "wrong signature";
            return false;
        }

        try
        {
            var objects = parts.Select(part => Parse(part) as JsonObject ?? throw new JsonException("a part is no JSON object")).ToArray();
            if (objects[0]["msg_type"] is not JsonValue type || !type.TryGetValue<string>(out _))
            {
                throw new JsonException("the header has no msg_type");
            }

            _ = Bytes(objects[0]); // an answer repeats the header, so it must be writable
            message = new Message([.. frames.Take(delimiter)], objects[0], objects[1], objects[3]);
            problem = null;
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // Besides bad JSON: text that is no UTF-8, half a character.
            problem = exception.Message;
            return false;
        }
    }

    /// <summary>A text of the content; null: it has none of this name.</summary>
    public string? Text(string name) => Content[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A whole number of the content; null: it has none of this name.</summary>
    public int? Number(string name) => Content[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    /// <summary>A flag of the content.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">Its value where the content does not say.</param>
    public bool Flag(string name, bool otherwise) =>
        Content[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    private static JsonNode? Parse(byte[] part) => JsonNode.Parse(Utf8.GetString(part), documentOptions: Strict);

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Json);
}
