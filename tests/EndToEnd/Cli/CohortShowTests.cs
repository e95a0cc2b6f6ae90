
using MhdNet.Tests.Data;

namespace MhdNet.Tests.Cli;

/// <summary>`mhdnet cohort show`: the figures of Table I, counted.</summary>
public sealed class CohortShowTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Patients_series_slides_and_sequences_are_counted()
    {
        SmallCohort.Write(_folder.Path);
        var patients = _folder.File("patients.csv");
        var lines = File.ReadAllLines(patients);
        string[] further = [",symptom,age", ",myasthenia gravis,17", ",chest mass,50", ",chest mass,81"];
        File.WriteAllLines(patients, lines.Zip(further, (line, more) => line + more)
            .Concat(["p4,B2,train,,", "p5,A,train,,", "p6,A,test,,"]));
        Assert.Equal(0, (await Mhdnet.RunAsync("preprocess", "--cohort", _folder.Path, "--scale", "smoke")).Code);

        var answer = await Mhdnet.RunAsync("cohort", "show", _folder.Path);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        string[] rows =
        [
            "type A +3 \\(50.00 %\\) +13 \\(10.32 %\\)", "type TC +1 \\(16.67 %\\) +6 \\(4.76 %\\)",
            "symptom chest mass +2 \\(66.67 %\\) +16 \\(12.70 %\\)", "age +49 \\(17 to 81\\) +48 \\(17 to 81\\)",
            "tumour, head to feet, cm +0.30", "split +patients", "test +2",
            "slices +5 +10 +20", "slice spacing, mm +1.00 +1.00 +1.00", "tumour, slices +3 +3 +3", "tumour, mm +3.0",
            "width, pixels +128", "3 series of 3 patients, 0 of them ready frames; tumour range known in 1",
            "1 tumour slide of 1 patient, 0 of them ready frames; 1 other specimen, not used",
            "sequences 8x40-\\w+: no split",
        ];
        Assert.All(rows, row => Assert.Matches(row, answer.Output));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_the_rest_is_shown()
    {
        SmallCohort.Write(_folder.Path);
        File.WriteAllText(_folder.File("s1.svs"), "torn");
        var answer = await Mhdnet.RunAsync("cohort", "show", _folder.Path);
        Assert.Equal(0, answer.Code);
        Assert.Contains("1 problem, what cannot be read is not counted: mhdnet cohort check", answer.Output, StringComparison.Ordinal);
        Assert.Contains("0 tumour slides of 0 patients", answer.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Mhdnet.RunAsync("cohort", "check", _folder.Path)).Code);
    }
}
