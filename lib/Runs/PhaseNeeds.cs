using MhdNet.Methods;

namespace MhdNet.Runs;

/// <summary>What a training needs, all the way down.</summary>
public static class PhaseNeeds
{
    /// <summary>What a training needs, in an order in which it can be trained, and then the training itself; what two of them need comes
    /// twice.</summary>
    public static IEnumerable<Phase> WithNeeds(this Phase phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return phase.Needs.SelectMany(WithNeeds).Append(phase);
    }
}
