using MhdNet.Evaluation;

namespace MhdNet.Studies.Paper;

/// <summary>What kind of statement it is, which decides how it can be judged.</summary>
public enum StatementTier
{
    /// <summary>One network is better than another.</summary>
    Comparison,

    /// <summary>A number of parameters.</summary>
    Count,

    /// <summary>A share that is reached.</summary>
    Bound,

    /// <summary>A number of the paper's own patients.</summary>
    Value,

    /// <summary>What the authors set, and did not find.</summary>
    Setting,
}

/// <summary>Tiers in words.</summary>
public static class StatementTiers
{
    /// <summary>A heading for the statements of the tier.</summary>
    public static string InWords(this StatementTier tier) => tier switch
    {
        StatementTier.Comparison => "Comparisons of networks",
        StatementTier.Count => "Counts of parameters",
        StatementTier.Bound => "Bounds",
        StatementTier.Value => "Values of the paper's own patients",
        _ => "Settings",
    };

    /// <summary>How far the result may be from the paper's for the statement to hold.</summary>
    public static string Tolerance(this StatementTier tier) => tier switch
    {
        StatementTier.Comparison => FormattableString.Invariant(
            $"Judged by direction, not size. Holds: the paper's better one is better here (adjusted p at most {VerdictRule.Alpha}). ")
            + "Does not hold: it is certainly worse, or its advantage is certainly below "
            + FormattableString.Invariant($"{100 * VerdictRule.Margin:0} point. Undecided: neither."),
        StatementTier.Count => "None: it holds where the count, rounded as the paper rounds, has the printed digits.",
        StatementTier.Bound => "It holds where the whole 95 % interval is at or above the paper's value.",
        StatementTier.Value => "No number of other patients confirms or refutes it, so ours stands beside it without a verdict.",
        _ => "Kept here at scale paper; a setting is no claim and gets no verdict.",
    };
}
