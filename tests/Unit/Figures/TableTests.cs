using MhdNet.Evaluation;
using MhdNet.Figures;
using Microsoft.Data.Analysis;

namespace MhdNet.Tests.Figures;

public sealed class TableTests
{
    private static readonly Table _table = new(
        ["network", "patients", "mAcc (%)", "items"],
        [["student", "26", "26.9 [11.5, 42.4]", "784; 196"], ["<b>alone</b>", "1,300", "-", "3136; 784"]]);

    [Fact]
    public void Words_stand_left_and_numbers_right()
    {
        var html = _table.ToHtml();
        Assert.Equal(2 * 3, Count(html, "text-align:left"));     // network and items
        Assert.Equal(2 * 3, Count(html, "text-align:right"));
        Assert.Equal(8, Count(html, "white-space:nowrap"));      // no number is broken, and nothing short
        Assert.DoesNotContain("nowrap", new Table(["x"], [["a sentence that is longer than a cell should be"]]).ToHtml(),
            StringComparison.Ordinal);
        Assert.Contains("word-break:normal", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_is_escaped()
    {
        Assert.Contains("&lt;b&gt;alone&lt;/b&gt;", _table.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", _table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", new Table(["<script>"], []).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_text_aligns_alike() => Assert.Equal(
        """
        network       patients           mAcc (%)  items
        student             26  26.9 [11.5, 42.4]  784; 196
        <b>alone</b>     1,300                  -  3136; 784
        """, _table.ToString(), ignoreLineEndingDifferences: true);

    [Theory]
    [InlineData("22.8 ± 3.0", true)]
    [InlineData("+7.7 [-5.1, +23.1]", true)]
    [InlineData("8 of 10", true)]
    [InlineData("89.9 %", true)]
    [InlineData("1.2e-5", true)]
    [InlineData("23.1 ± 3.8 [8.9, 39.7]", true)]
    [InlineData("+0.1 points", true)]
    [InlineData("128 x 128", false)]
    [InlineData("3136; 784; 196", false)]
    [InlineData("1: student-44a068d73fde", false)]
    [InlineData("-", false)]
    [InlineData("", false)]
    public void A_column_of_numbers_is_known_by_its_cells(string cell, bool number) =>
        Assert.Equal(number, new Table(["x"], [[cell], ["-"]]).ToHtml().Contains("text-align:right", StringComparison.Ordinal));

    [Fact]
    public void A_table_is_made_of_items_of_a_data_frame_and_column_by_column()
    {
        var ofItems = Table.Of(new[] { ("a", 1.5), ("b", 2) }, ("name", item => item.Item1), ("value", item => item.Item2));
        Assert.Equal(["name", "value"], ofItems.Headers);
        Assert.Equal(["a", "1.5"], ofItems.Rows[0]);
        Assert.Equal(["b", "2", "x"], ofItems.With("more", ["y", "x"]).Rows[1]);
        var frame = new DataFrame(new StringDataFrameColumn("name", ["a"]), new Int32DataFrameColumn("n", [3]));
        Assert.Equal(["a", "3"], Table.Of(frame).Rows[0]);
        Assert.Throws<ArgumentException>(() => new Table(["a", "b"], [["1"]]));
        Assert.Throws<ArgumentException>(() => ofItems.With("more", ["y"]));
    }

    [Fact]
    public void Verdicts_stand_in_a_table_with_words_and_marks()
    {
        VerdictRow[] rows =
        [
            new("mAcc above 'without KL'", "89.89 %", "+0.8 [-7.2, +7.8] points", Verdict.Undecided),
            VerdictRow.Of("fusion above radiology", "", new Interval(.175, .048, .333, .95, 0)),
            new("F6-e", "", "", null),
        ];
        var table = VerdictTable.Of(rows);
        Assert.Equal(["statement", "paper", "here", "verdict"], table.Headers);
        Assert.Equal(["? undecided", "✓ holds", "not run"], table.Rows.Select(row => row[3]));
        Assert.Equal("+17.5 [+4.8, +33.3] points", table.Rows[1][2]);
        Assert.Equal(["statement", "here", "verdict"], VerdictTable.Of([rows[1]]).Headers);   // nobody printed a number
    }

    [Fact]
    public void What_few_need_is_folded_and_escaped()
    {
        var folded = new Folded("runs & machine", ["student-1 <x>", "teacher-2"]);
        Assert.StartsWith("<details><summary>runs &amp; machine</summary>", folded.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("student-1 &lt;x&gt;\nteacher-2", folded.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("runs & machine:\n  student-1 <x>\n  teacher-2", folded.ToString());
        Assert.Contains("<li>a &lt; b</li>", new Bullets(["a < b"]).ToHtml(), StringComparison.Ordinal);
        Assert.Equal("- a < b", new Bullets(["a < b"]).ToString());
        Assert.Contains("a &lt; b</p>", new Caution("a < b").ToHtml(), StringComparison.Ordinal);
        Assert.Equal("a < b", new Caution("a < b").ToString());
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
