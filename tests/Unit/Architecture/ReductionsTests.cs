using System.Text.RegularExpressions;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Architecture;

public partial class ReductionsTests
{
    /// <summary>A bare integer can bind to the overload that takes a type of number: then all dimensions are reduced.</summary>
    [Theory]
    [InlineData("lib")]
    [InlineData("environment")]
    [InlineData("tests")]
    public void A_sum_or_a_mean_over_one_dimension_names_it(string folder)
    {
        var files = Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(from file in files
                     from line in File.ReadLines(file)
                     where Bare().IsMatch(line)
                     select $"{Path.GetFileName(file)}: {line.Trim()}");
    }

    [GeneratedRegex(@"\.(sum|mean)\(-?[0-9]+[,)]")]
    private static partial Regex Bare();
}
