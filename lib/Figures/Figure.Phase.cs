using MhdNet.Studies.When;
using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    private const double PhaseEnd = 15;   // points of the deepest colours: larger gains have them too

    /// <summary>
    /// Phase diagram of the study "When does a teacher help?": a row of panels per target, a panel per shared grade shift; training
    /// patients across, agreement of the labels down. Numbers are points gained over labels; those that are certain stand in a frame.
    /// </summary>
    /// <param name="grid">The results.</param>
    /// <param name="targets">The targets, from top to bottom.</param>
    public static Multiplot Phase(WhenGrid grid, IReadOnlyList<Target> targets)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(targets);
        var axes = grid.Axes;
        return FigureStyle.Arrange(
            [.. from target in targets from shift in axes.Shifts select Panel(grid, target, shift)],
            axes.Shifts.Count, FigureStyle.PageWidth / axes.Shifts.Count, 210);
    }

    /// <summary>Share of patients classified rightly by training patients, one line per target with its interval over draws.</summary>
    /// <param name="grid">The results.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="agreement">Cohen's kappa of the training labels.</param>
    /// <param name="shift">The shared grade shift.</param>
    public static Plot ByPatients(WhenGrid grid, IReadOnlyList<Target> targets, double agreement, double shift)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var patients = grid.Axes.Patients;
        double[] at = [.. patients.Select((_, i) => (double)i)];
        var plot = Bands(
            [.. targets.Select(target => new IntervalCurve(
                target.Name(), at, [.. patients.Select(count => grid.Accuracy(new(count, agreement, shift), target).InPercent())]))],
            null, "training patients", "patients classified rightly (%)",
            FormattableString.Invariant($"κ = {agreement}, shift {shift}; bands: 95 % over draws"), synthetic: true);
        plot.Axes.Bottom.SetTicks(at, [.. patients.Select(count => $"{count:N0}")]);
        return plot;
    }

    private static Plot Panel(WhenGrid grid, Target target, double shift)
    {
        var (patients, agreements) = (grid.Axes.Patients, grid.Axes.Agreements);
        var plot = FigureStyle.Create(
            "", "training patients (synthetic)", "agreement κ", synthetic: false, FigureStyle.PageWidth / grid.Axes.Shifts.Count, 210);
        plot.Title(FormattableString.Invariant($"{target.Name()}, shift {shift}"), size: 14);
        plot.Axes.Bottom.Label.FontSize = plot.Axes.Left.Label.FontSize = FigureStyle.SmallLetters;
        var values = new double[agreements.Count, patients.Count];
        for (var row = 0; row < agreements.Count; row++)
        {
            for (var column = 0; column < patients.Count; column++)
            {
                var gain = grid.Gain(new(patients[column], agreements[row], shift), target);
                values[row, column] = 100 * gain.Value;
                AddGain(plot, column, agreements.Count - 1 - row, gain);
            }
        }

        var map = plot.Add.Heatmap(values);
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated(
            [Color.FromHex("#E08A4A"), Color.FromHex("#FFFFFF"), Color.FromHex("#5AA7DB")]);
        map.ManualRange = new(-PhaseEnd, PhaseEnd);
        plot.MoveToBack(map);
        CellAxes(
            plot, [.. agreements.Select(kappa => FormattableString.Invariant($"{kappa}"))], [.. patients.Select(count => $"{count}")]);
        return plot;
    }

    private static void AddGain(Plot plot, double x, double y, Evaluation.Interval gain)
    {
        var certain = gain.Low > 0 || gain.High < 0;
        var written = plot.Add.Text(FormattableString.Invariant($"{100 * gain.Value:+0.0;-0.0;0.0}"), x, y);
        written.LabelFontName = Typefaces.Family;
        written.LabelFontSize = FigureStyle.SmallLetters - 1;
        written.LabelFontColor = certain ? FigureStyle.Ink : Color.FromHex("#606060");
        written.LabelAlignment = Alignment.MiddleCenter;
        if (certain)
        {
            var frame = plot.Add.Rectangle(x - 0.46, x + 0.46, y - 0.44, y + 0.44);
            frame.FillColor = Colors.Transparent;
            frame.LineColor = FigureStyle.Ink;
            frame.LineWidth = 1.2f;
        }
    }
}
