using MhdNet.Data.Sequences;
using MhdNet.Training;

namespace MhdNet.Methods.Mhd;

/// <summary>A learner whose memory takes up labelled pathology outside a training step; the test's, where it leaks
/// (<see cref="LeakingPhase"/>).</summary>
public interface IRemembersPathology
{
    /// <summary>Takes up the pathology of a batch under its labels.</summary>
    /// <param name="batch">B sequences, all of which have pathology.</param>
    /// <param name="clock">Where the training stands.</param>
    public void Remember(Batch batch, Clock clock);
}
