using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Experiments;

/// <summary>Runs that begin with other runs: a teacher trained in phases, a student whose prior is cross-fitted.</summary>
public sealed class PhasesTests(SmallWorkspace small) : IClassFixture<SmallWorkspace>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_teacher_in_phases_has_the_branches_that_were_trained_alone_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        var workspace = small.Open("phases");
        var experiment = workspace.At(Experiment.Paper with { Phased = true, Method = Method.Teacher });
        var teacher = workspace.Runs.Teacher(experiment, cancellation: Token);
        Assert.All(teacher.History, epoch => Assert.Equal(["ce_fusion", "conmb", "total"], epoch.Losses.Keys.Order(StringComparer.Ordinal)));

        using var loaded = teacher.Load();
        foreach (var (method, branch, channels) in new[] { (Method.Radiology, loaded.Network.Radiology, 1), (Method.Pathology, loaded.Network.Pathology, 3) })
        {
            var alone = workspace.Runs.Find(workspace.At(Experiment.Paper with { Method = method })); // the run that Fig. 5 has, too
            using var trained = new ResNet3d(experiment.Network.TeacherDepth, channels, teacher.Recipe.Network);
            Checkpoint.LoadModule(alone!.Run.ModelFile, trained);
            var there = branch.state_dict();
            Assert.All(trained.state_dict(), entry => Assert.True(entry.Value.equal(there[entry.Key]).all().item<bool>(), entry.Key));
        }
    }

    [Fact]
    public void While_it_is_trained_a_cross_fitted_student_reads_under_branches_that_have_not_seen_the_patient()
    {
        using var scope = NewDisposeScope();
        var workspace = small.Open("cross-fitted");
        var usual = workspace.Runs.Run(workspace.At(Experiment.Paper), cancellation: Token).Run;
        var found = workspace.Runs.Student(workspace.At(Experiment.Paper with { CrossFitted = true }), cancellation: Token);
        var crossed = found.Run;
        Assert.NotEqual(usual.ReadHistory()[0].Losses["ce"], crossed.ReadHistory()[0].Losses["ce"]);

        var read = Predictions.Read(crossed.File("prior.csv")).ToDictionary(prediction => prediction.SeqId);
        Assert.Equal(workspace.Training.TrainingCt.Select(row => row.SeqId).Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        for (var fold = 0; fold < Experiment.Folds; fold++)
        {
            var run = workspace.Runs.Find(workspace.At(Experiment.Paper with { Method = Method.Radiology, LeavesOut = fold }))!.Run;
            using var branch = new ResNet3d(10, 1, RecordedRun.Open(run.Path).Recipe.Network);
            Checkpoint.LoadModule(run.ModelFile, branch);
            var seen = workspace.Training.Without(fold, Experiment.Folds).TrainingCt;
            PairedSequence[] unseen = [.. workspace.Training.TrainingCt.Except(seen).Select(row => new PairedSequence(row, null))];
            Assert.NotEmpty(unseen);
            var expected = Inference.Branch(branch, Modality.Ct, unseen, workspace.Training, 4, TorchRuntime.Device);
            Assert.All(expected, prediction => Assert.All(
                prediction.Probabilities.Zip(read[prediction.SeqId].Probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-4)));
        }

        using var student = found.Load();
        using var teacher = workspace.Runs.Teacher(workspace.At(Experiment.Paper), cancellation: Token).Load();
        Assert.All(
            student.Prior!.state_dict(), entry => Assert.True(entry.Value.equal(teacher.Network.Radiology.state_dict()[entry.Key]).all().item<bool>(), entry.Key)); // deployed as published
    }

    [Fact]
    public void What_a_run_needs_is_planned_before_it()
    {
        var workspace = small.Open("plans");
        string[] Plan(Experiment experiment) => [.. workspace.Runs.Plan(workspace.At(experiment)).Select(run => $"{run.Kind} {run.Needs.Count}")];
        Assert.Equal(["teacher 0", "student 1"], Plan(Experiment.Paper));
        Assert.Equal(["radiology 0", "pathology 0", "teacher 2", "student 1"], Plan(Experiment.Paper with { Phased = true }));
        Assert.Equal(["teacher 0", "radiology 0", "radiology 0", "radiology 0", "radiology 0", "student 5"], Plan(Experiment.Paper with { CrossFitted = true }));
        Assert.Equal(["alone 0"], Plan(Experiment.Alone with { CrossFitted = true, Phased = true }));
        Assert.Equal(Plan(Experiment.Paper), Plan(Experiment.Paper with { CrossFitted = true, Reading = MemoryReading.OwnPrediction }));
    }
}
