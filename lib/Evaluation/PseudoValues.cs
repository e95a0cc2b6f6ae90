namespace MhdNet.Evaluation;

/// <summary>
/// The jackknife's pseudo-values (Tukey 1958): with n patients and a metric T, that of patient i is n T - (n - 1) T(-i), where T(-i) is
/// the metric without the patient. Of a mean over patients they are the patients' own values. One pass over the predictions gives all of
/// them; computing the metric anew without each patient would take n.
/// </summary>
public static class PseudoValues
{
    /// <summary>A pseudo-value per patient, in the order of the patients' ids.</summary>
    /// <param name="score">The metric.</param>
    /// <param name="predictions">Of tumour sequences or of patients; a patient has one label.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    /// <returns>Where the metric does not exist without a patient, the metric itself.</returns>
    public static IReadOnlyList<double> Compute(Score score, IReadOnlyList<Prediction> predictions, int typeCount)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        IReadOnlyList<int[]> patients = [.. predictions.Index().GroupBy(entry => entry.Item.PatientId)
            .OrderBy(patient => patient.Key, StringComparer.Ordinal).Select(patient => patient.Select(entry => entry.Index).ToArray())];
        var (whole, n) = (Scores.Compute(score, predictions, typeCount), patients.Count);
        var without = score == Score.MacroAuc
            ? AucWithout(predictions, patients, typeCount)
            : MeanWithout([.. predictions.Select(prediction => Scores.Compute(score, [prediction], typeCount))], patients);
        return [.. without.Select(rest => double.IsNaN(rest) ? whole : (n * whole) - ((n - 1) * rest))];
    }

    private static IEnumerable<double> MeanWithout(double[] values, IReadOnlyList<int[]> patients)
    {
        var sum = values.Sum();
        return patients.Select(own => (sum - own.Sum(i => values[i])) / (values.Length - own.Length));
    }

    // A type's area is U / (positives * negatives), U being the wins of positives over negatives, a draw half a win. A patient has one
    // label, so without it U falls by the wins that its own predictions take part in.
    private static IEnumerable<double> AucWithout(IReadOnlyList<Prediction> predictions, IReadOnlyList<int[]> patients, int typeCount)
    {
        var types = Enumerable.Range(0, typeCount).Select(type =>
        {
            double[] scores = [.. predictions.Select(p => p.Score(type, Decision.AllClasses, typeCount))];
            double[] positives = [.. scores.Where((_, i) => predictions[i].Label == type).Order()];
            double[] negatives = [.. scores.Where((_, i) => predictions[i].Label != type).Order()];
            double[] wins = [.. scores.Select((score, i) => predictions[i].Label == type
                ? Below(negatives, score) : positives.Length - Below(positives, score))];
            var all = wins.Where((_, i) => predictions[i].Label == type).Sum();
            return (Type: type, Positives: positives.Length, Negatives: negatives.Length, Wins: wins, All: all);
        }).ToList();
        return patients.Select(own => types.Select(type =>
            {
                var isPositive = predictions[own[0]].Label == type.Type;
                var positives = type.Positives - (isPositive ? own.Length : 0);
                var negatives = type.Negatives - (isPositive ? 0 : own.Length);
                return positives == 0 || negatives == 0
                    ? double.NaN : (type.All - own.Sum(i => type.Wins[i])) / ((double)positives * negatives);
            })
            .Where(auc => !double.IsNaN(auc)).DefaultIfEmpty(double.NaN).Average());
    }

    // how many of the sorted values are below, equal ones counted half
    private static double Below(double[] sorted, double value) => (Count(sorted, value, equal: false) + Count(sorted, value, true)) / 2.0;

    // how many of the sorted values are below, with those that are equal or without
    private static int Count(double[] sorted, double value, bool equal)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value || (equal && sorted[middle] == value) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
