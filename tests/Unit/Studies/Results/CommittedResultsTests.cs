using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Data;

namespace MhdNet.Tests.Studies.Results;

/// <summary>The results that came with the suite are of the studies as they are now. That RESULTS.md says what they say is certify's to
/// find.</summary>
public sealed class CommittedResultsTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(StudySource.ResultsFolder(Repository.Root))
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Fresh => [.. Directory.GetFiles(Path.GetDirectoryName(FreshOf("seeds.demo.parquet"))!)
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Fresh))]
    public void Fresh_patients_have_judged_every_network_of_the_study(string file)
    {
        var result = Read(file);
        var fresh = ConfirmationFile.Read(FreshOf(file), result);
        Assert.Equal(result.Rows.Select(row => row.Runs.Count), fresh.Rows.Select(row => row.Runs.Count));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Its_runs_are_those_that_the_study_s_rows_mean_today_but_for_the_code(string file)
    {
        var result = Read(file);
        Assert.All(result.Rows.SelectMany(row => row.Runs.Select(run => (row.Experiment, run.Seed, run.Run))), entry =>
        {
            var (experiment, stored) = (entry.Experiment.At(result.Scale), entry.Run.Phase);
            var setting = stored.Setting;
            var today = experiment.Method.For(experiment.Setting with
            {
                Seed = entry.Seed,
                SplitSeed = setting.SplitSeed,
                Size = setting.Size,
                Labels = setting.Labels,
                Synthetic = setting.Synthetic,
                Data = setting.Data,
            });
            var codes = stored.WithNeeds().DistinctBy(phase => phase.GetType())
                .ToDictionary(phase => phase.GetType(), phase => phase.MethodCode);
            // until the methods' own code was in their runs' names it was none, and reads as today's
            string[] names = [OfCode(today, setting.Code, codes).FolderName, OfCode(today, setting.Code, []).FolderName];
            Assert.Contains(entry.Run.Folder.Name, names);
        });
    }

    [Fact]
    public void The_counts_of_the_README_come_from_the_files()
    {
        var ledger = new Ledger(new StudySource(Repository.Root, workspace: null, Scale.Demo, "", [1, 2, 3]));
        var readme = File.ReadAllText(Repository.PathOf("README.md")).Split("Of the paper's ")[1].Split("have not been run")[0];
        Assert.Equal(Numbers(ledger.Summary), Numbers(readme));
    }

    [Fact]
    public void They_are_small() =>
        Assert.InRange(
            Directory.GetFiles(StudySource.ResultsFolder(Repository.Root), "*", SearchOption.AllDirectories)
                .Sum(path => new FileInfo(path).Length), 1, 20_000_000);

    private static StudyResult Read(string file)
    {
        var path = Path.Combine(StudySource.ResultsFolder(Repository.Root), file);
        var study = StudyCatalogue.All.Single(one => one.Name == file.Split('.')[0]);
        using var folder = new TemporaryFolder();
        var result = ResultsFile.Read(path, study, [.. Enumerable.Range(1, 9)], folder.File("unpacked"));
        Assert.All(result.Rows, row => Assert.NotEmpty(row.Runs));
        return result;
    }

    private static string FreshOf(string file) =>
        Path.Combine(StudySource.ResultsFolder(Repository.Root), "fresh", file);

    private static IEnumerable<int> Numbers(string text) =>
        text.Split(' ', '\n').Where(word => int.TryParse(word, out _)).Select(int.Parse);

    private static Phase OfCode(Phase phase, string code, Dictionary<Type, string?> codes) => phase with
    {
        Setting = phase.Setting with { Code = code },
        MethodCode = codes.GetValueOrDefault(phase.GetType()),
        Needs = [.. phase.Needs.Select(need => OfCode(need, code, codes))],
    };
}
