using System.Text.RegularExpressions;
using MhdNet.Cli;
using MhdNet.Methods;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Cli;

public sealed class LedgerPageTests
{
    [Fact]
    public void Every_statement_stands_on_it_once_under_its_kind_with_verdict_and_command()
    {
        var ledger = new Ledger(new StudySource(Repository.Root, workspace: null, Scale.Demo, "", [1, 2, 3]));
        var page = LedgerPage.Render(ledger.Entries, ledger.Summary, ledger.Caption);
        Assert.All(ledger.Entries, entry => Assert.Single(Regex.Matches(page, $"<tr id=\"{Regex.Escape(entry.Id)}\">")));
        Assert.All(Enum.GetValues<StatementTier>(), tier =>
        {
            Assert.Contains(ledger.Entries, entry => entry.Tier == tier);
            Assert.Contains($"<h2>{System.Net.WebUtility.HtmlEncode(tier.InWords())}</h2>", page, StringComparison.Ordinal);
        });
        Assert.All(ledger.Entries.Where(entry => entry.Tier == StatementTier.Comparison), entry =>
            Assert.StartsWith("mhdnet study run ", entry.Command, StringComparison.Ordinal));
        // only a comparison or a bound is judged by runs, a count by digits; a value or a setting never
        Assert.All(ledger.Entries.Where(entry => entry.Tier is StatementTier.Value or StatementTier.Setting), entry =>
            Assert.DoesNotContain(entry.Standing, new[] { Standing.Holds, Standing.DoesNotHold, Standing.Undecided }));
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_stay_texts()
    {
        const string Hostile = "<script>\"x\"</script>";
        var entry = new LedgerEntry(Hostile, Hostile, Hostile, Hostile, Hostile, Hostile, Standing.Holds, [Hostile])
        {
            Command = Hostile,
            Code = Hostile,
        };
        Assert.DoesNotContain("<script", LedgerPage.Render([entry], Hostile, Hostile), StringComparison.OrdinalIgnoreCase);
    }
}
