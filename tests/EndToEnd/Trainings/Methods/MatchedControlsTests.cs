using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Experiments;

/// <summary>Baselines and matched controls go through all that a run goes through.</summary>
public sealed class MatchedControlsTests(SmallWorkspace small) : IClassFixture<SmallWorkspace>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void They_are_planned_once_each_and_share_what_they_have_in_common()
    {
        var workspace = small.Open("plan");
        var one = new StudyRun(Tables3And4.Controls, workspace, [1]).Plan;
        Assert.Equal(
            [
                "teacher", "student", "alone", "student", "radiology", "mean", "label-smoothing", "self-distilled", "teacher", "student",
                "most-frequent", "discriminant",
            ],
            one.Select(run => run.Kind));
        Assert.Equal((10 * 2) + 2, new StudyRun(Tables3And4.Controls, workspace, [1, 2]).Plan.Count); // baselines have no seed
        Assert.Equal(one[1].Needs, one[3].Needs); // plain KL: MHD-Net's own teacher
        Assert.Equal([one[4].Folder.Name, one[2].Folder.Name], one[5].Needs);
        Assert.Equal([one[2].Folder.Name], one[7].Needs);
        Assert.Equal([one[8].Folder.Name], one[9].Needs);
        Assert.True(one[8].Phase.Training.Pairing == Pairing.OtherType && one[0].Phase.Training.Pairing == Pairing.SamePatient);
        Assert.Equal((0, 0, 0), (one[5].Steps, one[10].Steps, one[11].Steps));
        var kl = (StudentPhase)one[3].Phase;
        Assert.Equal((MemoryReading.None, 0, 0.5), (kl.Reading, kl.Mse, kl.Kl));
        Assert.Empty(MatchedControls.Trained.Except(Readers.Gain.Experiments));
    }

    [Fact]
    public void The_study_runs_whole_and_its_networks_travel()
    {
        using var scope = NewDisposeScope();
        var workspace = small.Open("whole");
        var result = Tables3And4.Controls.Run(workspace, [1], cancellation: Token);
        Assert.All(result.Rows, row => Assert.Single(row.Runs));
        Assert.Equal(11, result.Table().Rows.Count);
        Assert.Equal(Tables3And4.Controls.Experiments.Count - 1, result.Comparisons.Count);
        FinishedRun Run(Experiment row) => result.Row(row.Name).Runs[0].Run;
        Assert.Equal(Run(Experiment.Paper).Folder.Name, Models.Newest(workspace.Runs.Folder).Folder.Name);

        var members = new[] { Run(MatchedControls.ResNet34), Run(Experiment.Alone) }.Select(run => run.Test()).ToList();
        Assert.All(Run(MatchedControls.MeanOfTwo).Test().Index(), said => Assert.Equal(
            members[0][said.Index].Probabilities.Zip(members[1][said.Index].Probabilities, (a, b) => (a + b) / 2),
            said.Item.Probabilities, (a, b) => Math.Abs(a - b) < 1e-5));
        var frequent = Run(MatchedControls.MostFrequent).Test();
        Assert.Single(frequent.Select(said => string.Join(' ', said.Probabilities)).Distinct());
        var discriminant = Run(MatchedControls.Discriminant);
        Assert.Equal((1, 0), (discriminant.Result.BestEpoch, Assert.Single(discriminant.History).Losses.Count));

        foreach (var row in MatchedControls.Trained.Concat(MatchedControls.Baselines))
        {
            var (run, file) = (Run(row), Path.Combine(small.Folder, $"{row.Name}.safetensors"));
            ModelFile.Export(run, file);
            using var network = ModelFile.Import(file, new RunFolder(Path.Combine(small.Folder, $"imported {row.Name}"))).Load();
            Assert.Equal(Modalities.Ct, network.Needs);
            var again = Inference.Predict(network, workspace.Test.Sequences, workspace.Test, run.Phase.Training.BatchSize)[0].Predictions;
            Assert.Equal(run.Test().Take(again.Count).SelectMany(said => said.Probabilities),
                again.SelectMany(said => said.Probabilities), (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Theory]
    [InlineData("label smoothing", "label-smoothing")]
    [InlineData("self-distillation", "self-distilled")]
    [InlineData("placebo pathology", "teacher")]
    public void Stopped_and_resumed_they_end_with_the_same_bits(string name, string kind)
    {
        var (straight, stopped) = (small.Open($"straight {kind}"), small.Open($"stopped {kind}"));
        var row = MatchedControls.Trained.Single(one => one.Name == name);
        row = row with { Setting = row.Setting with { TrainingShare = 0.5 } };
        var whole = straight.Runs.Run(straight.At(row), cancellation: Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var told = new Stopping(kind, stop);
        Assert.ThrowsAny<OperationCanceledException>(() => stopped.Runs.Run(stopped.At(row), told, stop.Token));
        var resumed = stopped.Runs.Run(stopped.At(row), cancellation: Token);
        Assert.Equal(whole.Folder.Name, resumed.Folder.Name);
        Assert.Equal(File.ReadAllBytes(whole.Folder.ModelFile), File.ReadAllBytes(resumed.Folder.ModelFile));
        Assert.Equal(File.ReadAllText(whole.Folder.File("test.csv")), File.ReadAllText(resumed.Folder.File("test.csv")));
    }

    /// <summary>Stops a training of a kind at its second step.</summary>
    private sealed class Stopping(string kind, CancellationTokenSource stop) : IProgress<WorkProgress>
    {
        private int _steps;

        public void Report(WorkProgress value)
        {
            if (value.Task.Contains($", {kind},", StringComparison.Ordinal) && ++_steps == 2)
            {
                stop.Cancel();
            }
        }
    }
}
