using MhdNet.Evaluation;
using MhdNet.Figures;
using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace MhdNet.Tests.Figures;

public sealed class FigureTests
{
    private static readonly string[] _names = ["A", "AB", "B1", "other"];
    private static readonly ConfusionMatrix _matrix = ConfusionMatrix.Count([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 3, 2], 4);

    [Fact]
    public void A_confusion_matrix_has_the_truth_across_and_the_prediction_down()
    {
        var plot = Figure.Confusion(_matrix, _names, typeCount: 3, "sequences", "Student", synthetic: true);
        Looks(plot.ToPicture());
        Assert.Equal("Student (synthetic data)", plot.Axes.Title.Label.Text);
        Assert.Contains("ground truth", plot.Axes.Bottom.Label.Text, StringComparison.Ordinal);
        Assert.Contains("prediction", plot.Axes.Left.Label.Text, StringComparison.Ordinal);
        Assert.Equal(["A\n3", "AB\n2", "B1\n1"], Ticks(plot.Axes.Bottom));             // nothing is truly `other` ...
        Assert.Equal(["other", "B1", "AB", "A"], Ticks(plot.Axes.Left));               // ... but something was called so
        var cells = plot.GetPlottables<Text>().ToDictionary(t => (t.Location.X, t.Location.Y), t => t.LabelText);
        Assert.Equal("2", cells[(0, 3)]);    // A called A: left, top
        Assert.Equal("1", cells[(0, 2)]);    // A called AB: under it
        Assert.Equal("1", cells[(1, 0)]);    // AB called other: bottom
        Assert.False(cells.ContainsKey((2, 3)));
        var shares = plot.GetPlottables<Heatmap>().Single().Intensities;
        Assert.Equal((200 / 3.0, 100 / 3.0, 50, 100), (shares[0, 0], shares[1, 0], shares[3, 1], shares[2, 2]));
    }

    [Fact]
    public void Real_data_is_not_called_synthetic() =>
        Assert.Equal("Student", Figure.Confusion(_matrix, _names, 3, "sequences", "Student", synthetic: false).Axes.Title.Label.Text);

    [Fact]
    public void A_roc_figure_names_the_areas_and_the_types_without_one()
    {
        Prediction[] predictions =
        [
            new("1", "1", 0, [.8f, .1f, .1f]), new("2", "2", 0, [.4f, .5f, .1f]),
            new("3", "3", 1, [.3f, .6f, .1f]), new("4", "4", 1, [.6f, .3f, .1f]),
        ];
        var plot = Figure.Roc(RocCurve.OfTypes(predictions, Decision.AllClasses, 3), ["A", "AB", "TC"], "Teacher", synthetic: true);
        Assert.Equal(
            ["mean 0.75; chance", "A: 0.75 (n = 2)", "AB: 0.75 (n = 2)", "TC: no case"],
            plot.Legend.GetItems().Select(i => i.LabelText));
        Assert.Contains("sensitivity", plot.Axes.Left.Label.Text, StringComparison.Ordinal);
        Looks(plot.ToPicture(), FigureStyle.Palette[0], FigureStyle.Palette[1]);
    }

    [Fact]
    public void Without_any_area_the_roc_figure_still_stands()
    {
        var plot = Figure.Roc([RocCurve.Create([.1, .2], [true, true])], ["A"], "One class", synthetic: false);
        Assert.Equal(["chance", "A: no other"], plot.Legend.GetItems().Select(i => i.LabelText));
        Looks(plot.ToPicture());
    }

    [Fact]
    public void Points_lie_where_they_are_and_groups_differ_in_colour_and_shape()
    {
        var plot = Figure.Points([new PointCloud("mild", [(1, 2), (double.NaN, 0)]),
            new PointCloud("none", []), new PointCloud("severe", [(3, 4)])], "CT", "WSI", "Patients", synthetic: true);
        Looks(plot.ToPicture(), FigureStyle.Palette[0], FigureStyle.Palette[2]);
        var drawn = plot.GetPlottables<Scatter>().ToArray();
        Assert.Equal([new Coordinates(1, 2)], drawn[0].Data.GetScatterPoints());
        Assert.Equal(["mild", "none (none)", "severe"], plot.Legend.GetItems().Select(item => item.LabelText));
        Assert.NotEqual(drawn[0].MarkerShape, drawn[2].MarkerShape);
    }

