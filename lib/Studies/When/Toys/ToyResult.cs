using MhdNet.Evaluation;

namespace MhdNet.Studies.When.Toys;

/// <summary>What the repeats of a toy came to.</summary>
/// <param name="Name">What the teacher is given.</param>
/// <param name="Published">What its paper prints; null for nothing.</param>
/// <param name="Scores">One per repeat.</param>
public sealed record ToyResult(string Name, PublishedToy? Published, IReadOnlyList<ToyScores> Scores)
{
    /// <summary>Accuracy of the teacher, with its interval over repeats.</summary>
    public Interval Teacher => WhenGrid.OverDraws(Scores.Select(one => one.Teacher));

    /// <summary>Accuracy of the student on labels.</summary>
    public Interval Alone => WhenGrid.OverDraws(Scores.Select(one => one.Alone));

    /// <summary>Accuracy of the student on the teacher's probabilities.</summary>
    public Interval Taught => WhenGrid.OverDraws(Scores.Select(one => one.Taught));

    /// <summary>Taught minus alone.</summary>
    public Interval Gain => WhenGrid.OverDraws(Scores.Select(one => one.Taught - one.Alone));

    /// <summary>The largest of the three differences from the paper, points; NaN where it prints none.</summary>
    public double FarthestFromPaper => Published is not { } printed ? double.NaN : new[]
    {
        Math.Abs((100 * Teacher.Value) - printed.Teacher), Math.Abs((100 * Alone.Value) - printed.Alone),
        Math.Abs((100 * Taught.Value) - printed.Taught),
    }.Max();
}
