using MhdNet.Methods;

namespace MhdNet.Runs.Cards;

/// <summary>One item of a reporting guideline, and what is to be said of a run under it.</summary>
/// <param name="Number">Its number in the guideline.</param>
/// <param name="Topic">What it asks for, in our words.</param>
/// <param name="Answer">The answer for a run.</param>
internal sealed record ReportingItem(int Number, string Topic, Func<FinishedRun, string> Answer)
{
    /// <summary>An item whose answer is the same for every run.</summary>
    public ReportingItem(int number, string topic, string answer)
        : this(number, topic, _ => answer)
    {
    }

    /// <summary>An item that is answered otherwise of synthetic patients than of real ones.</summary>
    public ReportingItem(int number, string topic, string synthetic, string real)
        : this(number, topic, run => run.Result.Synthetic ? synthetic : real)
    {
    }
}
