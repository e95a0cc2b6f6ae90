namespace MhdNet.Studies.When.Toys;

/// <summary>Cases of a toy.</summary>
/// <param name="Teacher">What a teacher sees.</param>
/// <param name="Student">What a student sees.</param>
/// <param name="Types">1 or 0.</param>
internal sealed record ToyCases(ToyRows Teacher, ToyRows Student, double[] Types);
