using MhdNet.Evaluation;

namespace MhdNet.Studies.When;

/// <summary>
/// What the grid says to who has so many patients, labels of such an agreement and so much shared information: sentences whose numbers
/// are the grid's, so that they change with it.
/// </summary>
public static class Advice
{
    /// <summary>The sentences, each on one question.</summary>
    public static IReadOnlyList<string> Sentences(WhenGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return [.. Same(grid), .. Others(grid), Faulty(grid), Shared(grid), Ceiling(grid)];
    }

    /// <summary>What to expect in a cell, in a few words.</summary>
    public static string Expect(WhenGrid grid, GridCell cell)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var (same, others) = (grid.Gain(cell, Target.LabelsAndTeacher), grid.Gain(cell, Target.Unlabelled));
        string Of(Interval gain) => gain.Low > 0 ? $"gains {Points(gain.Value)}" : gain.High < 0 ? $"loses {Points(-gain.Value)}"
            : "makes no certain difference";
        return $"beside the labels a teacher {Of(same)}; labelling others it {Of(others)}";
    }

    private static IEnumerable<string> Same(WhenGrid grid)
    {
        foreach (var target in new[] { Target.Teacher, Target.LabelsAndTeacher, Target.OutOfFold, Target.Placebo })
        {
            yield return $"The same patients, {target.Name()}: {Cells(grid, target)}.";
        }
    }

    private static IEnumerable<string> Others(WhenGrid grid)
    {
        yield return $"Further patients without labels, typed by the teacher: {Cells(grid, Target.Unlabelled)}.";
        var more = grid.Axes.Cells.Count(cell => grid.Against(cell, Target.MoreLabels, Target.Unlabelled).Low > 0);
        yield return $"As many further patients with labels: {Cells(grid, Target.MoreLabels)}; certainly better than the teacher's labels "
            + $"in {more} of {grid.Axes.Cells.Count} cells. Who can have patients typed should.";
    }

    private static string Faulty(WhenGrid grid)
    {
        var (best, worst) = (grid.Axes.Agreements.Max(), grid.Axes.Agreements.Min());
        var (shift, patients) = (Middle(grid.Axes.Shifts), Middle(grid.Axes.Patients));
        GridCell Cell(double agreement) => new(patients, agreement, shift);
        var lost = grid.Accuracy(Cell(best), Target.Labels).Value - grid.Accuracy(Cell(worst), Target.Labels).Value;
        return FormattableString.Invariant($"Labels: with {patients} patients a kappa of {worst} instead of {best} costs the student ")
            + $"{Points(lost)}; the teacher's soft labels give back {Points(grid.Gain(Cell(worst), Target.Teacher).Value)} of it, "
            + $"true labels in the form of p(type | both) {Points(grid.Gain(Cell(worst), Target.BayesBoth).Value)}. A better consensus is "
            + "worth more than a teacher that has learned from the same labels.";
    }

    private static string Shared(WhenGrid grid)
    {
        var (low, high) = (grid.Axes.Shifts.Min(), grid.Axes.Shifts.Max());
        var (agreement, patients) = (grid.Axes.Agreements.Max(), Middle(grid.Axes.Patients));
        string Gain(double shift) => Signed(grid.Gain(new(patients, agreement, shift), Target.Teacher).Value);
        return FormattableString.Invariant($"Shared information: with {patients} patients and faultless labels the teacher's soft ")
            + $"labels give {Gain(low)} points without a shared shift"
            + (high > low ? FormattableString.Invariant($" and {Gain(high)} with one of {high}.") : ".");
    }

    private static string Ceiling(WhenGrid grid)
    {
        var (agreement, shift) = (grid.Axes.Agreements.Max(), Middle(grid.Axes.Shifts));
        string Gain(int patients) => Points(grid.Gain(new(patients, agreement, shift), Target.BayesCt).Value);
        var (few, many) = (grid.Axes.Patients.Min(), grid.Axes.Patients.Max());
        return $"The most a target can do for the same patients, faultless labels: p(type | CT) gains {Gain(few)} at {few} patients and "
            + $"{Gain(many)} at {many}. It is what the best teacher would have to say, and one of CT and pathology does not say it.";
    }

    private static string Cells(WhenGrid grid, Target target)
    {
        var gains = grid.Axes.Cells.Select(cell => (Cell: cell, Gain: grid.Gain(cell, target))).ToList();
        var (most, least) = (gains.MaxBy(one => one.Gain.Value), gains.MinBy(one => one.Gain.Value));
        string At((GridCell Cell, Interval Gain) one) => FormattableString.Invariant(
            $"{Signed(one.Gain.Value)} ({one.Cell.Patients} patients, kappa {one.Cell.Agreement}, shift {one.Cell.Shift})");
        return $"a certain gain in {gains.Count(one => one.Gain.Low > 0)} and a certain loss in {gains.Count(one => one.Gain.High < 0)} of "
            + $"{gains.Count} cells, from {At(least)} to {At(most)} points";
    }

    private static T Middle<T>(IReadOnlyList<T> values) => values.Order().ElementAt((values.Count - 1) / 2);

    private static string Points(double fraction) => FormattableString.Invariant($"{100 * fraction:0.0} points");

    private static string Signed(double fraction) => FormattableString.Invariant($"{100 * fraction:+0.0;-0.0;0.0}");
}
