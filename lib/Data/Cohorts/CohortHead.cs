using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Data.Sequences;
using MhdNet.Phantom;

namespace MhdNet.Data.Cohorts;

/// <summary>What cohort.json says, or stands in for it.</summary>
/// <param name="Labels">The classes.</param>
/// <param name="Synthetic">Whether the cohort is the phantom.</param>
/// <param name="Description">Its origin.</param>
/// <param name="Phantom">What series and slides that are not there are drawn with; null where all are there.</param>
internal sealed record CohortHead(LabelSet Labels, bool Synthetic, string Description, PhantomOptions? Phantom = null)
{
    private const int LargestSide = 8192; // pixels of what is drawn, far above any preset's

    private static readonly JsonSerializerOptions Options = new(SequenceStore.Json) { IgnoreReadOnlyProperties = true };

    /// <summary>The text of cohort.json.</summary>
    public string Json()
    {
        var head = new JsonObject { ["typing"] = Labels.Name, ["synthetic"] = Synthetic, ["description"] = Description };
        if (Phantom is not null)
        {
            head["phantom"] = JsonSerializer.SerializeToNode(Phantom, Options);
        }

        return head.ToJsonString(SequenceStore.Json) + "\n";
    }

    /// <summary>Reads cohort.json; without one the typing is that of the labels. Null, and a problem more, where it cannot be made out.</summary>
    public static CohortHead? Read(string folder, CsvTable patients, List<string> problems)
    {
        var path = Path.Combine(folder, CohortReader.HeadName);
        if (!File.Exists(path))
        {
            return Infer(patients, problems);
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var root = json.RootElement;
            var name = root.TryGetProperty("typing", out var labels) ? labels.GetString() : null;
            var found = LabelSet.All.FirstOrDefault(known => known.Name == name);
            if (found is null)
            {
                problems.Add($"{path}: unknown typing '{name}': use {string.Join(" or ", LabelSet.All.Select(known => known.Name))}");
                return null;
            }

            return new CohortHead(
                found,
                root.TryGetProperty("synthetic", out var synthetic) && synthetic.GetBoolean(),
                root.TryGetProperty("description", out var description) ? description.GetString() ?? "" : "",
                root.TryGetProperty("phantom", out var phantom) ? Drawable(phantom.Deserialize<PhantomOptions>(Options)) : null);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            var line = (failure as JsonException)?.LineNumber ?? 0;
            problems.Add($"{path}:{line + 1}: not {{\"typing\": ..., \"synthetic\": true or false, \"description\": ...}}: correct or delete it");
            return null;
        }
    }

    private static PhantomOptions? Drawable(PhantomOptions? phantom) =>
        phantom is null or { Knobs: not null, Preset: { PatientsPerType: not null, CtSize: > 0 and <= LargestSide, CtSlices: > 0 and <= LargestSide, SlideSize: > 0 and <= LargestSide } }
            ? phantom
            : throw new JsonException("phantom: no sizes that can be drawn");

    private static CohortHead? Infer(CsvTable patients, List<string> problems)
    {
        var fitting = LabelSet.All.Where(labels => patients.Rows.Any(row => labels.Types.Contains(row["label"]))).ToList();
        if (fitting.Count == 1)
        {
            return new CohortHead(fitting[0], Synthetic: false, Description: "");
        }

        if (patients.Rows.Count > 0)
        {
            problems.Add($"{patients.Path}: the labels are of {(fitting.Count == 0 ? "no known label set" : "several label sets")}: use those of one, {Known()}");
        }

        return null;
    }

    private static string Known() => string.Join(" or ", LabelSet.All.Select(labels => $"{labels.Name} ({string.Join(", ", labels.Types)})"));
}