    [Fact]
    public void Lines_stand_at_the_places_given()
    {
        var plot = Figure.Lines([new Curve("mAcc", [50, 60, 55]) { At = [0, 0.5, 1] }],
            "weight", "mAcc (%)", "Sensitivity", synthetic: true, markers: true);
        Looks(plot.ToPicture());
        Assert.Equal([0, 0.5, 1], plot.GetPlottables<Scatter>().Single().Data.GetScatterPoints().Select(point => point.X));
        Assert.InRange(plot.Axes.Bottom.Max, 1, 1.1);
    }

    [Fact]
    public void Bands_are_named_at_their_end_and_a_mark_points_at_its_place()
    {
        IntervalCurve[] curves =
        [
            new("test", [0, 0.5, 1],
                [new Interval(20, 10, 30, .95, 0), new Interval(24, 12, 32, .95, 0), new Interval(22, 11, 31, .95, 0)]),
            new("extra", [0, 0.5, 1], [new Interval(21, double.NaN, double.NaN, .95, 0),
                new Interval(double.NaN, double.NaN, double.NaN, .95, 0), new Interval(22, double.NaN, double.NaN, .95, 0)]),
        ];
        var plot = Figure.Bands(curves, (0.5, "paper's best"), "weight", "mAcc (%)", "KL", synthetic: true, (0, 50));
        Looks(plot.ToPicture(), FigureStyle.Palette[0], FigureStyle.Palette[1]);
        Assert.Equal([20, 24, 22], plot.GetPlottables<Scatter>().First().Data.GetScatterPoints().Select(point => point.Y));
        Assert.Equal([0, 1], plot.GetPlottables<Scatter>().Last().Data.GetScatterPoints().Select(point => point.X)); // NaN left out
        var band = plot.GetPlottables<FillY>().Single();   // of the curve that has intervals
        Assert.Equal((10, 32), (band.GetAxisLimits().Bottom, band.GetAxisLimits().Top));
        var texts = plot.GetPlottables<Text>().ToDictionary(text => text.LabelText);
        Assert.True(Math.Abs(texts["test"].Location.Y - texts["extra"].Location.Y) > 3, "two names at one height");
        Assert.Equal((0.5, 0.5), (plot.GetPlottables<VerticalLine>().Single().X, Math.Round(texts["paper's best"].Location.X, 1)));
        Assert.True(plot.Axes.GetLimits().Bottom < 0 && plot.Axes.GetLimits().Top > 50);
    }

