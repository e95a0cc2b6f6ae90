namespace MhdNet.Data.Sequences;

/// <summary>Which pathology a CT sequence is seen with in training. In validation and test it is the same patient's, always.</summary>
public enum Pairing
{
    /// <summary>A sequence of the same patient.</summary>
    SamePatient,

    /// <summary>A sequence of any training patient of the same type, as in the authors' scripts.</summary>
    SameType,
}
