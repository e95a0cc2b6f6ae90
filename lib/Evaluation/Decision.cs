namespace MhdNet.Evaluation;

/// <summary>
/// Among which classes the most probable one is sought. The networks have an output for `other`, the test has no such
/// sequences (Sec. IV-A); the paper does not say what becomes of that output, so both readings are reported.
/// </summary>
public enum Decision
{
    /// <summary>All outputs; a tumour called `other` is wrong.</summary>
    AllClasses,

    /// <summary>The tumour types only, as if it were known that there is a tumour.</summary>
    TypesOnly,
}
