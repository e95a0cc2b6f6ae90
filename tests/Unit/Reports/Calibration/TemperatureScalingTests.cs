using FsCheck.Xunit;
using MhdNet.Evaluation;
using MhdNet.Reports.Calibration;

namespace MhdNet.Tests.Reports.Calibration;

public sealed class TemperatureScalingTests
{
    [Fact]
    public void A_network_that_is_too_sure_is_softened_to_what_is_true()
    {
        // says 0.9 and is right three times in four
        var predictions = Enumerable.Range(0, 400).Select(i => Of(i, i % 4 == 0 ? 1 : 0, 0.9f, 0.1f)).ToList();
        var temperature = TemperatureScaling.Fit(predictions);
        var after = TemperatureScaling.Apply(predictions, temperature);
        Assert.Equal(0.75, after[0].Probabilities[0], 3);
        Assert.Equal(0.15, Reliability.Create(predictions).Ece, 3);
        Assert.Equal(0, Reliability.Create(after).Ece, 3);
    }

    [Property]
    public bool No_temperature_changes_what_is_most_probable(byte first, byte second, byte third, byte heat)
    {
        float[] weights = [1 + first, 1 + second, 1 + third];
        float[] probabilities = [.. weights.Select(weight => weight / weights.Sum())];
        var cooled = TemperatureScaling.Apply(probabilities, 0.2 + (heat / 25.0));
        return Math.Abs(cooled.Sum() - 1) < 1e-5 && cooled[Array.IndexOf(probabilities, probabilities.Max())] >= cooled.Max() - 1e-6;
    }

    [Fact]
    public void A_curve_counts_every_patient_once_and_its_error_is_by_hand()
    {
        var curve = Reliability.Create([Of(0, 0, 0.95f, 0.05f), Of(1, 1, 0.95f, 0.05f), Of(2, 0, 0.6f, 0.4f), Of(3, 1, 0.5f, 0.5f)]);
        Assert.Equal(4, curve.Bins.Sum(bin => bin.Count));
        // (2 |0.5 - 0.95| + |1 - 0.6| + |0 - 0.5|) / 4
        Assert.Equal(0.45, curve.Ece, 5);
    }

    [Fact]
    public void A_series_is_of_the_type_that_its_tumour_sequences_show()
    {
        // two sequences without tumour do not dilute the third
        float[][] sequences = [[0.02f, 0.02f, 0.96f], [0.01f, 0.01f, 0.98f], [0.7f, 0.2f, 0.1f]];
        var types = SeriesProbabilities.OfTypes(sequences, 2);
        Assert.Equal(0.73 / 0.96, types[0], 4);
        Assert.Equal(1, types.Sum(), 5);
        Assert.Equal([0.5f, 0.5f], SeriesProbabilities.OfTypes([[0, 0, 1]], 2));
    }

    [Fact]
    public void Patients_without_tumour_are_not_calibrated_on()
    {
        var patients = SeriesProbabilities.ByPatient(
            [new("a", "A", 1, [0.1f, 0.8f, 0.1f]), new("b", "A", 2, [0f, 0f, 1f]), new("c", "B", 2, [0.5f, 0.4f, 0.1f])], 2);
        Assert.Equal(["A"], patients.Select(one => one.PatientId));
        Assert.Equal(1, patients[0].Label);
    }

    private static Prediction Of(int id, int label, params float[] probabilities) => new($"P{id}", $"P{id}", label, probabilities);
}
