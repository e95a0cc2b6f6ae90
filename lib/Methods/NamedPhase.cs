using System.Text.Json;
using System.Text.Json.Serialization;
using MhdNet.Runtime;

namespace MhdNet.Methods;

/// <summary>A phase with the name of the experiment that asked for it first: what experiment.json holds.</summary>
/// <param name="Name">The experiment's name.</param>
/// <param name="Phase">What is trained.</param>
public sealed record NamedPhase(string Name, Phase Phase)
{
    /// <summary>"MHD-Net, teacher, seed 1".</summary>
    [JsonIgnore]
    public string Label => $"{Name}{(Name.Contains(Phase.Kind, StringComparison.OrdinalIgnoreCase) ? "" : ", " + Phase.Kind)}, "
        + $"seed {Phase.Setting.Seed}";

    /// <summary>As JSON that people can read.</summary>
    public string Json()
    {
        PhaseJson.KnowAll(Phase);
        return JsonSerializer.Serialize(this, PhaseJson.Readable) + "\n";
    }

    /// <summary>Reads one back.</summary>
    /// <param name="json">Its JSON.</param>
    /// <param name="where">What the message of an error begins with: the file.</param>
    /// <exception cref="InputException">It is torn, or of a method that this program does not know.</exception>
    public static NamedPhase Parse(string json, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<NamedPhase>(json, PhaseJson.Readable) is { Phase: not null, Name: not null } named
                ? named
                : throw new InputException($"{where}: names no training: it is empty");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            var what = PhaseJson.IsUnknownMethod(error)
                ? "is a training of a method that this program does not know: open it where the method is defined"
                : "says no training that this version can read: write it anew";
            throw new InputException($"{where}: {what} ({error.Message.ReplaceLineEndings(" ")})", error);
        }
    }
}
