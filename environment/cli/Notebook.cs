using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies.Paper;

namespace MhdNet.Cli;

/// <summary>A notebook of the suite.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Needs">Metadata <c>mhdnet.needs</c>: what it loads from the run store, trained beforehand so that progress is seen; and
/// <see cref="RawSeries"/>, <see cref="TestPathology"/>, <see cref="Studies"/>.</param>
internal sealed partial record Notebook(string Path, string Title, IReadOnlyList<string> Needs)
{
    /// <summary>Needed where a notebook looks at raw series, which a cohort of ready frames has not.</summary>
    public const string RawSeries = "raw";

    /// <summary>Needed where a notebook tests a teacher, which takes test patients with pathology.</summary>
    public const string TestPathology = "test pathology";

    /// <summary>Needed where a notebook trains whole studies, which takes far longer than all the others together.</summary>
    public const string Studies = "studies";

    /// <summary>Whether it trains whole studies.</summary>
    public bool NeedsStudies => Needs.Contains(Studies);

    /// <summary>
    /// What it loads from the run store: <c>"student"</c>, a method under the notebook's seed; <c>"study seeds"</c>, a study under as many
    /// seeds as are asked for.
    /// </summary>
    /// <param name="seed">The notebook's seed.</param>
    /// <param name="seeds">Seeds of its studies: 1 to this.</param>
    /// <exception cref="InputException">A need that is neither.</exception>
    public IEnumerable<Experiment> Trainings(int seed, int seeds) =>
        Needs.Except([RawSeries, TestPathology, Studies]).SelectMany(need => Asked(need, seed, seeds));

    /// <summary>Whether it takes the parameter <c>seeds</c>: it compares over several.</summary>
    public bool ComparesSeeds => Needs.Any(need => StudyNeed().IsMatch(need));

    private static IEnumerable<Experiment> Asked(string need, int seed, int seeds)
    {
        if (StudyNeed().Match(need) is not { Success: true } match)
        {
            return [MethodCatalogue.Find(need) with { Seed = seed }];
        }

        var study = StudyCatalogue.Find(match.Groups["name"].Value);
        return Enumerable.Range(1, seeds).SelectMany(one => study.Experiments.Select(row => row with { Seed = one }));
    }

    [GeneratedRegex(@"^study (?<name>\S+)$")]
    private static partial Regex StudyNeed();

    /// <summary>File name without ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The suite's notebooks, in order.</summary>
    /// <exception cref="InputException">None starts as asked, or one is torn.</exception>
    public static IReadOnlyList<Notebook> Find(string root, string? only)
    {
        var folder = System.IO.Path.Combine(root, "notebooks");
        var found = Directory.GetFiles(folder, "*.ipynb").Order(StringComparer.Ordinal)
            .Where(path => only is null || System.IO.Path.GetFileName(path).StartsWith(only, StringComparison.OrdinalIgnoreCase))
            .Select(Read)
            .ToList();
        return found.Count > 0 ? found : throw new InputException($"{folder}: no notebook starts with '{only}': look at the names there");
    }

    private static Notebook Read(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            var needs = json["metadata"]?["mhdnet"]?["needs"]?.AsArray().Select(need => need!.GetValue<string>()).ToList() ?? [];
            var first = json["cells"]!.AsArray().SelectMany(cell => Lines(cell!["source"]!))
                .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
            return new Notebook(path, first?[2..].Trim() ?? System.IO.Path.GetFileName(path), needs);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InputException($"{path}: not a notebook ({error.Message.ReplaceLineEndings(" ")}): restore the file", error);
        }
    }

    private static IEnumerable<string> Lines(JsonNode source) =>
        source is JsonArray lines ? lines.Select(line => line!.GetValue<string>()) : source.GetValue<string>().Split('\n');
}
