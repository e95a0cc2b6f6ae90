using System.Collections.Concurrent;
using System.Text.Json;

namespace MhdNet.Data.Cohorts;

/// <summary>
/// The origins that cohort.json may name. Each adds itself when the library is loaded, so that reading a cohort does not depend on what
/// draws it.
/// </summary>
internal static class SourceOrigins
{
    private static readonly ConcurrentDictionary<string, Func<JsonElement, ISourceOrigin?>> Known = new(StringComparer.Ordinal);

    /// <summary>Makes an origin known.</summary>
    /// <param name="name">Its key in cohort.json.</param>
    /// <param name="read">What stands under the key to the origin; throws <see cref="JsonException"/> where it cannot be made out.</param>
    public static void Add(string name, Func<JsonElement, ISourceOrigin?> read) => Known[name] = read;

    /// <summary>The origin that a cohort.json names; null where the cohort keeps all files.</summary>
    /// <exception cref="JsonException">What is said of it cannot be made out.</exception>
    public static ISourceOrigin? Read(JsonElement head)
    {
        foreach (var property in head.EnumerateObject())
        {
            if (Known.TryGetValue(property.Name, out var read))
            {
                return read(property.Value);
            }
        }

        return null;
    }
}
