
using MhdNet.Evaluation;

namespace MhdNet.Figures;

/// <summary>A line with a band, such as a score by the weight of a loss.</summary>
/// <param name="Name">As its label names it.</param>
/// <param name="At">Where each value stands on the horizontal axis, ascending.</param>
/// <param name="Values">The heights and their intervals; values of NaN are left out, intervals of NaN have no band.</param>
public sealed record IntervalCurve(string Name, IReadOnlyList<double> At, IReadOnlyList<Interval> Values);
