using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Data.Sequences;

/// <summary>
/// Training, validation and test patients, and extra ones that are tested beside the test. A patient is in exactly one of
/// these sets, whatever is asked: there is no way to build a split of sequences. Sec. IV-A: 100 / 26 patients; validation patients come
/// out of the training ones (the paper has none).
/// </summary>
public sealed class PatientSplit
{
    private PatientSplit(IEnumerable<string> training, IEnumerable<string> validation, IEnumerable<string> test, IEnumerable<string> extra)
    {
        Training = training.ToHashSet();
        Validation = validation.ToHashSet();
        Test = test.ToHashSet();
        Extra = extra.ToHashSet();
    }

    /// <summary>Patients the weights are fitted on.</summary>
    public IReadOnlySet<string> Training { get; }

    /// <summary>Patients that choose the epoch.</summary>
    public IReadOnlySet<string> Validation { get; }

    /// <summary>Patients that are looked at once, at the end.</summary>
    public IReadOnlySet<string> Test { get; }

    /// <summary>
    /// Further test patients, with or without pathology, that are looked at once, at the end: a test of the usual size cannot tell two
    /// variants of a method apart. May be empty.
    /// </summary>
    public IReadOnlySet<string> Extra { get; }

    /// <summary>Which set a patient is in: train, validation, test or extra.</summary>
    /// <param name="patient">Id of a patient of the split.</param>
    public string PartOf(string patient) => Parts.First(part => part.Patients.Contains(patient)).Name;

    /// <summary>
    /// Splits patients. A split given in patients.csv stands; the others are drawn, stratified by label:
    /// ceil(<paramref name="testFraction"/> n) of them to the test (26 of 126), then ceil(<paramref name="validationFraction"/> n) of all
    /// training patients to validation. A label keeps at least one training patient. The draw depends on the seed and the patients' ids,
    /// not on their order.
    /// </summary>
    /// <exception cref="InputException">A patient is given twice, or there are too few for three non-empty sets.</exception>
    public static PatientSplit Create(IReadOnlyCollection<Patient> patients, int seed, double testFraction = 0.2,
        double validationFraction = 0.2)
    {
        ArgumentNullException.ThrowIfNull(patients);
        Fraction(testFraction);
        Fraction(validationFraction);
        if (patients.GroupBy(patient => patient.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InputException($"patient '{twice.Key}' is given {twice.Count()} times: a split is by patient, "
                + "so each may stand once in patients.csv");
        }

        if (patients.FirstOrDefault(patient => !Patient.Splits.Contains(patient.Split)) is { } unknown)
        {
            throw new InputException($"patient '{unknown.Id}' has split '{unknown.Split}': use train, test, extra or leave it empty");
        }

        var drawnTest = Stratified([.. patients.Where(patient => patient.Split.Length == 0)], testFraction, (ulong)seed, "test");
        var test = patients.Where(patient => patient.Split == "test").Concat(drawnTest).ToHashSet();
        var extra = patients.Where(patient => patient.Split == "extra").ToList();
        var learning = patients.Where(patient => !test.Contains(patient)).Except(extra).ToList();
        var validation = Stratified(learning, validationFraction, (ulong)seed, "validation");
        var training = learning.Except(validation).ToList();
        if (training.Count == 0 || validation.Count == 0 || test.Count == 0)
        {
            throw new InputException(
                $"{patients.Count - extra.Count} patients give {training.Count} training, {validation.Count} validation and {test.Count} "
                + "test patients: each set needs one, add patients or change split in patients.csv");
        }

        return new PatientSplit(training.Select(Id), validation.Select(Id), test.Select(Id), extra.Select(Id));
    }

    /// <summary>Writes the split as a file: patient_id,split with train, validation, test or extra.</summary>
    public void Write(string path)
    {
        var rows = Parts.SelectMany(part => part.Patients.Order(StringComparer.Ordinal).Select(id => (string[])[id, part.Name]));
        CsvTable.Write(path, ["patient_id", "split"], rows);
    }

    private IReadOnlyList<(IReadOnlySet<string> Patients, string Name)> Parts =>
        [(Training, "train"), (Validation, "validation"), (Test, "test"), (Extra, "extra")];

    // ceil(fraction n) patients, each label's share rounded by the largest remainder, and never a label's last patient
    private static HashSet<Patient> Stratified(List<Patient> patients, double fraction, ulong seed, string part)
    {
        var labels = patients.GroupBy(patient => patient.Label).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Draw.Shuffled(group, patient => $"{part}/{patient.Id}", seed)).ToList();
        var shares = labels.ConvertAll(label => label.Count * fraction);
        var taken = labels.Select((label, i) => Math.Min((int)shares[i], label.Count - 1)).ToArray();
        var wanted = (int)Math.Ceiling(patients.Count * fraction - 1e-9);
        foreach (var i in Enumerable.Range(0, labels.Count).OrderByDescending(i => shares[i] - (int)shares[i]).ThenBy(i => i))
        {
            if (taken.Sum() < wanted && taken[i] < labels[i].Count - 1)
            {
                taken[i]++;
            }
        }

        return [.. labels.SelectMany((label, i) => label.Take(taken[i]))];
    }

    private static void Fraction(double value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 0.0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1.0);
    }

    private static string Id(Patient patient) => patient.Id;
}
