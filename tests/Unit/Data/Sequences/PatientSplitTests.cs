using FsCheck.Xunit;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

public sealed class PatientSplitTests
{
    // Table I
    private static readonly int[] Frequencies = [13, 28, 15, 18, 19, 10, 17, 6];

    private static readonly List<Patient> Rptet =
        [.. Frequencies.SelectMany((count, type) => Enumerable.Range(0, count)
            .Select(i => new Patient($"{type}-{i}", LabelSet.Thymic.Types[type], "")))];

    [Fact]
    public void One_hundred_and_twenty_six_patients_are_split_as_in_the_paper()
    {
        var split = PatientSplit.Create(Rptet, seed: 1);
        Assert.Equal((80, 20, 26), (split.Training.Count, split.Validation.Count, split.Test.Count));
        for (var type = 0; type < 8; type++)
        {
            Assert.InRange(split.Test.Count(id => id.StartsWith($"{type}-", StringComparison.Ordinal)),
                (int)(Frequencies[type] * 0.2), (int)(Frequencies[type] * 0.2) + 1);
        }
    }

    [Property]
    public bool The_three_sets_are_disjoint_and_complete(int seed, byte[] labels, bool[] given)
    {
        List<Patient> patients = [.. (labels ?? []).Select((label, i) =>
            new Patient($"p{i}", LabelSet.Thymic.Types[label % 8], given?.Length > 0 && given[i % given.Length]
                ? (label % 3 == 0 ? "test" : "train") : ""))];
        PatientSplit split;
        try
        {
            split = PatientSplit.Create(patients, seed);
        }
        catch (InputException)
        {
            return patients.Count < 30;
        }

        return !split.Training.Overlaps(split.Validation) && !split.Training.Overlaps(split.Test) && !split.Validation.Overlaps(split.Test)
            && split.Training.Concat(split.Validation).Concat(split.Test).ToHashSet().SetEquals(patients.Select(patient => patient.Id))
            && patients.All(patient => patient.Split == "" || (patient.Split == "test") == split.Test.Contains(patient.Id))
            && patients.Where(patient => !split.Test.Contains(patient.Id)).Select(patient => patient.Label).ToHashSet()
                .SetEquals(patients.Where(patient => split.Training.Contains(patient.Id)).Select(patient => patient.Label));
    }

    [Fact]
    public void Extra_patients_are_in_no_other_set_and_change_none()
    {
        var split = PatientSplit.Create(Rptet, seed: 1);
        var more = PatientSplit.Create([.. Rptet, new Patient("x", "A", "extra"), new Patient("y", "TC", "extra")], seed: 1);
        Assert.Equal(["x", "y"], more.Extra.Order(StringComparer.Ordinal));
        Assert.True(split.Training.SetEquals(more.Training)
            && split.Validation.SetEquals(more.Validation) && split.Test.SetEquals(more.Test));
        Assert.Empty(split.Extra);
    }

    [Fact]
    public void The_seed_decides_and_the_order_of_rows_does_not()
    {
        var split = PatientSplit.Create(Rptet, seed: 5);
        Assert.True(split.Test.SetEquals(PatientSplit.Create([.. Rptet.AsEnumerable().Reverse()], seed: 5).Test));
        Assert.False(split.Test.SetEquals(PatientSplit.Create(Rptet, seed: 6).Test));
    }

    [Fact]
    public void Test_patients_of_before_stay_when_extra_ones_come()
    {
        var split = PatientSplit.Create(Rptet, seed: 5);
        var extra = PatientSplit.Create([.. Rptet, new Patient("extra", "TC", "test")], seed: 5);
        Assert.True(extra.Test.SetEquals(split.Test.Append("extra")));
        Assert.True(extra.Validation.SetEquals(split.Validation));
    }

    [Fact]
    public void What_is_not_a_split_by_patient_does_not_construct()
    {
        Assert.Contains("given 2 times", Assert.Throws<InputException>(
            () => PatientSplit.Create([.. Rptet, Rptet[3] with { Split = "test" }], seed: 0)).Message, StringComparison.Ordinal);
        Assert.Contains("split 'both'", Assert.Throws<InputException>(
            () => PatientSplit.Create([.. Rptet, new Patient("x", "A", "both")], seed: 0)).Message, StringComparison.Ordinal);
        Assert.Contains("each set needs one", Assert.Throws<InputException>(
            () => PatientSplit.Create([Rptet[0], Rptet[1] with { Split = "test" }], seed: 0)).Message, StringComparison.Ordinal);
        Assert.Empty(typeof(PatientSplit).GetConstructors());
    }

    [Fact]
    public void A_split_is_a_file()
    {
        using var folder = new TemporaryFolder();
        PatientSplit.Create([.. Rptet.Take(10)], seed: 0).Write(folder.File("split.csv"));
        var lines = File.ReadAllLines(folder.File("split.csv"));
        Assert.Equal("patient_id,split", lines[0]);
        Assert.Equal(["test", "test", "train", "train", "train", "train", "train", "train", "validation", "validation"],
            lines.Skip(1).Select(line => line.Split(',')[1]).Order());
    }
}
