namespace MhdNet.Studies.When.Toys;

/// <summary>Shares of new cases named rightly in one repeat of a toy.</summary>
/// <param name="Teacher">By the teacher, from what it sees.</param>
/// <param name="Alone">By the student that learned from labels.</param>
/// <param name="Taught">By the student that learned from the teacher.</param>
public sealed record ToyScores(double Teacher, double Alone, double Taught);
