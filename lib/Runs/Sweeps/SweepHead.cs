using System.Text.Json;
using System.Text.Json.Serialization;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Runs.Sweeps;

/// <summary>The first line of a sweep's manifest: what was asked. With other words than these the sweep is another.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Only">Its rows beside the first; empty: all.</param>
/// <param name="Scale">The scale.</param>
/// <param name="Cohort">The cohort's folder; empty: the scale's phantom.</param>
/// <param name="Seeds">Seeds that were asked first; later ones stand in their cells alone.</param>
public sealed record SweepHead(string Study, IReadOnlyList<string> Only, Scale Scale, string Cohort, IReadOnlyList<int> Seeds)
{
    /// <summary>"study fig6 at scale demo, rows 'a' and 'b', of cohort mine".</summary>
    [JsonIgnore]
    public string InWords =>
        $"study {Study} at scale {Scale.ToString().ToLowerInvariant()}"
        + (Only.Count == 0 ? "" : $", rows {string.Join(" and ", Only.Select(row => $"'{row}'"))}")
        + (Cohort.Length == 0 ? "" : $", of cohort {Cohort}");

    /// <summary>Whether cells that are asked so belong to the same sweep.</summary>
    public bool IsOfSameSweep(SweepHead other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return InWords == other.InWords;
    }

    internal string Json() => JsonSerializer.Serialize(this, JsonFormat.Compact);

    internal static SweepHead Parse(string json, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<SweepHead>(json, JsonFormat.Compact)
                is { Study: not null, Only: not null, Cohort: not null, Seeds: not null } head
                ? head
                : throw new InputException($"{where}: says no study: plan the sweep anew with `mhdnet sweep plan`");
        }
        catch (JsonException torn)
        {
            throw new InputException(
                $"{where}: is no head of a sweep ({torn.Message.ReplaceLineEndings(" ")}): plan it anew with `mhdnet sweep plan`", torn);
        }
    }
}
