namespace MhdNet.Phantom.Wrong;

/// <summary>Kinds of series that a network for chests must not classify.</summary>
public enum WrongKind
{
    /// <summary>An abdomen.</summary>
    Abdomen,

    /// <summary>A head.</summary>
    Head,

    /// <summary>A chest of which one lung was cut out.</summary>
    LungCrop,

    /// <summary>A chest as an MR shows it.</summary>
    Mr,

    /// <summary>A scanner's test object.</summary>
    TestObject,

    /// <summary>One value everywhere.</summary>
    Constant,

    /// <summary>A chest whose slices, rows or both run the wrong way.</summary>
    UpsideDown,

    /// <summary>A few slices of a chest.</summary>
    TooShort,

    /// <summary>A chest in other units.</summary>
    OtherUnits,

    /// <summary>A chest unlike those of the cohort: noise, blur, streaks, a lung full of fluid, slices left out.</summary>
    Unlike,
}
