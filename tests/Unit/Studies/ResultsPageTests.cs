using System.Text;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using MhdNet.Tests.Data;
using Microsoft.Data.Analysis;

namespace MhdNet.Tests.Studies;

/// <summary>The page of results: sections are replaced in place, everything else stays, tables survive what cells contain.</summary>
public sealed class ResultsPageTests
{
    private const string Page = """
        # Results

        Words of a person.  

        <!-- begin fig5 demo -->
        old
        table
        <!-- end fig5 demo -->
        between
        <!-- begin fig6 demo -->
        <!-- end fig6 demo -->

        ## Machines
        mentions <!-- begin fig5 demo --> in a sentence
        """;

    [Fact]
    public void A_section_is_replaced_where_it_stands_and_all_other_text_stays()
    {
        var page = ResultsPage.Put(Page, "fig5 demo", "new\n");
        Assert.Equal(Page.Replace("old\ntable", "new", StringComparison.Ordinal), page);
        Assert.Equal(page, ResultsPage.Put(page, "fig5 demo", "new"));
        Assert.Equal(
            Page.Replace("fig6 demo -->\n<", "fig6 demo -->\nx\n<", StringComparison.Ordinal), ResultsPage.Put(Page, "fig6 demo", "x"));
    }

    [Fact]
    public void Tables_of_a_study_without_runs_are_a_section_too()
    {
        using var folder = new TemporaryFolder();
        var page = Path.Combine(folder.Path, "page.md");
        ResultsPage.Write(
            page, "when x", "When?", "mhdnet x",
            [new("seen", ["a", "b"], [["1", "2|3"]], Folded: false), new("hidden", ["c"], [["4"]], Folded: true)], ["So it is."]);
        Assert.Equal(
            """
            # Results

            <!-- begin when x -->
            ## When?

            `mhdnet x`; synthetic; linear networks.

            seen:

            | a | b |
            |---|---|
            | 1 | 2\|3 |

            <details><summary>hidden</summary>

            | c |
            |---|
            | 4 |

            </details>

            - So it is.
            <!-- end when x -->

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(page));
    }

    [Fact]
    public void A_new_section_comes_last_after_one_empty_line()
    {
        const string section = "<!-- begin ledger -->\nx\n<!-- end ledger -->\n";
        Assert.Equal(Page + "\n\n" + section, ResultsPage.Put(Page, "ledger", "x"));
        Assert.Equal(Page + "\n\n" + section, ResultsPage.Put(Page + "\n", "ledger", "x"));
        Assert.Equal(Page + "\n\n" + section, ResultsPage.Put(Page + "\n\n", "ledger", "x"));
        Assert.Equal(section, ResultsPage.Put("", "ledger", "x"));
        Assert.Equal("a\r\n\r\n<!-- begin b -->\r\nx\r\ny\r\n<!-- end b -->\r\n", ResultsPage.Put("a\r\n", "b", "x\ny"));
    }

    [Theory]
    [InlineData("<!-- begin a -->\n")]
    [InlineData("<!-- end a -->\n")]
    [InlineData("<!-- end a -->\n<!-- begin a -->\n")]
    [InlineData("<!-- begin a -->\n<!-- begin a -->\n<!-- end a -->\n")]
    public void A_page_with_broken_markers_is_refused(string page) =>
        Assert.Contains(
            "<!-- end a -->", Assert.Throws<InputException>(() => ResultsPage.Put(page, "a", "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_table_has_a_line_for_each_row_whatever_its_cells_contain()
    {
        var table = new DataFrame(
            new StringDataFrameColumn("row", ["a|b", "two\nlines", "back\\|slash"]),
            new DoubleDataFrameColumn("mAcc, %", [23.4567, null, 1]),
            new Int32DataFrameColumn("seeds", [5, 3, null]));
        Assert.Equal(
            """
            | row | mAcc, % | seeds |
            |---|---|---|
            | a\|b | 23.457 | 5 |
            | two<br>lines | - | 3 |
            | back\\\|slash | 1 | - |
            """,
            ResultsPage.Table(table));
    }

    [Fact]
    public void The_ledger_is_written_into_a_page_and_leaves_its_bytes_alone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("RESULTS.md");
        const string head = "\uFEFF# Ergebnisse ± ε\n\n<!-- begin ledger -->\n", tail = "<!-- end ledger -->\n\ntail without a newline";
        var before = Encoding.UTF8.GetBytes(head + tail);
        File.WriteAllBytes(path, before);
        var ledger = new Ledger(new StudySource(Path.GetTempPath(), null, Scale.Demo, "", [1]));
        ResultsPage.Write(path, ledger);

        var after = File.ReadAllBytes(path);
        var (start, end) = (Encoding.UTF8.GetBytes(head), Encoding.UTF8.GetBytes(tail));
        Assert.Equal(start, after[..start.Length]);
        Assert.Equal(end, after[^end.Length..]);
        var text = Encoding.UTF8.GetString(after);
        Assert.Contains("`mhdnet ledger --scale demo --seeds 1`.", text, StringComparison.Ordinal);
        Assert.Contains(ledger.Summary, text, StringComparison.Ordinal);
        Assert.All(ledger.Entries, entry => Assert.Contains($"\n| {entry.Id} | ", text, StringComparison.Ordinal));

        File.WriteAllBytes(path, [.. before, 0xFF]);
        InputException Refused() => Assert.Throws<InputException>(() => ResultsPage.Write(path, ledger));
        Assert.Contains("not UTF-8", Refused().Message, StringComparison.Ordinal);
        File.WriteAllText(path, "<!-- end ledger -->");
        Assert.StartsWith(path, Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_is_not_there_is_begun()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("new/RESULTS.md");
        ResultsPage.Write(path, new Ledger(new StudySource(Path.GetTempPath(), null, Scale.Demo, "", [1])));
        const string head = "# Results\n\n<!-- begin ledger -->\n## The paper's statements\n";
        Assert.StartsWith(head, File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_cohort_s_ledger_stands_beside_the_built_in_one_s()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("RESULTS.md");
        foreach (var cohort in (string[])["", "data/phantom-lung/"])
        {
            ResultsPage.Write(path, new Ledger(new StudySource(Path.GetTempPath(), null, Scale.Demo, cohort, [1])));
        }

        var page = File.ReadAllText(path);
        Assert.Contains("<!-- begin ledger -->\n## The paper's statements\n\n`mhdnet ledger --scale demo --seeds 1`.", page,
            StringComparison.Ordinal);
        Assert.Contains("<!-- begin ledger phantom-lung -->\n## The paper's statements (phantom-lung)\n\n"
            + "`mhdnet ledger --scale demo --seeds 1 --cohort data/phantom-lung/`.", page, StringComparison.Ordinal);
    }
}
