namespace MhdNet.Reports.Inputs;

/// <summary>Why a series is not classified. In this order they are looked at; the first that holds is told.</summary>
public enum RefusalReason
{
    /// <summary>Too few slices, or too little of the body.</summary>
    TooShort,

    /// <summary>All voxels are alike.</summary>
    Constant,

    /// <summary>The values are no Hounsfield units: stored values without their intercept, a windowed picture, a mask.</summary>
    NotHounsfield,

    /// <summary>The values are as those of an MR.</summary>
    Mr,

    /// <summary>Cut out of a chest: the body reaches beyond the picture on most sides.</summary>
    Crop,

    /// <summary>A head.</summary>
    Head,

    /// <summary>An object without a spine: a phantom of a scanner, a table alone.</summary>
    Object,

    /// <summary>A body without lungs in the slices that are used: an abdomen or a pelvis.</summary>
    Abdomen,

    /// <summary>A chest whose slices or rows run the wrong way.</summary>
    UpsideDown,

    /// <summary>A chest, but farther from the training patients than they are from one another.</summary>
    OutOfDistribution,
}
