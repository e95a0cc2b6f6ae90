using System.Text.Json.Nodes;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Notebooks;

/// <summary>
/// The suite's notebooks, by who runs them in the tests: those that train whole studies the runner, the others a browser with the kernel.
/// Kernel and runner give the same outputs (ParityTests of the kernel), so none is run twice.
/// </summary>
internal static class SuiteNotebooks
{
    /// <summary>File names, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.GetFiles(Repository.PathOf("notebooks"), "*.ipynb")
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Those whose metadata asks for studies.</summary>
    public static IReadOnlyList<string> OfStudies { get; } = [.. All.Where(AsksForStudies)];

    private static bool AsksForStudies(string name) =>
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("notebooks", name)))!["metadata"]!["mhdnet"]!["needs"]!.AsArray()
        .Any(need => (string?)need == "studies");
}
