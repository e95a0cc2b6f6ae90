using System.Text.Json;
using System.Text.Json.Serialization;
using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>
/// Label sets in JSON: <c>{"name": "nodule", "types": ["benign", "malignant"], "other": true}</c>; a known one may stand by its name alone.
/// </summary>
internal sealed class LabelSetJson : JsonConverter<LabelSet>
{
    private const string Form = """{"name": "...", "types": ["...", "..."], "other": true or false}""";

    /// <summary>Reads a set and checks it.</summary>
    /// <exception cref="InputException">Not in this form, or a set that cannot be used.</exception>
    public static LabelSet Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => LabelSet.Known(json.GetString()!),
        JsonValueKind.Object => new LabelSet(Name(json), Types(json), HasOther(json)).Checked(),
        _ => throw Malformed(),
    };

    /// <inheritdoc/>
    /// <exception cref="InputException">As the other <see cref="Read(JsonElement)"/>.</exception>
    public override LabelSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(JsonElement.ParseValue(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LabelSet value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WriteStartArray("types");
        value.Types.ToList().ForEach(writer.WriteStringValue);
        writer.WriteEndArray();
        writer.WriteBoolean("other", value.HasOther);
        writer.WriteEndObject();
    }

    private static string Name(JsonElement json) =>
        json.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : throw Malformed();

    private static string[] Types(JsonElement json) =>
        json.TryGetProperty("types", out var types) && types.ValueKind == JsonValueKind.Array
            && types.EnumerateArray().All(type => type.ValueKind == JsonValueKind.String)
            ? [.. types.EnumerateArray().Select(type => type.GetString()!)]
            : throw Malformed();

    private static bool HasOther(JsonElement json) =>
        json.TryGetProperty("other", out var other)
        && (other.ValueKind is JsonValueKind.True or JsonValueKind.False ? other.GetBoolean() : throw Malformed());

    private static InputException Malformed() =>
        new($"labels: not {Form}, and not the name of a known set ({string.Join(", ", LabelSet.All.Select(known => known.Name))})");
}