    [Theory]
    [InlineData(-3, 2, true)]
    [InlineData(-3, -1, true)]
    [InlineData(1, 2, false)]
    public void Differences_are_read_against_a_line_at_zero(double first, double second, bool line)
    {
        var plot = Figure.Dots(["a", "b"], [new DotColumn("difference", IntervalBars.Of("", [first, second]))],
            "paper", "Differences", synthetic: true);
        var dots = plot.GetPlottables<Marker>().Select(marker => marker.Location.X).ToArray();
        var zero = plot.GetPlottables<LinePlot>().Select(one => one.Start.X).ToArray();
        Assert.Equal(line ? [dots[0] + ((dots[1] - dots[0]) * -first / (second - first))]
            : [], zero.Select(x => Math.Round(x, 9)), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Dots_stand_on_their_row_and_on_the_axis_of_their_column()
    {
        DotColumn[] columns =
        [
            new("size (M)", IntervalBars.Of("", [10, 1000])) { Logarithmic = true, Published = [100, double.NaN] },
            new("mAcc (%)", new IntervalBars("test", [new Interval(50, 40, 100, .95, 0), new Interval(0, double.NaN, double.NaN, .95, 0)]),
                IntervalBars.Of("extra", [double.NaN, 25])),
        ];
        var plot = Figure.Dots(["student", "teacher"], columns, "paper", "Costs", synthetic: true);
        Looks(plot.ToPicture(), FigureStyle.Palette[0], FigureStyle.Palette[1]);
        Assert.Equal(["teacher", "student"], Ticks(plot.Axes.Left));
        var markers = plot.GetPlottables<Marker>().Select(marker => (marker.Location.X, marker.Location.Y)).ToArray();
        var (small, large, published) = (markers[0], markers[1], markers[2]);
        Assert.Equal((0, -1), (small.Y, large.Y));
        Assert.Equal((small.X + large.X) / 2, published.X, 9);   // 100 lies halfway from 10 to 1000
        var (fifty, none, extra) = (markers[3], markers[4], markers[5]);
        Assert.Equal(none.X + ((fifty.X - none.X) / 2), extra.X, 9);   // 25 halfway from 0 to 50
        Assert.True(none.Y > extra.Y && none.Y < -0.5);
        Assert.True(fifty.X > 1, "the second column begins after the first");
        Assert.Equal(fifty.X + (fifty.X - none.X), plot.GetPlottables<LinePlot>().Single().End.X, 9);
        Assert.Equal(["test", "extra", "paper"], plot.Legend.GetItems().Select(item => item.LabelText));
        Assert.Contains("1000.0", plot.GetPlottables<Text>().Select(text => text.LabelText));
    }

    [Fact]
    public void Bars_reach_their_values_and_intervals_their_ends()
    {
        var series = new IntervalBars("student", [new Interval(.6, .3, .7, .95, 0), new Interval(.9, double.NaN, double.NaN, .95, 0)]);
        var plot = Figure.Bars(["mAcc", "F1"], [series, IntervalBars.Of("teacher", [.8, double.NaN])],
            "fraction of 1", "Test", synthetic: true);
        Looks(plot.ToPicture(), FigureStyle.Palette[0], FigureStyle.Palette[1]);
        Assert.Equal([.6, .9, .8], plot.GetPlottables<BarPlot>().SelectMany(b => b.Bars).Select(b => b.Value));
        var error = plot.GetPlottables<ErrorBar>().Single();
        Assert.Equal((.3, .1), (Math.Round(error.YErrorNegative![0], 12), Math.Round(error.YErrorPositive![0], 12)));
        Assert.Equal(["0.60", "0.90", "0.80"], plot.GetPlottables<Text>().Select(t => t.LabelText));
        Assert.Equal(["student", "teacher"], plot.Legend.GetItems().Select(i => i.LabelText));
        Assert.Equal(["mAcc", "F1"], Ticks(plot.Axes.Bottom));
    }

    [Fact]
    public void An_interval_is_drawn_below_and_above_its_bar_where_it_belongs()
    {
        // a bar of 0.6 with an interval from 0.1 to 0.6: the stroke must lie inside the bar, and none above it
        var low = Figure.Bars(["a"], [new IntervalBars("s", [new Interval(.6, .1, .6, .95, 0)])], "y", "t", false, format: "' '")
            .ToPicture();
        var high = Figure.Bars(["a"], [new IntervalBars("s", [new Interval(.6, .6, 1.1, .95, 0)])], "y", "t", false, format: "' '")
            .ToPicture();
        Assert.True(DarkInsideBar(low) > 100, "the lower half of an interval is missing");
        Assert.True(DarkInsideBar(high) < DarkInsideBar(low) / 3, "an interval's upper half is drawn downwards");
    }

    [Fact]
    public void Learning_curves_mark_the_epoch_kept()
    {
        var figure = Figure.LearningCurves([2, 1, .5], [2.1, 1.5, 1.4], [.2, .5, .6], bestEpoch: 3, "Teacher", synthetic: true);
        var plots = figure.GetPlots();
        Assert.Equal(["Teacher: loss (synthetic data)", "Teacher: validation (synthetic data)"],
            plots.Select(p => p.Axes.Title.Label.Text));
        Assert.Equal(["training", "validation", "epoch kept (3)"], plots[0].Legend.GetItems().Select(i => i.LabelText));
        Assert.All(plots, p => Assert.Equal(3, p.GetPlottables<VerticalLine>().Single().X));
        Looks(figure.ToPicture(), FigureStyle.Palette[0], FigureStyle.Palette[1]);
    }

    [Fact]
    public void A_legend_lies_outside_the_axes_where_it_hides_no_curve()
    {
        var falling = Enumerable.Range(0, 30).Select(i => 2 - (i / 20.0)).ToArray();
        Curve[] eight = [.. Enumerable.Range(0, 8).Select(k => new Curve($"type {k}", falling))];
        IEnumerable<Plot> all =
        [
            .. Figure.LearningCurves(falling, falling, falling, 12, "Student", true).GetPlots(),
            Figure.Lines(eight, "x", "y", "Eight", true),
            .. Figure.Beside([.. new[] { 1, 2 }.Select(_ => Figure.Lines(eight, "x", "y", "Narrow", true))], 480, 400).GetPlots(),
            Figure.Bars(["a"], [IntervalBars.Of("x", [1]), IntervalBars.Of("y", [1])], "y", "Bars", true),
            Figure.Points([new PointCloud("a", [(1, 1)]), new PointCloud("b", [(2, 2)])], "x", "y", "Points", true),
        ];
        Assert.All(all, plot =>
        {
            Assert.False(plot.Legend.IsVisible, "a legend within the axes");
            Assert.Single(plot.Axes.GetPanels().OfType<LegendPanel>());
        });
    }

    [Fact]
    public void Panels_beside_each_other_fit_a_page_with_legible_letters()
    {
        Prediction[] two = [new("1", "1", 0, [.8f, .2f]), new("2", "2", 1, [.4f, .6f])];
        Plot Roc() => Figure.Roc(RocCurve.OfTypes(two, Decision.AllClasses, 2), ["A", "B"], "t", true);
        Plot Matrix() => Figure.Confusion(_matrix, _names, 3, "sequences", "t", true);
        const int Page = 1440;   // 960 points, half as many pixels again
        int Rows(Plot panel, int count) =>
            Figure.Beside([.. Enumerable.Repeat(panel, count)]).ToPicture().Height / panel.ToPicture().Height;
        Assert.Equal(Page, Figure.Beside([Roc(), Roc(), Roc()]).ToPicture().Width);
        Assert.Equal(Page, Figure.Beside([Matrix(), Matrix(), Matrix(), Matrix(), Matrix()]).ToPicture().Width);
        Assert.Equal((2, 3), (Rows(Roc(), 3), Rows(Matrix(), 5)));
        Assert.Equal(Page, Figure.Beside([Matrix(), Matrix(), Matrix()], 600, 520).ToPicture().Width);     // narrowed
        Assert.Equal(Page, Figure.Beside([Matrix(), Matrix(), Matrix()], 320, 300).ToPicture().Width);     // three abreast
        Assert.Equal(1140, Figure.Beside([Matrix(), Matrix()], 760, 300).ToPicture().Width);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Without_validation_patients_the_curves_say_so(int epochs)
    {
        var loss = Enumerable.Repeat(1.0, epochs).ToArray();
        var figure = Figure.LearningCurves(loss, [], [.. loss.Select(_ => double.NaN)], null, "Teacher", synthetic: false);
        Assert.Contains("validation (none)", figure.GetPlots()[0].Legend.GetItems().Select(i => i.LabelText));
        Assert.Equal("no values", figure.GetPlots()[1].GetPlottables<Annotation>().Single().Text);
        Looks(figure.ToPicture());
    }

    [Fact]
    public void Every_loss_term_has_a_panel_with_axes_of_its_own()
    {
        Curve[] terms = [new("total", [3, 2]), new("KL", [.3, .2]), new("MSE", [.002, .001]), new("ConMB", [double.NaN, double.NaN])];
        var figure = Figure.LossTerms(terms, "Student", synthetic: true);
        Assert.Equal(terms.Select(t => $"Student: {t.Name} (synthetic data)"), figure.GetPlots().Select(p => p.Axes.Title.Label.Text));
        Assert.InRange(figure.GetPlots()[2].Axes.GetLimits().Top, .002, .003);
        Looks(figure.ToPicture(), FigureStyle.Palette[0], FigureStyle.Palette[1], FigureStyle.Palette[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Figure.LossTerms([], "none", false));
    }

    [Fact]
    public void A_heat_map_writes_its_numbers_and_leaves_out_what_is_none()
    {
        var plot = Figure.HeatMap(new[,] { { 1, .25 }, { double.NaN, -1 } },
            ["A", "AB"], ["x", "y"], "cosine", "to", "from", "Banks", synthetic: true);
        Looks(plot.ToPicture());
        Assert.Equal(["1.00", "0.25", "-1.00"], plot.GetPlottables<Text>().Select(t => t.LabelText));
        Assert.Equal(["AB", "A"], Ticks(plot.Axes.Left));
    }

    [Fact]
    public void Lines_leave_out_what_is_no_number()
    {
        var plot = Figure.Lines([new Curve("A", [3, double.NaN, 1]), new Curve("AB", [])], "item", "share (%)", "Use", synthetic: true);
        Assert.Equal([(1, 3), (3, 1)], plot.GetPlottables<Scatter>().First().Data.GetScatterPoints().Select(p => (p.X, p.Y)));
        Assert.Equal(["A", "AB (none)"], plot.Legend.GetItems().Select(i => i.LabelText));
        Looks(plot.ToPicture(), FigureStyle.Palette[0]);
    }

    public static TheoryData<string, Func<Picture>> Edges { get; } = new()
    {
        { "one class", () => Figure.Confusion(ConfusionMatrix.Count([0], [0], 1), ["A"], 1, "patients", "One", false).ToPicture() },
        { "empty matrix", () => Figure.Confusion(ConfusionMatrix.Count([], [], 3), ["A", "B", "C"], 3, "patients", "None", false)
            .ToPicture() },
        { "no points", () => Figure.Points([], "x", "y", "None", false).ToPicture() },
        { "points of NaN", () => Figure.Points([new PointCloud("a", [(double.NaN, 1)])], "x", "y", "None", false).ToPicture() },
        { "no bands", () => Figure.Bands([], null, "x", "y", "None", false).ToPicture() },
        { "one band of one point",
            () => Figure.Bands([new IntervalCurve("a", [1], [new Interval(2, 2, 2, .95, 0)])], null, "x", "y", "One", false).ToPicture() },
        { "no dots", () => Figure.Dots([], [], "paper", "None", false).ToPicture() },
        { "dots of NaN", () => Figure.Dots(["a"], [new DotColumn("x", IntervalBars.Of("s", [double.NaN])) { Logarithmic = true }],
            "paper", "None", false).ToPicture() },
        { "no curves", () => Figure.Lines([], "x", "y", "None", false).ToPicture() },
        { "no rates", () => Figure.Roc([], [], "None", false).ToPicture() },
        { "no bars", () => Figure.Bars([], [], "y", "None", false).ToPicture() },
        { "bars of NaN", () => Figure.Bars(["a"], [IntervalBars.Of("x", [double.NaN])], "y", "None", false).ToPicture() },
        { "equal values", () => Figure.HeatMap(new[,] { { 2.0 } }, ["a"], ["b"], "u", "x", "y", "One", false).ToPicture() },
        { "only NaN", () => Figure.HeatMap(new[,] { { double.NaN } }, ["a"], ["b"], "u", "x", "y", "None", false).ToPicture() },
        { "constant line", () => Figure.Lines([new Curve("c", [5, 5, 5])], "x", "y", "Flat", false).ToPicture() },
        { "zero line", () => Figure.Lines([new Curve("c", [0, 0])], "x", "y", "Zero", false).ToPicture() },
    };

    [Theory]
    [MemberData(nameof(Edges), DisableDiscoveryEnumeration = true)]
    public void Little_data_still_gives_a_figure(string what, Func<Picture> draw)
    {
        Assert.NotEmpty(what);
        Looks(draw());
    }

    [Fact]
    public void Names_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Figure.Confusion(_matrix, ["A"], 1, "patients", "t", false));
        Assert.Throws<ArgumentException>(() => Figure.Roc([], ["A"], "t", false));
        Assert.Throws<ArgumentException>(() => Figure.Bars(["a", "b"], [IntervalBars.Of("x", [1])], "y", "t", false));
        Assert.Throws<ArgumentException>(() => Figure.Bands([new IntervalCurve("a", [1, 2], [])], null, "x", "y", "t", false));
        Assert.Throws<ArgumentException>(() => Figure.Dots(["a", "b"],
            [new DotColumn("x", IntervalBars.Of("s", [1]))], "paper", "t", false));
        Assert.Throws<ArgumentException>(() => Figure.Dots(["a"],
            [new DotColumn("x", IntervalBars.Of("s", [1])) { Published = [1, 2] }], "paper", "t", false));
        Assert.Throws<ArgumentException>(() => Figure.HeatMap(new double[1, 2], ["a"], ["b"], "u", "x", "y", "t", false));
    }

    /// <summary>Labels along an axis, from the low end; they exist once the plot was drawn.</summary>
    private static string[] Ticks(IAxis axis) => [.. axis.TickGenerator.Ticks.OrderBy(t => t.Position).Select(t => t.Label)];

    private static void Looks(Picture picture, params string[] colours)
    {
        Assert.InRange(picture.Png.Length, 2_000, 150_000);
        Assert.InRange(Pixels.Inked(picture), .003, .9);
        Assert.All(colours, colour => Assert.True(Pixels.Count(picture, colour) > 100, $"{colour} is not in the picture"));
    }

    /// <summary>Dark pixels in the middle of the only bar: the stroke of its interval as far as it crosses the bar.</summary>
    private static int DarkInsideBar(Picture picture)
    {
        using var bitmap = Pixels.Decode(picture);
        bool Blue(int x, int y) => bitmap.GetPixel(x, y) is { Red: < 20, Green: > 100, Blue: > 160 };
        var across = Enumerable.Range(0, bitmap.Width).Where(x => Blue(x, bitmap.Height * 3 / 4)).ToArray();
        var middle = (across[0] + across[^1]) / 2;
        return Enumerable.Range(0, bitmap.Height).Where(y => Blue(across[0] + 5, y))
            .Sum(y => Enumerable.Range(middle - 3, 7).Count(x => bitmap.GetPixel(x, y) is { Red: < 60, Green: < 60, Blue: < 60 }));
    }
}
