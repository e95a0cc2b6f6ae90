namespace MhdNet.Runs;

/// <summary>A recipe with the name of the experiment that asked for it first; one of the three is set.</summary>
internal sealed record NamedRecipe(string Name, TeacherRecipe? Teacher = null, StudentRecipe? Student = null, BranchRecipe? Branch = null)
{
    public static NamedRecipe Of(string name, Recipe recipe) => new(name, recipe as TeacherRecipe, recipe as StudentRecipe, recipe as BranchRecipe);
}

/// <summary>How a training ended.</summary>
/// <param name="BestEpoch">Epoch selected on the validation patients, from one.</param>
/// <param name="Synthetic">Whether the patients are synthetic.</param>
/// <param name="Seconds">Time from the start, or the last resumption, to the end.</param>
/// <param name="Tests">Share of test patients typed rightly, a file of predictions each.</param>
public sealed record RunResult(int BestEpoch, bool Synthetic, double Seconds, IReadOnlyDictionary<string, double> Tests);
