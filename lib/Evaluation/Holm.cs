namespace MhdNet.Evaluation;

/// <summary>
/// Holm's step-down correction (1979): with adjusted p-values, a false finding anywhere in a family of comparisons is no likelier than
/// it would be in a single comparison, however the comparisons depend on one another.
/// </summary>
public static class Holm
{
    /// <summary>Adjusted p-values, in the order given.</summary>
    /// <param name="p">The family's p-values; NaN where a comparison could not be made, which stays NaN and does not count.</param>
    public static IReadOnlyList<double> Adjusted(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        var adjusted = Enumerable.Repeat(double.NaN, p.Count).ToArray();
        int[] ascending = [.. Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderBy(i => p[i])];
        var largest = 0.0;
        foreach (var (rank, i) in ascending.Index())
        {
            largest = Math.Max(largest, Math.Min(1, (ascending.Length - rank) * p[i]));
            adjusted[i] = largest;
        }

        return adjusted;
    }
}
