using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MhdNet.Runtime;

/// <summary>How the suite writes JSON: camelCase names, enums as text, NaN and infinities allowed by name.</summary>
public static class JsonFormat
{
    /// <summary>Indented, for files that people open.</summary>
    public static JsonSerializerOptions Readable { get; } = Create(indented: true);

    /// <summary>One line, for logs, hashes and headers.</summary>
    public static JsonSerializerOptions Compact { get; } = Create(indented: false);

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = indented,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
