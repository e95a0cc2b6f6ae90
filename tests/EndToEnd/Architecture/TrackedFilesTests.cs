using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MhdNet.Studies.Results;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Architecture;

/// <summary>What may be under version control: text that holds on any machine, and nothing generated.</summary>
public sealed partial class TrackedFilesTests
{
    private static readonly string[] _binary = [".png", ".dcm", ".svs", ".tif", ".tiff", ".gz", ".safetensors", ".parquet"];

    // Where a person or a machine keeps things. System folders such as /usr and /proc are the same everywhere. In two pieces each, so that
    // this file names none.
    [Theory]
    [InlineData("/home" + "/ada/x", true)]
    [InlineData("\"/root" + "/.nuget\"", true)]
    [InlineData("see /Users" + "/ada/x", true)]
    [InlineData("in /work" + "/data", true)]
    [InlineData("C:" + "\\Users\\ada", true)]
    [InlineData("/tmp" + "/x", true)]
    [InlineData("/usr/share/fonts", false)]
    [InlineData("the homework/data", false)]
    [InlineData("$HOME/x ~/x artifacts/tmp/x", false)]
    public void A_path_of_one_machine_is_known_when_seen(string text, bool isOne) =>
        Assert.Equal(isOne, MachinePath().IsMatch(text));

    [Fact]
    public void No_tracked_file_names_a_path_of_one_machine()
    {
        var found =
            from file in Repository.TrackedFiles()
            where !_binary.Contains(Path.GetExtension(file))
            from line in File.ReadLines(Repository.PathOf(file)).Select((text, index) => (Text: text, Number: index + 1))
            where MachinePath().IsMatch(line.Text)
            select $"{file}:{line.Number}: {MachinePath().Match(line.Text).Value}";
        Assert.Empty(found);
    }

    [Fact]
    public void Nor_does_what_travels_with_results()
    {
        var files = Repository.TrackedFiles().Where(file => Path.GetExtension(file) == ".parquet").ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotMatch(
            MachinePath(), PredictionTable.Metadata<JsonElement>(Repository.PathOf(file)).GetRawText()));
    }

    // the build looks at the C# that it compiles, and not at its own tasks; tables and addresses of Markdown, notebooks and data cannot be
    // broken
    [Fact]
    public void No_line_that_a_person_breaks_is_longer_than_the_rule()
    {
        string[] broken =
            [".cs", ".csproj", ".props", ".targets", ".runsettings", ".slnx", ".mjs", ".py", ".sh", ".yml", ".cff", ".editorconfig"];
        var found =
            from file in Repository.TrackedFiles()
            where broken.Contains(Path.GetExtension(file)) || file == ".ci/run" || Path.GetFileName(file) == "Dockerfile"
            from line in File.ReadLines(Repository.PathOf(file)).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > 140
            select $"{file}:{line.Number}: {line.Text.Length} columns";
        Assert.Empty(found);
    }

    [Fact]
    public void The_top_level_is_the_agreed_one()
    {
        string[] folders = ["data", "environment", "lib", "notebooks", "tests"];
        string[] files =
        [
            "CITATION.cff", "Directory.Build.props", "Directory.Build.targets",
            "Directory.Packages.props", "LICENSE", "MhdNet.Lib.csproj", "README.md",
        ];
        var top = Repository.TrackedFiles().Select(file => file.Split('/')[0]).Distinct();
        Assert.DoesNotContain(top, name => name[0] != '.' && !folders.Contains(name) && !files.Contains(name));
    }

    [Fact]
    public void Nothing_generated_is_tracked()
    {
        var files = Repository.TrackedFiles();
        Assert.DoesNotContain(files, file => file.StartsWith("artifacts/", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Split('/') is [.. var folders, _]
            && (folders.Contains("bin") || folders.Contains("obj")));
        Assert.All(files, file => Assert.InRange(new FileInfo(Repository.PathOf(file)).Length, 0, 2 << 20));
    }

    [Fact]
    public void Every_test_file_is_compiled_into_a_project()
    {
        var files = Repository.TrackedFiles().Where(file => file.StartsWith("tests/", StringComparison.Ordinal)).ToList();
        var projects = files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(file => file[..(file.LastIndexOf('/') + 1)]).ToList();
        Assert.DoesNotContain(
            files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)),
            file => !projects.Append("tests/Shared/").Any(folder => file.StartsWith(folder, StringComparison.Ordinal)));
        Assert.Equal(
            projects.Order(StringComparer.Ordinal),
            XDocument.Load(Repository.PathOf("tests", "MhdNet.Tests.slnx")).Descendants("Project")
                .Select(project => $"tests/{Path.GetDirectoryName(project.Attribute("Path")!.Value)}/").Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(?<![\w.$~}/-])/(home|root|Users|work|tmp|workspace|mnt)/[\w.]|\b[A-Z]:\\\\?\w", RegexOptions.CultureInvariant)]
    private static partial Regex MachinePath();
}
