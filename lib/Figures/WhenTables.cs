using MhdNet.Evaluation;
using MhdNet.Studies.When;
using MhdNet.Studies.When.Toys;

namespace MhdNet.Figures;

/// <summary>The study "When does a teacher help?" in tables.</summary>
public static class WhenTables
{
    /// <summary>Generalised distillation beside the paper: accuracies in per cent, and the largest of the three differences.</summary>
    public static Table Generalised(ToyTier toys)
    {
        ArgumentNullException.ThrowIfNull(toys);
        static string Both(Interval here, double printed) =>
            FormattableString.Invariant($"{100 * here.Value:0.0} ({printed:0})");
        return Table.Of(
            toys.Generalised,
            ("the teacher sees", row => row.Name),
            ("teacher (paper), %", row => Both(row.Teacher, row.Published!.Teacher)),
            ("student on labels (paper), %", row => Both(row.Alone, row.Published!.Alone)),
            ("student on teacher (paper), %", row => Both(row.Taught, row.Published!.Taught)),
            ("gain, points", row => row.Gain.Points()),
            ("farthest from the paper, points", row => $"{row.FarthestFromPaper:0.0}"));
    }

    /// <summary>The modality focusing hypothesis: accuracies in per cent and gains, one row per shared share.</summary>
    public static Table Focusing(IReadOnlyList<ToyResult> rows) => Table.Of(
        rows,
        ("shared share of what decides", row => row.Name),
        ("teacher, %", row => row.Teacher.Percent()),
        ("student on labels, %", row => row.Alone.Percent()),
        ("gain from the teacher, points", row => row.Gain.Points()));

    /// <summary>Accuracies on one plane of the grid, a row per target, a column per number of training patients.</summary>
    /// <param name="grid">The results.</param>
    /// <param name="agreement">Cohen's kappa of the training labels.</param>
    /// <param name="shift">The shared grade shift.</param>
    public static Table Accuracies(WhenGrid grid, double agreement, double shift)
    {
        ArgumentNullException.ThrowIfNull(grid);
        GridCell Cell(int patients) => new(patients, agreement, shift);
        return new(
            ["student learns from", .. grid.Axes.Patients.Select(patients => $"{patients} patients")],
            [
                .. Targets.All.Select(target => (IReadOnlyList<string>)
                    [target.Name(), .. grid.Axes.Patients.Select(patients => grid.Accuracy(Cell(patients), target).Percent())]),
                ["(the teacher itself)", .. grid.Axes.Patients.Select(patients => grid.Teacher(Cell(patients)).Percent())],
            ]);
    }

    /// <summary>What to expect, a row per number of patients and agreement, at one shared grade shift.</summary>
    public static Table Expectations(WhenGrid grid, double shift)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return Table.Of(
            grid.Axes.Cells.Where(cell => cell.Shift == shift),
            ("patients", cell => cell.Patients),
            ("kappa", cell => cell.Agreement),
            ("labels alone, %", cell => grid.Accuracy(cell, Target.Labels).Percent()),
            ("best target, %", cell => grid.Accuracy(cell, Target.BayesCt).Percent()),
            ("expect", cell => Advice.Expect(grid, cell)));
    }

    /// <summary>What each theory predicted of each target, and in how many cells that held, did not, or was undecided.</summary>
    public static Table Theories(WhenGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return Table.Of(
            from theory in Studies.When.Theories.All
            from target in Targets.All
            from sign in new[] { Predicted.Gain, Predicted.NoDifference }
            let judged = grid.Judge(theory, target, sign)
            where judged.Count > 0
            select (theory, target, sign, judged),
            ("account", row => row.theory.Name),
            ("target", row => row.target.Name()),
            ("predicted", row => row.sign.Sign()),
            ("cells", row => row.judged.Count),
            ("holds", row => row.judged.Count(verdict => verdict == Verdict.Holds)),
            ("does not hold", row => row.judged.Count(verdict => verdict == Verdict.DoesNotHold)),
            ("undecided", row => row.judged.Count(verdict => verdict == Verdict.Undecided)));
    }

    /// <summary>
    /// Every cell of one plane with the gain of a target and the sign that each theory predicts of it, as declared before the first run.
    /// </summary>
    public static Table Signs(WhenGrid grid, Target target)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var theories = Studies.When.Theories.All.Where(theory =>
            grid.Axes.Cells.Any(cell => theory.Predict(target, cell) != Predicted.Nothing)).ToList();
        return Table.Of(
            grid.Axes.Cells,
            [
                ("kappa", cell => cell.Agreement), ("shift", cell => cell.Shift), ("patients", cell => cell.Patients),
                ("gain, points", cell => grid.Gain(cell, target).Points()),
                .. theories.Select(theory => (theory.Name, (Func<GridCell, object?>)(cell => theory.Predict(target, cell).Sign()))),
            ]);
    }

    /// <summary>The accounts, their sources and how they are read.</summary>
    public static Table Accounts() => Table.Of(
        Studies.When.Theories.All,
        ("account", theory => theory.Name), ("what it says, and how it is read here", theory => theory.Says),
        ("source", theory => theory.Citation));
}
