using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Experiments;

/// <summary>Runs that begin with other runs: a teacher trained in phases, a student whose prior is cross-fitted.</summary>
[Collection(SmallCollection.Name)]
public sealed class PhasesTests(SmallWorkspace small)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_teacher_in_phases_has_the_branches_that_were_trained_alone_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        var workspace = small.Open(SmallCollection.Common);
        var phased = Experiment.Teacher.Vary("in phases", mhd => mhd with { Phased = true });
        var teacher = workspace.Runs.Run(workspace.At(phased), cancellation: Token);
        Assert.All(teacher.History,
            epoch => Assert.Equal(["ce_fusion", "conmb", "total"], epoch.Losses.Keys.Order(StringComparer.Ordinal)));

        using var loaded = (TeacherWithMemory)teacher.Load();
        foreach (var (part, branch) in new[] { (MhdNetPart.Radiology, loaded.Network.Radiology),
            (MhdNetPart.Pathology, loaded.Network.Pathology) })
        {
            // the run that Fig. 5 has, too
            var alone = workspace.Runs.Find(workspace.At(Experiment.Paper.Vary("alone", mhd => mhd with { Tested = part })));
            using var trained = (BranchClassifier)alone!.Load();
            var there = branch.state_dict();
            Assert.All(trained.Backbone.state_dict(),
                entry => Assert.True(entry.Value.equal(there[entry.Key]).all().item<bool>(), entry.Key));
        }
    }

    [Fact]
    public void While_it_is_trained_a_cross_fitted_student_reads_under_branches_that_have_not_seen_the_patient()
    {
        using var scope = NewDisposeScope();
        var workspace = small.Open(SmallCollection.Common);
        var usual = workspace.Runs.Run(workspace.At(Experiment.Paper), cancellation: Token);
        var crossed = workspace.Runs.Run(workspace.At(Experiment.Paper.Vary("crossed", mhd => mhd with { CrossFitted = true })),
            cancellation: Token);
        Assert.NotEqual(usual.History[0].Losses["ce"], crossed.History[0].Losses["ce"]);

        var read = Predictions.Read(crossed.Folder.File("prior.csv")).ToDictionary(prediction => prediction.SeqId);
        Assert.Equal(workspace.Training.TrainingCt.Select(row => row.SeqId).Order(StringComparer.Ordinal),
            read.Keys.Order(StringComparer.Ordinal));
        for (var fold = 0; fold < MhdNetMethod.Folds; fold++)
        {
            var without = Experiment.Paper.Vary("fold", mhd => mhd with { Tested = MhdNetPart.Radiology, LeavesOut = fold });
            using var branch = workspace.Runs.Find(workspace.At(without))!.Load();
            branch.to(TorchRuntime.Device);
            var seen = workspace.Training.Without(fold, MhdNetMethod.Folds).TrainingCt;
            PairedSequence[] unseen = [.. workspace.Training.TrainingCt.Except(seen).Select(row => new PairedSequence(row, null))];
            Assert.NotEmpty(unseen);
            var expected = Inference.Predict(branch, unseen, workspace.Training, 4)[0].Predictions;
            Assert.All(expected, prediction => Assert.All(
                prediction.Probabilities.Zip(read[prediction.SeqId].Probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-4)));
        }

        using var student = (StudentNetwork)crossed.Load(); // deployed as published
        using var teacher = (TeacherWithMemory)workspace.Runs.Run(workspace.At(Experiment.Teacher), cancellation: Token).Load();
        var radiology = teacher.Network.Radiology.state_dict();
        Assert.All(student.Prior!.state_dict(),
            entry => Assert.True(entry.Value.equal(radiology[entry.Key]).all().item<bool>(), entry.Key));
    }

    [Fact]
    public void What_a_run_needs_is_planned_before_it()
    {
        var workspace = small.Open("plans");
        string[] Plan(Experiment row, Func<MhdNetMethod, MhdNetMethod> change) =>
            [.. workspace.Runs.Plan(workspace.At(row.Vary("a row", change))).Select(run => $"{run.Kind} {run.Needs.Count}")];
        string[] published = ["teacher 0", "student 1"];
        Assert.Equal(published, Plan(Experiment.Paper, mhd => mhd));
        Assert.Equal(["radiology 0", "pathology 0", "teacher 2", "student 1"], Plan(Experiment.Paper, mhd => mhd with { Phased = true }));
        Assert.Equal(
            ["teacher 0", "radiology 0", "radiology 0", "radiology 0", "radiology 0", "student 5"],
            Plan(Experiment.Paper, mhd => mhd with { CrossFitted = true }));
        Assert.Equal(
            ["teacher 0", "teacher 0", "teacher 0", "teacher 0", "teacher 0", "student 5"],
            Plan(Experiment.Paper, mhd => mhd with { OutOfFold = true }));
        Assert.Equal(published, Plan(Experiment.Paper, mhd => mhd with { OutOfFold = true, Weights = mhd.Weights with { Kl = 0 } }));
        Assert.Equal(["alone 0"], Plan(Experiment.Alone, mhd => mhd with { CrossFitted = true, Phased = true, OutOfFold = true }));
        Assert.Equal(published, Plan(Experiment.Paper, mhd => mhd with { CrossFitted = true, Reading = MemoryReading.OwnPrediction }));
        Assert.Equal(["leaking-teacher 0", "leaking-student 1"], Plan(Experiment.Paper, mhd => mhd with { Leak = Leak.EpochByTest }));
    }
}
