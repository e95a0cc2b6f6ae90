using MhdNet.Evaluation;

namespace MhdNet.Studies.When;

/// <summary>What a theory expects of a target, against the labels.</summary>
public enum Predicted
{
    /// <summary>The theory is silent.</summary>
    Nothing,

    /// <summary>More patients are classified rightly.</summary>
    Gain,

    /// <summary>No difference of a point or more.</summary>
    NoDifference,
}

/// <summary>How a prediction is judged; fixed with the predictions, before the first run.</summary>
public static class PredictionRule
{
    /// <summary>The sign as it is printed: "+", "0", or "" for none.</summary>
    public static string Sign(this Predicted predicted) => predicted switch
    {
        Predicted.Gain => "+",
        Predicted.NoDifference => "0",
        _ => "",
    };

    /// <summary>
    /// A gain holds where the whole interval lies above zero; it does not where the whole interval lies below
    /// <see cref="VerdictRule.Margin"/>. No difference holds where the whole interval lies within the margin on both sides; it does not
    /// where the whole interval lies outside it.
    /// </summary>
    /// <param name="predicted">What was expected.</param>
    /// <param name="gain">Target minus labels, a fraction of 1, with its 95 % interval over draws.</param>
    /// <returns>null where the theory is silent.</returns>
    public static Verdict? Judge(this Predicted predicted, Interval gain)
    {
        ArgumentNullException.ThrowIfNull(gain);
        var (low, high) = (gain.Low, gain.High);
        return predicted switch
        {
            Predicted.Gain => low > 0 ? Verdict.Holds : high < VerdictRule.Margin ? Verdict.DoesNotHold : Verdict.Undecided,
            Predicted.NoDifference => low > -VerdictRule.Margin && high < VerdictRule.Margin ? Verdict.Holds
                : low >= VerdictRule.Margin || high <= -VerdictRule.Margin ? Verdict.DoesNotHold : Verdict.Undecided,
            _ => null,
        };
    }
}
