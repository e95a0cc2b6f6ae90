namespace MhdNet.Experiments;

/// <summary>A recipe with the name of the experiment that asked for it first; one of the two is set.</summary>
internal sealed record NamedRecipe(string Name, TeacherRecipe? Teacher, StudentRecipe? Student);

/// <summary>How a training ended.</summary>
/// <param name="BestEpoch">Epoch selected on the validation patients, from one.</param>
/// <param name="Synthetic">Whether the patients are synthetic.</param>
/// <param name="Seconds">Time from the start, or the last resumption, to the end.</param>
/// <param name="Tests">Share of test patients typed rightly, a file of predictions each.</param>
public sealed record RunResult(int BestEpoch, bool Synthetic, double Seconds, IReadOnlyDictionary<string, double> Tests);
