
using MhdNet.Evaluation;

namespace MhdNet.Figures;

/// <summary>The bars of one colour.</summary>
/// <param name="Name">As the legend names it.</param>
/// <param name="Values">One value a category, with its interval; an interval of NaN is not drawn, nor is a value of NaN.</param>
public sealed record IntervalBars(string Name, IReadOnlyList<Interval> Values)
{
    /// <summary>Bars without intervals.</summary>
    public static IntervalBars Of(string name, IReadOnlyList<double> values) =>
        new(name, [.. values.Select(v => new Interval(v, double.NaN, double.NaN, double.NaN, 0))]);
}
