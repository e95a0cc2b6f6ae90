using MhdNet.Runtime;

namespace MhdNet.Methods;

/// <summary>The methods that the command line knows by name.</summary>
public static class MethodCatalogue
{
    /// <summary>Each as an experiment of its own, at the paper's sizes, by a short name.</summary>
    public static IReadOnlyDictionary<string, Experiment> All { get; } = new Dictionary<string, Experiment>(
    [
        new("student", Experiment.Paper),
        new("teacher", Experiment.Teacher),
        new("alone", Experiment.Alone),
        new("most-frequent", MatchedControls.MostFrequent),
        new("discriminant", MatchedControls.Discriminant),
        .. ComparisonMethods.All.Select(entry => KeyValuePair.Create(entry.Key, ComparisonMethods.Row(entry.Value))),
    ]);

    /// <summary>The experiment of a short name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static Experiment Find(string name) => All.TryGetValue(name, out var experiment)
        ? experiment
        : throw new InputException($"method '{name}' is unknown: use one of {string.Join(", ", All.Keys)}");
}
