namespace MhdNet.Reports.Inputs;

/// <summary>What one look at a series found.</summary>
/// <param name="Reason">What is looked for.</param>
/// <param name="Passed">Whether it is not the case.</param>
/// <param name="Found">What was measured, in words for people.</param>
public sealed record InputFinding(RefusalReason Reason, bool Passed, string Found);
