using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Cli;
using MhdNet.Tests.Data;
using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Notebooks;

[Collection(SmallCollection.Name)]
public sealed class ReproduceTests(SmallWorkspace small) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_notebook_that_tests_a_teacher_is_left_out_where_no_test_patient_has_pathology()
    {
        var cohort = _folder.File("cohort");
        small.CopyCohort(cohort);
        string Table(string name) => Path.Combine(cohort, name);
        // the first patient of two types is in the test, without a slide; all others are for the training
        var patients = await File.ReadAllLinesAsync(Table("patients.csv"), TestContext.Current.CancellationToken);
        var labels = new HashSet<string>();
        var tested = new HashSet<string>();
        await File.WriteAllLinesAsync(Table("patients.csv"), patients.Select(line =>
        {
            if (!line.EndsWith(',')) // the head, and extra patients
            {
                return line;
            }

            var test = labels.Count < 2 && labels.Add(line.Split(',')[1]) && tested.Add(line.Split(',')[0]);
            return line + (test ? "test" : "train");
        }).ToList(), TestContext.Current.CancellationToken);
        Assert.Equal(2, tested.Count);
        var slides = await File.ReadAllLinesAsync(Table("wsi.csv"), TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(Table("wsi.csv"), slides.Where(line => !tested.Contains(line.Split(',')[0])),
            TestContext.Current.CancellationToken);

        var answer = await Mhdnet.RunAsync(["reproduce", "--scale", "smoke", "--cohort", cohort, "--only", "02"]);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        Assert.Contains("02_teacher: left out, since it tests a teacher and no test patient of this cohort has pathology\n",
            answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("notebook 02_teacher", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_been_executed_is_executed_again_only_where_something_has_changed()
    {
        var (cohort, page) = (_folder.File("cohort"), Repository.PathOf("artifacts/notebooks/smoke/01_preprocessing.html"));
        small.CopyCohort(cohort);
        if (Directory.Exists(Path.GetDirectoryName(page)))
        {
            Directory.Delete(Path.GetDirectoryName(page)!, recursive: true);
        }

        Assert.True(await Executes());
        Assert.False(await Executes());
        await File.AppendAllTextAsync(page, " ", TestContext.Current.CancellationToken);
        Assert.True(await Executes());

        async Task<bool> Executes()
        {
            var answer = await Mhdnet.RunAsync(["reproduce", "--scale", "smoke", "--cohort", cohort, "--only", "01"]);
            Assert.True(answer.Code == 0, answer.Output + answer.Error);
            var (now, before) = (answer.Output.Contains("notebook 01_preprocessing", StringComparison.Ordinal),
                answer.Output.Contains("01_preprocessing: executed before", StringComparison.Ordinal));
            Assert.NotEqual(now, before);
            return now;
        }
    }
}
