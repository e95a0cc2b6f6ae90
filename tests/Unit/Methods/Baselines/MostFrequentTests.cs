using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods.Baselines;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class MostFrequentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Probabilities_are_the_shares_of_training_patients_and_the_history_has_one_epoch_without_losses()
    {
        // of four patients one is for validation, and B1 keeps its only one: two A and one B1 are left
        var store = StoreFixture.Write(Path.Combine(_folder.Path, "store"), ("a1", "A", "train", 1, 3, 0), ("a2", "A", "train", 1, 3, 0),
            ("a3", "A", "train", 1, 3, 0), ("b", "B1", "train", 7, 3, 0), ("t", "B1", "test", 1, 0, 0));
        var (training, test) = CohortData.Divide(store, seed: 1);
        var phase = (MostFrequentPhase)new MostFrequentMethod().For(TinyStore.Setting with { Seed = 4 });
        Assert.Equal((0, 1), (phase.Steps(training), phase.Setting.Seed)); // no seed decides anything
        var run = new RunFolder(Path.Combine(_folder.Path, "run"));
        using var learner = phase.Begin([], run);
        var history = new Trainer(learner, training, phase.Training, phase.Setting.Seed, run).Run("run",
            cancellation: TestContext.Current.CancellationToken);
        var epoch = Assert.Single(history);
        Assert.Empty(epoch.Losses);
        Assert.Equal(1, epoch.ValidationAccuracy);
        Assert.Equal(-Math.Log(2 / 3.0), epoch.ValidationLoss, 6);

        var said = Assert.Single(Inference.Predict(learner.Deployed, test.Sequences, test, 2)[0].Predictions);
        Assert.Equal([2 / 3f, 0, 1 / 3f, 0, 0, 0, 0, 0, 0], said.Probabilities, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(0, said.Decide(Decision.AllClasses, 8)); // not `other`, which most sequences are

        // killed after its epoch and begun again, it ends with the same weights
        var model = File.ReadAllBytes(run.ModelFile);
        using var again = phase.Begin([], run);
        Assert.Single(new Trainer(again, training, phase.Training, 1, run).Run("run", cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(model, File.ReadAllBytes(run.ModelFile));
    }

    [Fact]
    public void What_is_fitted_at_once_takes_no_step()
    {
        using var learner = new MostFrequentMethod().For(TinyStore.Setting).Begin([], new RunFolder(_folder.Path));
        using var batch = new Batch(zeros([1]), null, zeros([0], int64), zeros([1], int64));
        Assert.Empty(learner.Parameters);
        Assert.Throws<InvalidOperationException>(() => learner.Losses(batch, new Clock(0, 1, 0, 1)));
    }
}
