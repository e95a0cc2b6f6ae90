using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Studies;

/// <summary>A study's section of the page of results, of runs that were trained for it.</summary>
[Collection(SmallCollection.Name)]
public sealed class ResultsPageOfStudyTests(SmallWorkspace small)
{
    [Fact]
    public void A_study_says_what_made_it_on_what_and_from_which_runs()
    {
        var workspace = small.Open("page");
        var path = Path.Combine(small.Folder, "RESULTS.md");
        var source = new StudySource(small.Folder, workspace, Scale.Smoke, "", [1]);
        var study = Study.Create("own", Experiment.Alone,
            Experiment.Alone with { Name = "half|long", Setting = new Setting { Length = 0.5 } }) with
        {
            Title = "A study of one's own",
            Statements = [new Statement("X-1", "half|long"), new Statement("X-2", "no such row")],
        };
        var failure = Assert.Throws<InputException>(() => ResultsPage.Write(path, new PrintedTables(study.Find(workspace, [1])), source));
        Assert.Contains("no run is finished", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));

        var result = study.Run(workspace, [1], jobs: 1, cancellation: TestContext.Current.CancellationToken);
        var runs = result.Rows.Select(row => row.Runs[0].Run.Folder).ToList();
        File.SetLastWriteTimeUtc(runs[0].ResultFile, new DateTime(2031, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        ResultsPage.Write(path, new PrintedTables(result), source);

        var page = File.ReadAllText(path);
        Assert.StartsWith("# Results\n\n<!-- begin own smoke -->\n## A study of one's own\n", page, StringComparison.Ordinal);
        var processor = runs[0].ReadJson<RuntimeReport>("environment.json").Processor;
        Assert.Contains(
            $"\n`mhdnet study run own --scale smoke --seeds 1`; scale smoke; newest run of 2031-02-03; {processor}.\n", page,
            StringComparison.Ordinal);
        Assert.Equal(2, page.Split(result.Caption).Length); // once
        Assert.Contains(ResultsPage.Table(result.Table()), page, StringComparison.Ordinal);
        Assert.Contains("\n| half\\|long | 1 | ", page, StringComparison.Ordinal);
        Assert.Matches(@"\n\| X-1 \| mAcc of student alone above half\\\|long \| (holds|does not hold|undecided) \|\n", page);
        Assert.Matches(@"\n\| X-2 \| .* \| not run \|\n", page);
        Assert.Matches(
            $@"<details><summary>Runs</summary>\n\n- code {CodeVersion.Fingerprint[..12]}, and each method's own\n"
            + $@"- student alone: 1: {runs[0].Name} \(\d+\.\d min\)\n- half\|long: 1: {runs[1].Name} \(\d+\.\d min\)\n", page);
        Assert.EndsWith("\n</details>\n<!-- end own smoke -->\n", page, StringComparison.Ordinal);

        ResultsPage.Write(path, new PrintedTables(result), source);
        Assert.Equal(page, File.ReadAllText(path));

        ResultsPage.Write(path, new PrintedTables(result), new StudySource(small.Folder, workspace, Scale.Smoke, "data/lung", [1]));
        Assert.StartsWith(page, File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("<!-- begin own smoke lung -->\n## A study of one's own (lung)\n\n"
            + "`mhdnet study run own --scale smoke --seeds 1 --cohort data/lung`; ", File.ReadAllText(path), StringComparison.Ordinal);
    }
}
