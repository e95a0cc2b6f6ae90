namespace MhdNet.Studies.When;

/// <summary>What the networks of one cell of one draw scored: shares of the test patients classified rightly.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Teacher">Of the teacher, which sees pathology in the test as well.</param>
/// <param name="Students">Of the student of each target.</param>
public sealed record CellScores(GridCell Cell, double Teacher, IReadOnlyDictionary<Target, double> Students);
