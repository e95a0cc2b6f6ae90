using MhdNet.Evaluation;

namespace MhdNet.Figures;

/// <summary>Intervals in words and in per cent, as all notebooks write them.</summary>
public static class IntervalText
{
    /// <summary>A metric that was not measured: no value, no interval, nothing drawn.</summary>
    public static Interval None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, 0);

    /// <summary>A metric with its interval in per cent, "61.5 [42.3, 80.8]"; "-" where it does not exist.</summary>
    /// <param name="interval">A fraction of 1.</param>
    public static string Percent(this Interval interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        return double.IsNaN(interval.Value)
            ? "-"
            : FormattableString.Invariant($"{100 * interval.Value:0.0} [{100 * interval.Low:0.0}, {100 * interval.High:0.0}]");
    }

    /// <summary>A difference with its interval in points, signs written, "+3.8 [-11.5, +19.2]"; "-" where it does not exist.</summary>
    /// <param name="difference">A fraction of 1.</param>
    public static string Points(this Interval difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return double.IsNaN(difference.Value) ? "-" : $"{Signed(difference.Value)} [{Signed(difference.Low)}, {Signed(difference.High)}]";
    }

    /// <summary>
    /// "The first is better", by the interval of first minus second alone: it lies above zero, below it, or on both sides.
    /// </summary>
    /// <param name="difference">First minus second.</param>
    public static Verdict Verdict(this Interval difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return difference.Low > 0 ? Evaluation.Verdict.Holds
            : difference.High < 0 ? Evaluation.Verdict.DoesNotHold
            : Evaluation.Verdict.Undecided;
    }

    /// <summary>The same metric times 100, for axes in per cent.</summary>
    /// <param name="interval">A fraction of 1.</param>
    public static Interval InPercent(this Interval interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        return interval with { Value = 100 * interval.Value, Low = 100 * interval.Low, High = 100 * interval.High };
    }

    private static string Signed(double fraction) => FormattableString.Invariant($"{100 * fraction:+0.0;-0.0;0.0}");
}
