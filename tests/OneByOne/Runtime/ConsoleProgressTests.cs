
using MhdNet.Runtime;

namespace MhdNet.Tests.Runtime;

public sealed class ConsoleProgressTests
{
    [Theory]
    [InlineData(null, "", @"^work: 2/4 \(\d+ s, about \d+ s left\)$")]
    [InlineData(0.999, "P1", @"^work: 2/4, P1 \(\d+ s, about 0 s left\)$")]
    [InlineData(null, "about 5 min left", @"^work: 2/4, about 5 min left \(\d+ s\)$")]
    [InlineData(1.0, "", @"^work: 2/4 \(\d+ s\)$")]
    public void A_line_says_what_is_left(double? part, string detail, string line)
    {
        var (console, text) = (Console.Out, new StringWriter());
        Console.SetOut(text);
        try
        {
            var progress = new ConsoleProgress(TimeSpan.Zero);
            progress.Report(new WorkProgress("work", 1, 4, "", Part: 0.25));
            Thread.Sleep(5);
            progress.Report(new WorkProgress("work", 2, 4, detail, part));
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Matches(line, text.ToString().TrimEnd().Split('\n')[^1]);
    }
}
