namespace MhdNet.Data.Sequences;

/// <summary>Which pathology a CT sequence is seen with in training. In the test it is the same patient's, always.</summary>
public enum Pairing
{
    /// <summary>A sequence of the same patient.</summary>
    SamePatient,

    /// <summary>A sequence of any training patient of the same type, as in the authors' scripts; in validation the same
    /// patient's.</summary>
    SameType,

    /// <summary>
    /// A placebo: a sequence of one training patient of another type, drawn for each patient once and for all
    /// (<see cref="TrainingData.WithPlacebo"/>); in validation, too, so that the epoch is chosen on what was learnt.
    /// </summary>
    OtherType,
}
