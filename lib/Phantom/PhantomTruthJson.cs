using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MhdNet.Runtime;

namespace MhdNet.Phantom;

/// <summary>True parameters as JSON: those of the disease, which is named unless it is <see cref="PhantomDisease.Thymus"/>.</summary>
internal sealed class PhantomTruthJson : JsonConverter<PhantomTruth>
{
    private const string Key = "Disease";

    /// <inheritdoc/>
    public override PhantomTruth Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonNode.Parse(ref reader)!.AsObject();
        try
        {
            var disease = json[Key] is { } named ? PhantomDisease.Named(named.GetValue<string>()) : PhantomDisease.Thymus;
            json.Remove(Key);
            return (PhantomTruth)json.Deserialize(disease.Truth, options)!;
        }
        catch (Exception failure) when (failure is InputException or InvalidOperationException)
        {
            throw new JsonException($"{Key}: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PhantomTruth value, JsonSerializerOptions options)
    {
        var json = JsonSerializer.SerializeToNode(value, value.GetType(), options)!.AsObject();
        if (value.Disease != PhantomDisease.Thymus)
        {
            json.Insert(0, Key, value.Disease.Name);
        }

        json.WriteTo(writer, options);
    }
}
