using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cellwright.Formatting;

/// <summary>JSON values of System.Text.Json and of Newtonsoft.Json, as a tree that unfolds.</summary>
internal static class JsonView
{
    private const int OpenLevels = 2;
    private const int MostItems = 200;

    private static readonly JsonSerializerOptions Flat = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Flat) { WriteIndented = true };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    public static bool Suits(object value) => value is JsonDocument or JsonElement or JsonNode || IsNewtonsoft(value.GetType());

    /// <summary>On one line.</summary>
    public static string Line(object value) => JsonSerializer.Serialize(Element(value), Flat);

    public static string Text(object value) => JsonSerializer.Serialize(Element(value), Indented);

    public static string Html(object value)
    {
        var html = new StringBuilder();
        Append(html, Element(value), name: null, level: 0);
        return html.ToString();
    }

    private static bool IsNewtonsoft(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.FullName == "Newtonsoft.Json.Linq.JToken")
            {
                return true;
            }
        }

        return false;
    }

    private static JsonElement Element(object value) => value switch
    {
        JsonDocument document => document.RootElement,
        JsonElement element => element.ValueKind == JsonValueKind.Undefined ? JsonSerializer.SerializeToElement<object?>(null) : element,
        JsonNode node => JsonDocument.Parse(node.ToJsonString(), Deep).RootElement,
        _ => Newtonsoft(value),
    };

    // A JValue's text is the value without quotes; an array around it is JSON.
    private static JsonElement Newtonsoft(object token)
    {
        var convert = token.GetType().Assembly.GetType("Newtonsoft.Json.JsonConvert", throwOnError: true)!;
        var json = (string)convert.GetMethod("SerializeObject", [typeof(object)])!.Invoke(null, [token])!;
        return JsonDocument.Parse(json, Deep).RootElement;
    }

    private static void Append(StringBuilder html, JsonElement element, string? name, int level)
    {
        var label = name is null ? "" : $"<code>{WebUtility.HtmlEncode(name)}</code>: ";
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            html.Append("<div>").Append(label).Append(WebUtility.HtmlEncode(JsonSerializer.Serialize(element, Flat))).Append("</div>");
            return;
        }

        var isArray = element.ValueKind == JsonValueKind.Array;
        var count = isArray ? element.GetArrayLength() : element.GetPropertyCount();
        html.Append(level < OpenLevels ? "<details open>" : "<details>").Append("<summary>").Append(label)
            .Append(isArray ? $"[{count}]" : $"{{{count}}}").Append("</summary><div style=\"margin-left:1.5em\">");
        var parts = isArray
            ? element.EnumerateArray().Select((item, index) => ($"{index}", item))
            : element.EnumerateObject().Select(property => (property.Name, property.Value));
        foreach (var (part, value) in parts.Take(MostItems))
        {
            Append(html, value, part, level + 1);
        }

        html.Append(count > MostItems ? $"<div>… {count - MostItems} more</div>" : "").Append("</div></details>");
    }
}
