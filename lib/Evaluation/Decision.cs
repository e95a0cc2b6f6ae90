namespace MhdNet.Evaluation;

/// <summary>
/// The classes among which the most probable one is sought. The networks have an output for `other`, but the test has no such
/// sequences (Sec. IV-A). The paper does not say what becomes of that output, so both readings are reported.
/// </summary>
public enum Decision
{
    /// <summary>All outputs; a tumour called `other` is wrong.</summary>
    AllClasses,

    /// <summary>The tumour types only, as if it were known that there is a tumour.</summary>
    TypesOnly,
}
