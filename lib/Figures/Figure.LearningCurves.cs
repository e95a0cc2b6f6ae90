using MhdNet.Studies;
using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    /// <summary>
    /// Training at a glance: loss of training and validation by epoch, and the validation accuracy; the kept epoch is marked.
    /// </summary>
    /// <param name="trainingLoss">Mean loss of each epoch's steps.</param>
    /// <param name="validationLoss">Loss on the validation patients; empty or NaN without them.</param>
    /// <param name="validationAccuracy">Share of validation patients classified rightly, 0 to 1; empty or NaN without them.</param>
    /// <param name="bestEpoch">The epoch kept, from 1; null where none is marked.</param>
    /// <param name="title">What was trained.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    public static Multiplot LearningCurves(
        IReadOnlyList<double> trainingLoss,
        IReadOnlyList<double> validationLoss,
        IReadOnlyList<double> validationAccuracy,
        int? bestEpoch,
        string title,
        bool synthetic)
    {
        var losses = Drawn(
            [new Curve("training", trainingLoss), new Curve("validation", validationLoss)],
            "epoch", "loss (nats)", title + ": loss", synthetic);
        var accuracy = Drawn(
            [new Curve("validation", [.. validationAccuracy.Select(a => 100 * a)])],
            "epoch", "patients classified rightly (%)", title + ": validation", synthetic);
        var epochs = Math.Max(2, Math.Max(trainingLoss.Count, validationAccuracy.Count));
        accuracy.Axes.SetLimits(1 - 0.02 * (epochs - 1), epochs + 0.02 * (epochs - 1), 0, 104);
        foreach (var plot in new[] { losses, accuracy })
        {
            if (bestEpoch is { } best)
            {
                var mark = plot.Add.VerticalLine(best, 1.5f, FigureStyle.Faint, LinePattern.Dotted);
                mark.LegendText = $"epoch kept ({best})";
            }

            plot.Sized(FigureStyle.PageWidth / 2, 410);
            FigureStyle.LegendOutside(plot);
        }

        return FigureStyle.Arrange([losses, accuracy], columns: 2, panelWidth: FigureStyle.PageWidth / 2, panelHeight: 410);
    }

    /// <summary>
    /// Each term of a loss on a scale of its own: terms differ by orders of magnitude, and what matters is whether each falls.
    /// </summary>
    /// <param name="terms">The terms by epoch, unweighted; at least one.</param>
    /// <param name="title">What was trained.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    public static Multiplot LossTerms(IReadOnlyList<Curve> terms, string title, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count, nameof(terms));
        var panels = terms.Select((term, k) =>
        {
            var plot = FigureStyle.Create($"{title}: {term.Name}", "epoch", "mean of the epoch", synthetic);
            plot.Axes.Title.Label.FontSize = 14;
            AddCurve(plot, term, k, markers: false, LinePattern.Solid);
            Frame(plot, [term]);
            return plot;
        }).ToArray();
        return FigureStyle.Arrange(panels, Math.Clamp(panels.Length, 1, 3), panelWidth: FigureStyle.PageWidth / 3, panelHeight: 270);
    }

    /// <summary>
    /// All terms of a training's loss on one scale: each is divided by its first value, which the legend has beside its last one.
    /// </summary>
    /// <param name="history">The training.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    public static Plot LossCourse(LossHistory history, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(history);
        var curves = history.Terms.Select(term =>
        {
            var values = Curve.OfTerm(term, term, history.Epochs).Values;
            double first = values.FirstOrDefault(double.IsFinite), last = values.LastOrDefault(double.IsFinite);
            return new Curve(
                $"{term.Replace('_', ' ')}: {first:0.###} → {last:0.###}",
                [.. values.Select(value => first == 0 ? double.NaN : value / first)]);
        }).ToList();
        var title = $"{history.Training}: the loss and its terms";
        var plot = Drawn(curves, "epoch", "share of its first value", title, synthetic, markers: true).Sized(FigureStyle.PageWidth, 340);
        plot.Axes.SetLimitsY(0, 1.08 * curves.SelectMany(curve => curve.Values).Where(double.IsFinite).DefaultIfEmpty(1).Max());
        FigureStyle.LegendOutside(plot);
        return plot;
    }
}
