namespace MhdNet.Tests.Cli;

public sealed class DescribeTests
{
    [Theory]
    [InlineData("student", "SHFM 3", "34.30 M", "2,709,504")]
    [InlineData("teacher", "fusion classifier", "feature 3 out of memory 1", "141.65 M", "5,436,347")]
    public async Task Parts_sizes_and_the_papers_counts_are_printed(string network, params string[] named)
    {
        var answer = await Mhdnet.RunAsync("describe", "--scale", "smoke", "--network", network);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.All(named.Append("64x12x56x56").Where(text => text != "36x"),
            text => Assert.Contains(text, answer.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_network_is_refused_with_the_known_ones()
    {
        var answer = await Mhdnet.RunAsync("describe", "--network", "resnet");
        Assert.NotEqual(0, answer.Code);
        Assert.Contains("teacher", answer.Error, StringComparison.Ordinal);
    }
}
