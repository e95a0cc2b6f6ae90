namespace MhdNet.Studies.Paper;

/// <summary>A method's line in Table III or IV, in per cent.</summary>
/// <param name="Dataset"><see cref="Published.Rptet"/> or <see cref="Published.CptacLuad"/>.</param>
/// <param name="Method">Name as printed.</param>
/// <param name="Group">"modality-dropout", "distillation" or "proposed" in Table III; empty in Table IV.</param>
/// <param name="MAcc">mAcc.</param>
/// <param name="F1">F1.</param>
/// <param name="Qwk">Quadratic weighted kappa.</param>
/// <param name="Precision">Precision; not printed in Table IV.</param>
/// <param name="Recall">Recall; not printed in Table IV.</param>
public sealed record PublishedResult(
    string Dataset, string Method, string Group, double MAcc, double F1, double Qwk, double? Precision = null, double? Recall = null);

/// <summary>A setting's line in Table V (RPTET).</summary>
/// <param name="Setting">The kernel size, or the items of stages 1 to 3.</param>
/// <param name="MAcc">mAcc, per cent.</param>
/// <param name="ParametersMillions">Parameters of the module, millions.</param>
public sealed record PublishedVariant(IReadOnlyList<int> Setting, double MAcc, double ParametersMillions);

/// <summary>A line of Table I.</summary>
/// <param name="Attribute">"sex", "symptom" or "who_type".</param>
/// <param name="Category">Value of the attribute.</param>
/// <param name="Count">Patients.</param>
/// <param name="Percent">Share of the 126 patients, per cent.</param>
public sealed record ClinicalCount(string Attribute, string Category, int Count, double Percent);

/// <summary>A statement of the paper outside its tables.</summary>
/// <param name="Id">Short id, such as "F6-a".</param>
/// <param name="Where">Figure or section.</param>
/// <param name="Statement">What is claimed.</param>
/// <param name="Value">The value as printed: a number, or a direction such as "worse".</param>
/// <param name="Unit">Unit of the value.</param>
public sealed record Claim(string Id, string Where, string Statement, string Value, string Unit);
