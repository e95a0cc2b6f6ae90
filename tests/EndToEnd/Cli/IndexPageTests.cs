using System.Text.RegularExpressions;
using MhdNet.Cli;
using MhdNet.Evaluation;
using MhdNet.Figures;

namespace MhdNet.Tests.Cli;

public sealed partial class IndexPageTests
{
    private const string Hostile = "\"><script>alert(1)</script><img src=http://evil.example/x onerror=\"alert(2)\">&'";
    private static readonly byte[] _png = Figure.Bars(["mAcc"], [IntervalBars.Of("student", [26.9])], "%", "Student", true).ToPicture().Png;

    private static readonly IndexModel _model = new()
    {
        Title = "MhdNet, smoke run",
        Is = IndexTexts.Is,
        IsNot = IndexTexts.IsNot(synthetic: true),
        Warnings = IndexTexts.Warnings("smoke"),
        Headline = new Table(["metric (%)", "student, patients"], [["mAcc", "26.9 [11.5, 42.4]"]]),
        HeadlineCaption = "95 % intervals by patient; 26 test patients, one seed",
        Figure = _png,
        FigureCaption = "Student and student alone",
        Verdicts = [new("mAcc of MHD-Net above without KL", "89.89 %", "+0.8 [-7.2, +7.8] points", Verdict.Undecided)],
        Notebooks =
        [
            new("00 · Quickstart", "A tumour classified from CT alone.", _png, "notebooks/smoke/00_quickstart.html", "notebooks/00.ipynb"),
            new("02 · Teacher", "", null, "notebooks/smoke/02_teacher.html", "notebooks/smoke/02_teacher.ipynb") { Failed = true },
            new("07 · Ablation", "What is left out.", null, null, null) { Skipped = "it trains whole studies" },
        ],
        Times = [("cohort", TimeSpan.FromSeconds(12.34))],
        Made = "2026-11-29, 2 cores",
    };

    [Fact]
    public void The_page_says_what_it_is_warns_and_shows_the_result_with_its_interval()
    {
        var page = IndexPage.Render(_model);
        foreach (var said in (string[])
        [
            "What this is not", "A medical device", "these numbers mean nothing", "26.9 [11.5, 42.4]", "? undecided",
            "A tumour classified from CT alone.", "A cell failed", "Left out: it trains whole studies.",
            "<details><summary>Time per step</summary>", ">12.3<", "href=\"notebooks/smoke/00_quickstart.html\"",
        ])
        {
            Assert.Contains(said, page, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(2, Count(page, "<img "));
        Assert.Equal(2, Count(page, "no picture"));
        int At(string text) => page.IndexOf(text, StringComparison.Ordinal);
        Assert.True(At("mean nothing") < At("26.9"), "the warning comes first");
    }

    [Fact]
    public void Hostile_texts_stay_texts()
    {
        var page = IndexPage.Render(_model with
        {
            Title = Hostile,
            Is = [Hostile],
            IsNot = [Hostile],
            Warnings = [Hostile],
            Headline = new Table([Hostile], [[Hostile]]),
            HeadlineCaption = Hostile,
            FigureCaption = Hostile,
            Verdicts = [new(Hostile, Hostile, Hostile, null)],
            Notebooks =
            [
                new(Hostile, Hostile, _png, "javascript:alert(1)/" + Hostile, "//evil.example/x") { Skipped = Hostile, Failed = true },
            ],
            Times = [(Hostile, TimeSpan.Zero)],
            Made = Hostile,
        });
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, Count(page, "<img "));                      // the two pictures and no third
        Assert.All(Attributes().Matches(page).Select(match => match.Groups[2].Value), value =>
        {
            Assert.DoesNotContain(':', value.StartsWith("data:image/png;base64,", StringComparison.Ordinal) ? "" : value);
            Assert.False(value.StartsWith("//", StringComparison.Ordinal), value);
        });
    }

    [Fact]
    public void Nothing_is_fetched()
    {
        var page = IndexPage.Render(_model);
        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_without_results_stands_too()
    {
        var page = IndexPage.Render(
            _model with { Headline = null, Figure = null, Verdicts = [], Warnings = [], Times = [], Notebooks = [] });
        Assert.DoesNotContain("The result", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<details>", page, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Smoke_is_warned_of_and_paper_is_not()
    {
        Assert.Contains("mean nothing", Assert.Single(IndexTexts.Warnings("smoke")), StringComparison.Ordinal);
        Assert.NotEmpty(IndexTexts.Warnings("demo"));
        Assert.Empty(IndexTexts.Warnings("paper"));
        Assert.NotEqual(IndexTexts.IsNot(true), IndexTexts.IsNot(false));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("(src|href)=\"([^\"]*)\"")]
    private static partial Regex Attributes();
}
