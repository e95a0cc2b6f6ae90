
using MhdNet.Data;
using MhdNet.Phantom;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Phantom;

public sealed class PhantomPatientTests
{
    [Theory]
    [InlineData("table1")]
    [InlineData("default")]
    public void The_types_have_the_frequencies_of_Table_I(string preset)
    {
        var patients = PhantomPatient.Plan(new() { Preset = PhantomPreset.Named(preset) });
        Assert.Equal(126, patients.Count);
        var counts = patients.CountBy(patient => LabelSet.Thymic.NameOf(patient.Type)).ToDictionary();
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["A"] = 13,
                ["AB"] = 28,
                ["B1"] = 15,
                ["B1+B2"] = 18,
                ["B2"] = 19,
                ["B2+B3"] = 10,
                ["B3"] = 17,
                ["TC"] = 6,
            },
            counts);
    }

    [Fact]
    public void Mini_has_three_patients_of_each_type_and_a_slide_each()
    {
        var patients = PhantomPatient.Plan(new());
        Assert.All(patients.CountBy(patient => patient.Type), pair => Assert.Equal(3, pair.Value));
        Assert.Equal(24, patients.Sum(patient => patient.Slides));
    }

    [Fact]
    public void One_patient_of_each_kind_that_hospitals_deliver_is_there()
    {
        var patients = PhantomPatient.Plan(new());
        Assert.Single(patients, patient => patient.Layout == DicomLayout.ImplicitUnsigned);
        Assert.Single(patients, patient => patient.Layout == DicomLayout.Shuffled);
        Assert.Single(patients, patient => patient.PlainTiff);
        var shortest = Assert.Single(patients, patient => patient.Slices != 64);
        Assert.True(shortest.Slices - (int)(0.2 * shortest.Slices) - (int)(0.3 * shortest.Slices) < 24);
    }

    [Fact]
    public void Extra_test_patients_are_balanced_have_no_slide_unless_asked_and_do_not_depend_on_their_number()
    {
        var few = PhantomPatient.Plan(new() { ExtraTest = 8 });
        var many = PhantomPatient.Plan(new() { ExtraTest = 80 });
        Assert.Equal(few, many.Take(few.Count));
        var extra = many.Where(patient => patient.Split == "extra").ToList();
        Assert.Equal(80, extra.Count);
        Assert.All(extra, patient => Assert.Equal(0, patient.Slides));
        Assert.All(extra.CountBy(patient => patient.Type), pair => Assert.Equal(10, pair.Value));
        Assert.Equal(many.Count, many.Select(patient => patient.Key).Distinct().Count());
        Assert.Equal(many.Count, many.Select(patient => patient.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("mini", 0, 1)]
    [InlineData("mini", 8, 1)]
    [InlineData("table1", 16, 1)]
    [InlineData("default", 24, 2)] // as many slides as the test patients have
    public void The_first_extra_patients_have_slides_where_asked_balanced_and_nothing_else_of_anyone_changes(string preset,
        int paired, int slides)
    {
        var without = PhantomPatient.Plan(new() { Preset = PhantomPreset.Named(preset), ExtraTest = 24 });
        var with = PhantomPatient.Plan(new() { Preset = PhantomPreset.Named(preset), ExtraTest = 24, ExtraWithPathology = paired });
        Assert.Equal(without, with.Select(patient => patient.Split == "extra" ? patient with { Slides = 0 } : patient));
        var extra = with.Where(patient => patient.Split == "extra").ToList();
        Assert.Equal([.. Enumerable.Repeat(slides, paired), .. Enumerable.Repeat(0, 24 - paired)], extra.Select(patient => patient.Slides));
        Assert.All(extra.Take(paired).CountBy(patient => patient.Type), pair => Assert.Equal(paired / 8, pair.Value));
    }

    [Theory]
    [InlineData(126, false, "13 28 15 18 19 10 17 6")]
    [InlineData(600, false, "62 133 71 86 90 48 81 29")]
    [InlineData(2026, false, "209 450 241 289 306 161 273 97")]
    [InlineData(8, true, "1 1 1 1 1 1 1 1")]
    [InlineData(1700, true, "213 213 213 213 212 212 212 212")]
    public void Any_number_of_patients_has_the_frequencies_of_Table_I_or_equal_ones(int patients, bool balanced, string counts)
    {
        var preset = PhantomPreset.Table1.Of(patients, balanced);
        Assert.Equal(counts, string.Join(' ', preset.PatientsPerType));
        Assert.Equal((patients, 12), (preset.Patients, preset.RawPatients));
        Assert.Equal(patients, PhantomPatient.Plan(new() { Preset = preset }).DistinctBy(patient => patient.Id).Count());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(100_001)]
    public void Too_few_and_too_many_patients_are_refused(int patients) =>
        Assert.Contains("give 8 to 100000", Assert.Throws<InputException>(() => PhantomPreset.Mini.Of(patients)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(26)]
    [InlineData(1)]
    [InlineData(125)]
    public void So_many_patients_are_tested_of_each_type_the_same_share(int test)
    {
        var options = new PhantomOptions { Preset = PhantomPreset.Table1, ExtraTest = 2 };
        var (open, split) = (PhantomPatient.Plan(options), PhantomPatient.Plan(options with { Test = test }));
        Assert.Equal(open, split.Select(patient => patient.Split == "extra" ? patient : patient with { Split = "" }));
        Assert.Equal(test, split.Count(patient => patient.Split == "test"));
        Assert.Equal(126 - test, split.Count(patient => patient.Split == "train"));
        Assert.All(split.Where(patient => patient.Split != "extra").GroupBy(patient => patient.Type), type => Assert.InRange(
            type.Count(patient => patient.Split == "test") - (type.Count() * test / 126.0), -1, 1));
        Assert.NotEqual(options.Fingerprint, (options with { Test = test }).Fingerprint);
    }

    [Fact]
    public void The_order_of_patients_does_not_give_the_types_away()
    {
        var types = PhantomPatient.Plan(new()).Select(patient => patient.Type).ToList();
        Assert.NotEqual(types.Order(), types);
    }

    [Fact]
    public void An_unknown_preset_is_named_with_those_there_are()
    {
        var error = Assert.Throws<InputException>(() => PhantomPreset.Named("huge"));
        Assert.Contains("mini, table1, demo, study, default", error.Message, StringComparison.Ordinal);
    }
}
