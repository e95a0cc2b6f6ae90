using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Architecture;

/// <summary>tests/faults/faults.tsv: fifty ways to break the code, each of which still has its place in it.</summary>
public sealed class FaultsTests
{
    private static readonly string[][] _faults =
        [.. File.ReadLines(Repository.PathOf("tests", "faults", "faults.tsv")).Skip(1).Select(line => line.Split('\t'))];

    public static TheoryData<string> Names => [.. _faults.Select(fault => fault[0])];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_has_one_place_in_the_code_and_changes_it(string name)
    {
        var fault = _faults.Single(one => one[0] == name);
        var (code, search) = (File.ReadAllText(Repository.PathOf(fault[2])), fault[3]);
        Assert.Equal(2, code.Split(search).Length);
        Assert.NotEqual(search, fault[4]);
    }

    [Fact]
    public void There_are_fifty_of_six_kinds() => Assert.Equal(
        [("label order", true), ("leak", true), ("loss sign", true), ("seed", true), ("split", true), ("threshold", true)],
        _faults.GroupBy(fault => fault[1]).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, kind.Count() >= 6))
            .Where(_ => _faults.Length == 50 && _faults.All(fault => fault.Length == 6)));
}
