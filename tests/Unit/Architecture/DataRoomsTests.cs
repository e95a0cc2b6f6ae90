using System.Text.RegularExpressions;
using MhdNet.Runtime;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Architecture;

/// <summary>Inside lib/Data dependencies point one way, too; and it does not know the phantom, which is a guest of it.</summary>
public sealed partial class DataRoomsTests
{
    private const string Root = ""; // lib/Data itself

    /// <summary>What each room may use beside itself.</summary>
    private static readonly Dictionary<string, string[]> _allowed = new()
    {
        [Root] = [],
        ["Codecs"] = [Root],
        ["Frames"] = [Root],
        ["Ct"] = [Root, "Codecs", "Frames"],
        ["Slides"] = [Root, "Codecs", "Frames"],
        ["Cohorts"] = [Root, "Frames", "Ct", "Slides"],
        ["Sequences"] = [Root, "Cohorts"],
        ["Preprocessing"] = [Root, "Frames", "Ct", "Slides", "Cohorts", "Sequences"],
        ["Import"] = [Root, "Frames", "Ct", "Slides", "Cohorts", "Sequences"],
    };

    private static readonly IReadOnlyCollection<(string User, string Used)> _uses =
        LibraryTypes.Uses(typeof(InputException).Assembly.Location);

    public static TheoryData<string> Rooms =>
        [Root, .. Directory.GetDirectories(Repository.PathOf("lib/Data"))
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_of_the_data_uses_only_what_lies_below_it(string room)
    {
        Assert.True(_allowed.ContainsKey(room), $"lib/Data/{room} is new: say in this test what it may use");
        Assert.Empty(
            from use in _uses
            where RoomOf(use.User) == room && RoomOf(use.Used) is { } used && used != room && !_allowed[room].Contains(used)
            select $"{use.User} uses {use.Used}");
    }

    // what the documentation alone names is not in the compiled code
    [Theory]
    [MemberData(nameof(Rooms))]
    public void Nor_does_its_source_import_anything_else(string room)
    {
        var depth = room == Root ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories;
        Assert.Empty(
            from file in Directory.EnumerateFiles(Repository.PathOf("lib", "Data", room), "*.cs", depth)
            from named in DataNamespaces().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
            where named != room && !_allowed[room].Contains(named)
            select $"{Path.GetRelativePath(Repository.Root, file)} names MhdNet.Data.{named}");
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
    public void Data_does_not_know_the_phantom()
    {
        Assert.DoesNotContain(_uses, use => use.User.StartsWith("MhdNet.Data.", StringComparison.Ordinal)
            && use.Used.StartsWith("MhdNet.Phantom.", StringComparison.Ordinal));
        Assert.Contains(_uses, use => use.User.StartsWith("MhdNet.Phantom.", StringComparison.Ordinal)
            && use.Used.StartsWith("MhdNet.Data.", StringComparison.Ordinal));
        Assert.Empty(
            from file in Directory.EnumerateFiles(Repository.PathOf("lib", "Data"), "*.cs", SearchOption.AllDirectories)
            where File.ReadAllText(file).Contains("MhdNet.Phantom", StringComparison.Ordinal)
            select Path.GetRelativePath(Repository.Root, file));
    }

    [Theory]
    [InlineData("MhdNet.Data.LabelSet", Root)]
    [InlineData("MhdNet.Data.Ct.CtVolume", "Ct")]
    [InlineData("MhdNet.Data.Ct.Dicom.DicomReader", "Ct")]
    [InlineData("MhdNet.Phantom.PhantomCohort", null)]
    public void A_type_is_in_the_room_of_its_namespace(string type, string? room) => Assert.Equal(room, RoomOf(type));

    private static string? RoomOf(string type) => type.Split('.') is ["MhdNet", "Data", .. var rest]
        ? rest.Length == 1 ? Root : rest[0] : null;

    [GeneratedRegex(@"\bMhdNet\.Data\.([A-Z]\w*)")]
    private static partial Regex DataNamespaces();
}
