namespace MhdNet.Evaluation;

/// <summary>What the runs say of a statement, on the data at hand.</summary>
public enum Verdict
{
    /// <summary>It is so.</summary>
    Holds,

    /// <summary>It is not so.</summary>
    DoesNotHold,

    /// <summary>The patients and seeds at hand cannot tell.</summary>
    Undecided,
}

/// <summary>
/// The rule by which a statement "first is better than second" is judged. It was fixed before any run of a study, and nothing in a
/// study can change it.
/// </summary>
public static class VerdictRule
{
    /// <summary>Adjusted p-values up to this count as certain.</summary>
    public const double Alpha = 0.05;

    /// <summary>An advantage smaller than this, one point of mAcc or AUC, is none.</summary>
    public const double Margin = 0.01;

    /// <summary>
    /// Fewer patients cannot show that an advantage is below <see cref="Margin"/>: where none of n patients differs, up to 3 / n of all
    /// may (the rule of three).
    /// </summary>
    public const int FewestForMargin = 300;

    /// <summary>
    /// Holds: the first is better beyond chance. Does not hold: the second is better beyond chance, or the first's advantage is
    /// certainly smaller than <see cref="Margin"/>. Undecided: neither.
    /// </summary>
    /// <param name="contrast">First minus second, with p-values adjusted for the family (<see cref="Contrast.Adjusted"/>).</param>
    public static Verdict Judge(Contrast contrast)
    {
        ArgumentNullException.ThrowIfNull(contrast);
        var certain = contrast.P <= Alpha;
        return certain && contrast.Difference.Value > 0 ? Verdict.Holds
            : (certain && contrast.Difference.Value < 0) || contrast.PMargin <= Alpha ? Verdict.DoesNotHold
            : Verdict.Undecided;
    }

    /// <summary>
    /// "First is better than each of the others": holds if every part holds, does not hold if one part does not, else is undecided.
    /// </summary>
    /// <exception cref="ArgumentException">No parts.</exception>
    public static Verdict JudgeAll(IReadOnlyCollection<Verdict> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Count == 0 ? throw new ArgumentException("no verdicts", nameof(parts))
            : parts.All(part => part == Verdict.Holds) ? Verdict.Holds
            : parts.Contains(Verdict.DoesNotHold) ? Verdict.DoesNotHold
            : Verdict.Undecided;
    }

    /// <summary>"The metric is at least this level": decided where the whole interval lies on one side of it.</summary>
    public static Verdict AtLeast(Interval metric, double level)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.Low >= level ? Verdict.Holds : metric.High < level ? Verdict.DoesNotHold : Verdict.Undecided;
    }

    /// <summary>"holds", "does not hold" or "undecided".</summary>
    public static string InWords(this Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.DoesNotHold => "does not hold",
        _ => "undecided",
    };
}
