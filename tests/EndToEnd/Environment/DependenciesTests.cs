using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MhdNet.Tests.BuildEnvironment;

/// <summary>environment/DEPENDENCIES.md and Directory.Packages.props say the same; one script says what a system must bring.</summary>
public sealed partial class DependenciesTests
{
    private static readonly (string Name, string Version)[] _packages =
    [
        .. XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => (package.Attribute("Include")!.Value, package.Attribute("Version")!.Value)),
    ];

    [Fact]
    public void Each_package_has_one_row_with_version_licence_and_reason()
    {
        var rows = File.ReadLines(Repository.PathOf("environment", "DEPENDENCIES.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && Number().IsMatch(cells[2]))
            .ToArray();
        Assert.Equal(
            [.. _packages.Select(package => $"{package.Name} {package.Version}").Concat(FromNpm()).Order(StringComparer.Ordinal)],
            rows.Select(cells => $"{cells[1]} {cells[2]}").Order(StringComparer.Ordinal));
        Assert.All(rows, cells => Assert.DoesNotContain("", cells[1..5]));
    }

    private static IEnumerable<string> FromNpm() =>
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "EndToEnd", "Notebooks", "FrontEnds", "package.json")))!["dependencies"]!
        .AsObject().Select(package => $"{package.Key} (npm) {package.Value}");

    [Fact]
    public void Each_package_is_referenced_or_is_in_a_lock_file()
    {
        var files = Repository.TrackedFiles()
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)
                || file == "environment/Torch.props" || file.EndsWith(".lock.json", StringComparison.Ordinal))
            .Select(file => File.ReadAllText(Repository.PathOf(file)))
            .ToArray();
        Assert.All(_packages, package => Assert.Contains(files, text => text.Contains($"\"{package.Name}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_container_and_the_tests_install_what_the_script_says()
    {
        Assert.Contains("install.sh --tests", File.ReadAllText(Repository.PathOf("environment", "Dockerfile")), StringComparison.Ordinal);
        Assert.Contains("environment/install.sh --tests", File.ReadAllText(Repository.PathOf(".ci", "run")), StringComparison.Ordinal);
        Assert.Contains("../environment/Dockerfile",
            File.ReadAllText(Repository.PathOf(".devcontainer", "devcontainer.json")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\d+\.\d")]
    private static partial Regex Number();
}
