using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Runtime;

namespace MhdNet.Data.Cohorts;

/// <summary>What cohort.json says, or stands in for it.</summary>
/// <param name="Labels">The classes.</param>
/// <param name="Synthetic">Whether the cohort is the phantom.</param>
/// <param name="Description">Its origin.</param>
/// <param name="Origin">Where series and slides come from that are not there; null where all are there.</param>
internal sealed record CohortHead(LabelSet Labels, bool Synthetic, string Description, ISourceOrigin? Origin = null)
{
    private const string LabelsKey = "labels", LabelsOldKey = "typing";

    /// <summary>The text of cohort.json.</summary>
    public string Json()
    {
        var labels = JsonSerializer.SerializeToNode(Labels, JsonFormat.Readable);
        var head = new JsonObject { [LabelsKey] = labels, ["synthetic"] = Synthetic, ["description"] = Description };
        if (Origin is not null)
        {
            head[Origin.Name] = Origin.ToJson();
        }

        return head.ToJsonString(JsonFormat.Readable) + "\n";
    }

    /// <summary>
    /// Reads cohort.json. Where it names no labels, or is not there, they are told from those of the patients. Null, and a problem more,
    /// where the head cannot be made out.
    /// </summary>
    public static CohortHead? Read(string folder, CsvTable patients, List<string> problems)
    {
        var path = Path.Combine(folder, CohortReader.HeadName);
        if (!File.Exists(path))
        {
            return Told(patients, problems) is { } told ? new CohortHead(told, Synthetic: false, Description: "") : null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var root = json.RootElement;
            var labels = root.TryGetProperty(LabelsKey, out var named) || root.TryGetProperty(LabelsOldKey, out named)
                ? LabelSetJson.Read(named)
                : Told(patients, problems);
            return labels is null ? null : new CohortHead(
                labels,
                root.TryGetProperty("synthetic", out var synthetic) && synthetic.GetBoolean(),
                root.TryGetProperty("description", out var description) ? description.GetString() ?? "" : "",
                SourceOrigins.Read(root));
        }
        catch (InputException failure)
        {
            problems.Add($"{path}: {failure.Message}");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            var line = (failure as JsonException)?.LineNumber ?? 0;
            problems.Add($"{path}:{line + 1}: not {{\"labels\": ..., \"synthetic\": true or false, \"description\": ...}}: "
                + "correct or delete it");
        }

        return null;
    }

    // the known set that the patients' labels are of
    private static LabelSet? Told(CsvTable patients, List<string> problems)
    {
        var fitting = LabelSet.All.Where(labels => patients.Rows.Any(row => labels.Types.Contains(row["label"]))).ToList();
        if (fitting.Count == 1)
        {
            return fitting[0];
        }

        if (patients.Rows.Count > 0)
        {
            var known = string.Join(" or ", LabelSet.All);
            problems.Add(fitting.Count == 0
                ? $"{patients.Path}: the labels are of no known label set: use those of {known}, "
                    + $"or name yours in {CohortReader.HeadName} (data/README.md)"
                : $"{patients.Path}: the labels are of several label sets: use those of one, {known}");
        }

        return null;
    }
}
