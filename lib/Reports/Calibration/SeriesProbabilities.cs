using MhdNet.Evaluation;

namespace MhdNet.Reports.Calibration;

/// <summary>
/// What a network says of a whole series: of its sequences' probabilities, those of the types, given that there is a tumour. A sequence
/// weighs as much as it is not called `other`, so slices without tumour do not dilute the answer.
/// </summary>
public static class SeriesProbabilities
{
    /// <summary>Probabilities of the types: p(k) = sum over sequences of p_s(k), divided by the same of all types.</summary>
    /// <param name="sequences">Of each sequence, a probability per class, `other` last where it is one.</param>
    /// <param name="typeCount">Number of types, K.</param>
    /// <returns>K probabilities that sum to 1; equal ones where no sequence leaves the types any.</returns>
    public static float[] OfTypes(IReadOnlyList<float[]> sequences, int typeCount)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        double[] sums = [.. Enumerable.Range(0, typeCount).Select(k => sequences.Sum(one => (double)one[k]))];
        var all = sums.Sum();
        return [.. sums.Select(sum => (float)(all > 0 ? sum / all : 1.0 / typeCount))];
    }

    /// <summary>
    /// One prediction per patient that has a tumour, of the types alone: what calibration is fitted and judged on. All sequences of the
    /// patient count, as they do where a new series is classified.
    /// </summary>
    /// <param name="sequences">Predictions by sequence, `other` sequences included where there are any.</param>
    /// <param name="typeCount">Number of types, K.</param>
    /// <returns>In the order in which the patients first appear; K probabilities each.</returns>
    public static IReadOnlyList<Prediction> ByPatient(IReadOnlyList<Prediction> sequences, int typeCount)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return
        [
            .. sequences.GroupBy(one => one.PatientId).Where(patient => patient.Any(one => one.Label < typeCount))
                .Select(patient => new Prediction(patient.Key, patient.Key, patient.First(one => one.Label < typeCount).Label,
                    OfTypes([.. patient.Select(one => one.Probabilities)], typeCount))),
        ];
    }
}
