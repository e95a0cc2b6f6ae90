using MhdNet.Figures;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Training;

namespace MhdNet.Tests.Experiments;

/// <summary>What the notebooks on other methods ask of a study, on runs whose predictions are made by hand.</summary>
[Collection(SmallCollection.Name)]
public sealed class RankingTests(SmallWorkspace small)
{
    private static readonly string[] _patients = ["t1", "t2", "t3", "t4"];

    [Fact]
    public void An_order_is_held_against_the_papers_and_its_pairs_against_seeds_and_resamples()
    {
        var workspace = small.Open("ranked");
        (string Row, string[] First, string[] Second)[] right =
        [
            ("MHD-Net", ["t1", "t2", "t3"], ["t1", "t2"]), ("CMMF-Net", ["t1"], ["t1", "t2", "t3"]),
            ("PCCT", ["t1", "t2"], ["t1"]), ("SCM-Net", [], []),
        ];
        Assert.Throws<InputException>(() => Ranking.Compute(ComparedMethods.Table4.Find(workspace, [1, 2])));
        foreach (var (row, first, second) in right)
        {
            var experiment = workspace.At(ComparedMethods.Table4.Experiments.Single(one => one.Name == row));
            HandmadeRun.Write(workspace, experiment, "test", _patients, first, seed: 1);
            HandmadeRun.Write(workspace, experiment, "test", _patients, second, seed: 2);
        }

        var result = ComparedMethods.Table4.Finished(workspace, [1, 2]);
        Assert.Equal(["MHD-Net", "SCM-Net", "PCCT", "CMMF-Net"], result.Rows.Select(row => row.Name)); // no baseline was run
        var ranking = Ranking.Compute(result);
        Assert.Equal([1, 4, 3, 2], ranking.Rows.Select(row => row.Rank.Value));
        Assert.Equal([1, 4, 3, 2], ranking.Rows.Select(row => row.PaperRank));
        Assert.Equal([.625, 0, .375, .5], ranking.Rows.Select(row => row.Value.Value));
        Assert.Equal(1, ranking.Rows.Sum(row => row.First), 9);
        Assert.Equal("4 test patients", ranking.Patients);

        var pair = ranking.Pairs.Single(pair => pair.First == "MHD-Net" && pair.Second == "CMMF-Net");
        Assert.Equal(.8989 - .7819, pair.Paper, 9);
        Assert.Equal(.125, pair.Here.Difference.Value, 9);
        Assert.Equal(1, pair.SeedSwaps);      // in the second seed CMMF-Net is above
        Assert.InRange(pair.ResampleSwaps, .2, .6);
        Assert.Equal(pair.ResampleSwaps, ranking.Above(ranking.Rows[3], ranking.Rows[0]), 9);
        var sure = ranking.Pairs.Single(pair => pair.First == "MHD-Net" && pair.Second == "SCM-Net");
        Assert.Equal(0, sure.SeedSwaps);
        Assert.InRange(sure.ResampleSwaps, 0, .05);   // half of the draws of t4 alone

        Assert.All(ranking.Agreement(), one =>
        {
            Assert.Equal((4, 1, 2 / 24.0, 2 / 24.0), (one.Rows, one.Coefficient.Value, one.P, one.LeastP));
            Assert.InRange(one.Coefficient.Low, -1, 1);
        });
        Assert.Equal(6, RankingTables.Pairs(ranking).Rows.Count);
        Assert.Contains("swaps in, of 2 seeds", RankingTables.Pairs(ranking).Headers);
        Assert.Empty(RankingTables.Pairs(ranking, printed: false).Rows);
        Assert.Contains(RankingTables.Found(ranking), line => line.StartsWith("Highest here: MHD-Net, 62.5 [", StringComparison.Ordinal));

        var one = Ranking.Compute(ComparedMethods.Table4.Finished(workspace, [2]));
        Assert.Equal("CMMF-Net", one.Rows.Single(row => row.Rank.Value == 1).Name);
        Assert.DoesNotContain(RankingTables.Pairs(one).Headers, header => header.Contains("seeds", StringComparison.Ordinal));
        Assert.Contains(RankingTables.Found(one), line => line.Contains("says nothing of another training", StringComparison.Ordinal));

        var table = Table.Of(PrintedTable.Of(result, Published.Table4, "mAcc", "QWK"));
        Assert.Equal(["row", "after", "mAcc %, paper", "mAcc %, here", "QWK %, paper", "QWK %, here"], table.Headers);
        Assert.Equal(["MHD-Net", "-", "89.89"], table.Rows[0].Take(3));
        Assert.StartsWith("62.5 ± 17.7 [", table.Rows[0][3], StringComparison.Ordinal);
        Assert.Equal("66.02", table.Rows[1][4]);
    }

    [Fact]
    public void Two_printed_rows_are_no_order_to_agree_with()
    {
        var workspace = small.Open("two ranked");
        HandmadeRun.Write(workspace, workspace.At(Experiment.Teacher), "test", _patients, _patients);
        HandmadeRun.Write(workspace, workspace.At(ComparisonMethods.Row(ComparisonMethods.All["dpmf"])), "test", _patients, ["t1"]);

        var ranking = Ranking.Compute(ComparedMethods.Fig4.Finished(workspace, [1]));
        Assert.Empty(ranking.Agreement());
        Assert.Equal("MHD-Net teacher", Assert.Single(ranking.Pairs).First);
    }

    [Fact]
    public void Some_methods_are_taken_by_name_beside_what_is_no_method()
    {
        var studies = ComparedMethods.Only("PCCT, DPMF-Net", ComparedMethods.Fig4, ComparedMethods.Table4);
        string[] baselines = ["most frequent type", "linear discriminant"];
        Assert.Equal(["MHD-Net teacher", "DPMF-Net", .. baselines], studies[0].Experiments.Select(row => row.Name));
        Assert.Equal(["MHD-Net", "PCCT", .. baselines], studies[1].Experiments.Select(row => row.Name));
        Assert.Equal(9, ComparedMethods.Only("", ComparedMethods.Table3)[0].Experiments.Count);
        var refused = Assert.Throws<InputException>(() => ComparedMethods.Only("PCCT, TransMedd", ComparedMethods.Table4));
        Assert.Equal("'TransMedd' is none of the methods here: use some of SCM-Net, PCCT, CMMF-Net", refused.Message);
    }

    [Fact]
    public void The_course_of_a_loss_is_that_of_the_methods_own_trainings()
    {
        var workspace = small.Open("histories");
        var study = ComparedMethods.Only("SCKD, DAGD-Net", ComparedMethods.Table3)[0];
        foreach (var planned in new StudyRun(study, workspace, [1]).Plan)
        {
            planned.Folder.WriteHistory([new EpochRecord(1, .001, new Dictionary<string, double> { ["total"] = 3, ["ce"] = 2 }, .1, 2)]);
        }

        foreach (var row in study.Experiments.Where(row => row.Method is ComparisonMethod))
        {
            HandmadeRun.Write(workspace, workspace.At(row), "test", _patients, []);
        }

        var result = study.Find(workspace, [1]);
        Assert.Equal(["dagd-teacher", "dagd"], LossHistory.Of(result, "DAGD-Net").Select(one => one.Training));
        var only = Assert.Single(LossHistory.Of(result, "SCKD")); // not the teacher, whom DGMKD-Net has, too
        Assert.Equal(["ce", "total"], only.Terms);
        Assert.Empty(LossHistory.Of(result, "MHD-Net"));           // was not run
        Assert.Empty(LossHistory.Of(result, "mmFormer"));          // was not asked for
    }
}
