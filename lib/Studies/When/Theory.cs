namespace MhdNet.Studies.When;

/// <summary>A published account of why a teacher helps, and what it expects of this study, in our reading of it.</summary>
/// <param name="Name">A few words.</param>
/// <param name="Citation">Authors, title, venue, year.</param>
/// <param name="Says">The account, and how it is read here.</param>
/// <param name="Predict">Its prediction of each target in each cell.</param>
public sealed record Theory(string Name, string Citation, string Says, Func<Target, GridCell, Predicted> Predict);
