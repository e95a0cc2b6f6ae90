namespace MhdNet.Studies.When;

/// <summary>A cell of the grid.</summary>
/// <param name="Patients">Training patients.</param>
/// <param name="Agreement">Cohen's kappa of the training labels with the consensus.</param>
/// <param name="Shift">SD of the grade shift that both modalities share.</param>
public readonly record struct GridCell(int Patients, double Agreement, double Shift);
