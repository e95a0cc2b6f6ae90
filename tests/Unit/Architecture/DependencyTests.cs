using System.Reflection;
using System.Text.RegularExpressions;
using MhdNet.Runtime;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Architecture;

/// <summary>Dependencies between the folders of lib/ point one way.</summary>
public sealed partial class DependencyTests
{
    private static readonly Assembly _library = typeof(InputException).Assembly;

    /// <summary>What each folder may use beside itself. A folder that is not here yet gets its line with its first file.</summary>
    private static readonly Dictionary<string, string[]> _allowed = new()
    {
        ["Runtime"] = [],
        ["Evaluation"] = ["Runtime"],
        ["Data"] = ["Runtime"],
        ["Phantom"] = ["Runtime", "Data", "Evaluation"],
        ["Networks"] = ["Runtime"],
        ["Training"] = ["Runtime", "Data", "Networks", "Evaluation"],
        ["Methods"] = ["Runtime", "Data", "Networks", "Evaluation", "Training"],
        ["Runs"] = ["Runtime", "Data", "Phantom", "Networks", "Evaluation", "Training", "Methods"],
        ["Studies"] = ["Runtime", "Data", "Phantom", "Networks", "Evaluation", "Training", "Methods", "Runs"],
        ["Analysis"] = ["Runtime", "Data", "Networks", "Evaluation", "Training", "Methods", "Runs"],
        ["Export"] = ["Runtime", "Data", "Networks", "Training", "Methods"],
        ["Reports"] =
            ["Runtime", "Data", "Phantom", "Networks", "Evaluation", "Training", "Methods", "Runs", "Studies", "Analysis", "Figures"],
        ["Figures"] = ["Runtime", "Data", "Phantom", "Networks", "Evaluation", "Studies"],
    };

    public static TheoryData<string> Folders =>
        [.. Directory.GetDirectories(Repository.PathOf("lib")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_of_the_library_uses_only_what_lies_below_it(string folder)
    {
        Assert.True(_allowed.ContainsKey(folder), $"lib/{folder} is new: say in this test what it may use");
        var upwards = LibraryTypes.Uses(_library.Location)
            .Where(use => LibraryTypes.FolderOf(use.User) == folder)
            .Where(use => LibraryTypes.FolderOf(use.Used) is var used && used != folder && !_allowed[folder].Contains(used))
            .Select(use => $"{use.User} uses {use.Used}");
        Assert.Empty(upwards);
    }

    // The compiler folds constants and drops nameof: the source knows more than the compiled code.
    [Theory]
    [MemberData(nameof(Folders))]
    public void Nor_does_its_source_name_anything_else(string folder)
    {
        var upwards =
            from file in Directory.EnumerateFiles(Repository.PathOf("lib", folder), "*.cs", SearchOption.AllDirectories)
            from named in Namespaces().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
            where named != folder && !_allowed[folder].Contains(named)
            select $"{Path.GetRelativePath(Repository.Root, file)} names MhdNet.{named}";
        Assert.Empty(upwards);
    }

    /// <summary>Runs rest on the code of their own method's folder and on what all methods share, and their names say no more.</summary>
    [Fact]
    public void A_folder_of_methods_is_used_by_lists_of_methods_only()
    {
        string[] lists = ["ComparisonMethods", "MatchedControls", "MethodCatalogue"];
        var from = LibraryTypes.Uses(_library.Location)
            .Where(use => OwnFolder(use.Used) is { } folder && OwnFolder(use.User) != folder)
            .Where(use => LibraryTypes.FolderOf(use.User) is not ("Studies" or "Figures" or "Analysis" or "Export" or "Reports"))
            .Where(use => !lists.Contains(use.User.Split('.')[^1]))
            .Select(use => $"{use.User} uses {use.Used}");
        Assert.Empty(from);

        static string? OwnFolder(string type) =>
            type.Split('.') is [_, "Methods", not ("Mhd" or "Blocks") and var folder, _] ? folder : null;
    }

    /// <summary>Readers and preprocessing are in no run's name, which holds what they made.</summary>
    [Fact]
    public void Trainings_take_from_the_readers_no_more_than_tables_values_and_the_outline_in_their_names()
    {
        string[] deciding = ["Evaluation", "Methods", "Networks", "Training"], free =
            ["Codecs", "Cohorts", "Ct", "Frames", "Import", "Preprocessing", "Slides"];
        Assert.Equal(
            ["MhdNet.Data.Cohorts.CsvTable", "MhdNet.Data.Ct.CtSequence", "MhdNet.Data.Ct.CtVolume", "MhdNet.Data.Ct.TumourSegmentation"],
            LibraryTypes.Uses(_library.Location)
                .Where(use => deciding.Contains(LibraryTypes.FolderOf(use.User)))
                .Where(use => use.Used.Split('.') is [_, "Data", var room, ..] && free.Contains(room))
                .Select(use => use.Used).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_allowed_edges_have_no_circle()
    {
        var below = new HashSet<string>();
        while (below.Count < _allowed.Count)
        {
            var next = _allowed.Where(entry => !below.Contains(entry.Key) && entry.Value.All(below.Contains))
                .Select(entry => entry.Key).ToArray();
            Assert.NotEmpty(next);
            below.UnionWith(next);
        }
    }

    [Fact]
    public void The_reader_of_compiled_code_sees_the_uses_there_are()
    {
        var uses = LibraryTypes.Uses(_library.Location);
        Assert.Contains(("MhdNet.Data.LabelSet", "MhdNet.Runtime.InputException"), uses); // in a method's body only
        Assert.Contains(("MhdNet.Methods.Mhd.TeacherLearner", "MhdNet.Training.Learner"), uses); // as a base class only
        Assert.DoesNotContain(uses, use => use.User == use.Used);
    }

    [Fact]
    public void The_library_knows_nothing_of_what_stands_on_it()
    {
        string[] above = ["MhdNet.Cli", "Cellwright", "MhdNet.Tests",
            "System.CommandLine", "Spectre.Console", "Microsoft.CodeAnalysis", "NetMQ"];
        Assert.DoesNotContain(_library.GetReferencedAssemblies(), name =>
            Array.Exists(above, prefix => name.Name!.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain("environment/", string.Concat(
            File.ReadLines(Repository.PathOf("MhdNet.Lib.csproj")).Where(line => line.Contains("Reference", StringComparison.Ordinal))));
    }

    [Fact]
    public void Every_public_type_is_in_the_namespace_of_its_folder()
    {
        var folders = Directory.GetDirectories(Repository.PathOf("lib"), "*", SearchOption.AllDirectories)
            .Select(path => "MhdNet." + Path.GetRelativePath(Repository.PathOf("lib"), path).Replace(Path.DirectorySeparatorChar, '.'))
            .ToHashSet();
        Assert.All(_library.GetExportedTypes(), type => Assert.Contains(type.Namespace!, folders));

        var strangers =
            from folder in folders
            let path = Repository.PathOf("lib", folder["MhdNet.".Length..].Replace('.', Path.DirectorySeparatorChar))
            from file in Directory.EnumerateFiles(path, "*.cs")
            where !File.ReadLines(file).Contains($"namespace {folder};")
            select $"{Path.GetRelativePath(Repository.Root, file)} is not in {folder}";
        Assert.Empty(strangers);
    }

    [GeneratedRegex(@"\bMhdNet\.([A-Z]\w*)")]
    private static partial Regex Namespaces();
}
