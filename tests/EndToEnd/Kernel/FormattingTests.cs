using Cellwright;
using Plotly.NET;

namespace MhdNet.Tests.Kernel;

/// <summary>Values that a saved notebook and a live page show differently, or that need a library's own renderer.</summary>
public sealed class FormattingTests
{
    [Fact]
    public void A_chart_draws_offline_with_one_script_a_process_and_leaves_no_script_in_a_file()
    {
        MimeBundle[] charts = [.. Enumerable.Range(0, 3)
            .Select(_ => Presentation.Of(GenericChart.ofTraceObject(false, new Trace("scatter"))))];
        Assert.All(charts, chart => Assert.Contains("Plotly.newPlot(", chart.Data["text/html"], StringComparison.Ordinal));
        Assert.All(charts, chart => Assert.Equal(["text/plain"], chart.Kept.Keys));

        // plotly.js is 3.6 MB: it goes with the first chart of the process, whoever drew it.
        Assert.All(charts[1..], chart => Assert.InRange(chart.Data["text/html"].Length, 1, 100_000));
    }

    [Fact]
    public void Several_plots_are_one_picture()
    {
        var multiplot = new ScottPlot.Multiplot();
        ScottPlot.IMultiplotExtensions.AddPlots(multiplot, 2);
        Assert.Equal((byte)0x89, Convert.FromBase64String(Presentation.Of(multiplot).Data["image/png"])[0]);
    }

    [Fact]
    public void A_passage_of_the_library_is_shown_as_html_with_a_plain_twin()
    {
        var shown = Presentation.Of(new MhdNet.Figures.Bullets(["a < b"])).Data;
        Assert.Equal(["text/html", "text/plain"], shown.Keys.Order());
        Assert.Contains("<li>a &lt; b</li>", shown["text/html"], StringComparison.Ordinal);
        Assert.Equal("- a < b", shown["text/plain"]);
    }

    [Fact]
    public void Bytes_are_an_image_only_when_they_are_one()
    {
        Assert.Equal(["image/png"], Presentation.Of(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10 }).Data.Keys);
        Assert.Equal(["text/html", "text/plain"], Presentation.Of(new byte[] { 1, 2 }).Data.Keys);
    }

    [Fact]
    public void What_is_asked_for_is_given()
    {
        Assert.Equal("{\"A\":1}", Presentation.Of(new { A = 1 }, "application/json").Data["application/json"]);
        Assert.Equal("<pre>1 &lt; 2</pre>", Presentation.Of("1 < 2", "text/html").Data["text/html"]);
    }

    [Theory]
    [InlineData(1e-5, "1E-05")]
    [InlineData(0.1234567, "0.1234567")]
    [InlineData(double.NaN, "NaN")]
    public void Numbers_are_written_as_they_are(double value, string expected) =>
        Assert.Equal(expected, Presentation.Of(value).Data["text/plain"]);
}
