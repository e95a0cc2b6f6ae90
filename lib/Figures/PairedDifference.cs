using MhdNet.Evaluation;

namespace MhdNet.Figures;

/// <summary>How far one network is above another in one metric, on the same patients.</summary>
/// <param name="Pair">The two, "first - second".</param>
/// <param name="Metric">The metric, as tables name it.</param>
/// <param name="Patients">Number of patients.</param>
/// <param name="Difference">First minus second, a fraction of 1, with its interval by patient.</param>
public sealed record PairedDifference(string Pair, string Metric, int Patients, Interval Difference)
{
    /// <summary>Compares two networks in some of the headline metrics.</summary>
    /// <param name="pair">The two, "first - second".</param>
    /// <param name="first">Predictions of one, of tumour types.</param>
    /// <param name="second">Predictions of the other, of the same patients.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    /// <param name="metrics">The metrics by their names in tables, such as "mAcc"; all six where none is named.</param>
    /// <exception cref="ArgumentException">A metric's name is unknown, or the patients differ.</exception>
    public static IReadOnlyList<PairedDifference> Of(
        string pair, IReadOnlyList<Prediction> first, IReadOnlyList<Prediction> second, int typeCount, params IReadOnlyList<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(metrics);
        var headline = EvaluationReport.Headline;
        if (metrics.FirstOrDefault(name => headline.All(metric => metric.Label != name)) is { } unknown)
        {
            var known = string.Join(", ", headline.Select(metric => metric.Label));
            throw new ArgumentException($"'{unknown}' is none of {known}", nameof(metrics));
        }

        var compared = headline.Where(metric => metrics.Count == 0 || metrics.Contains(metric.Label)).ToArray();
        var patients = first.Select(prediction => prediction.PatientId).Distinct().Count();
        return
        [
            .. new Bootstrap().Differences(first, second, sample =>
            {
                var measured = Metrics.Compute(sample, typeCount);
                return [.. compared.Select(metric => metric.Of(measured))];
            }).Zip(compared, (difference, metric) => new PairedDifference(pair, metric.Label, patients, difference)),
        ];
    }
}
