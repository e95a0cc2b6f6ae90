namespace MhdNet.Studies.When.Toys;

/// <summary>Accuracies that a paper prints of a simulation, per cent.</summary>
/// <param name="Teacher">Of the teacher.</param>
/// <param name="Alone">Of the student on labels.</param>
/// <param name="Taught">Of the student on the teacher's probabilities.</param>
public sealed record PublishedToy(double Teacher, double Alone, double Taught);
