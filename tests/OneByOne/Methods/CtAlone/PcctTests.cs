using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.CtAlone;
using MhdNet.Runtime;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class PcctTests
{
    [Theory]
    [InlineData(0.5, 0, 2, "triplets")]
    [InlineData(0.5, 1, 2, "centres")]
    [InlineData(0.5, 1, 3, "triplets")]
    [InlineData(0.5, 2, 3, "centres")]
    [InlineData(0, 0, 2, "centres")]
    [InlineData(1, 1, 2, "triplets")]
    public void Centres_take_the_place_of_sequences_after_the_first_stage(double share, int epoch, int epochs, string metric)
    {
        using var training = new TinyTraining(new PcctMethod { CoarseShare = share });
        using var batch = training.Batch();
        using var scope = NewDisposeScope();
        var terms = training.Learner.Losses(batch, new Clock(epoch, epochs, 0, 1));
        Assert.Equal([("ce", 1), (metric, 1)], terms.Select(term => (term.Name, term.Weight)));
        Assert.All(terms, term => Assert.True(term.Value.isfinite().item<bool>()));
    }

    [Fact]
    public void The_first_stage_leaves_its_means_as_centres()
    {
        using var training = new TinyTraining(new PcctMethod());
        using var batch = training.Batch();
        using var scope = NewDisposeScope();
        var (state, labels) = (training.Learner.Module.state_dict(), batch.Labels.data<long>().ToArray().Distinct().ToList());
        training.Step(batch, new Clock(0, 2, 0, 1));
        Assert.Equal(0, state["centres.centres"].abs().sum().ToDouble());
        training.Learner.EndEpoch(new Clock(0, 2, 0, 1));
        var lengths = linalg.vector_norm(state["centres.centres"], 2, [1]).data<float>().ToArray();
        Assert.All(lengths.Index(), entry => Assert.Equal(labels.Contains(entry.Index) ? 1 : 0, entry.Item, 5));

        var before = state["centres.centres"].clone();
        training.Step(batch, new Clock(1, 2, 0, 1));
        Assert.NotEqual(0, (state["centres.centres"] - before).abs().sum().ToDouble());
    }

    [Theory]
    [InlineData(3)]   // in the first stage, in the midst of an epoch
    [InlineData(7)]   // in the second
    public void Stopped_and_resumed_it_ends_with_the_same_weights_and_centres(int step)
    {
        using var folder = new TemporaryFolder();
        var data = CohortData.Divide(TinyStore.Write(Path.Combine(folder.Path, "store")), 1).Training;
        var phase = new PcctMethod().At(Scale.Smoke).For(TinyStore.Setting with { Scale = Scale.Smoke });
        var options = phase.Training with { Epochs = 4, BatchSize = 4 };
        byte[] Trained(string name, int seed, int? stopAfter = null)
        {
            var run = new RunFolder(Path.Combine(folder.Path, name));
            using var stop = new CancellationTokenSource();
            manual_seed(seed).Dispose();
            using var learner = phase.Begin([], run);
            new Trainer(learner, data, options, 1, run).Run("pcct", new Stopping(stop, stopAfter), stop.Token);
            return TensorBytes.Of(learner.Module);
        }

        Assert.Throws<OperationCanceledException>(() => Trained("stopped", 1, step));
        Assert.Equal(Trained("whole", 1), Trained("stopped", 2));   // the checkpoint, not this seed, gives the weights
    }

    [Fact]
    public void Its_batches_are_balanced_and_whole_at_every_scale()
    {
        foreach (var scale in Enum.GetValues<Scale>())
        {
            var options = new PcctMethod().At(scale).For(new Setting().At(scale)).Training;
            Assert.Equal((2, null), (options.OfEachClass, options.MicroBatchSize));
        }

        Assert.Null(new PcctMethod { OfEachClass = null }.For(new Setting()).Training.OfEachClass);
    }

    [Fact]
    public void At_the_papers_scale_it_has_the_parameters_of_a_ResNet_50()
    {
        var cost = new PcctMethod().For(new Setting()).Cost();
        Assert.InRange(cost.Parameters / 46.17e6, 0.98, 1.02);
    }

    [Theory]
    [InlineData(1.1, 0.9)]
    [InlineData(0.5, 1)]
    public void Shares_without_sense_are_refused(double coarse, double decay)
    {
        var refusal = Assert.Throws<InputException>(new PcctMethod { CoarseShare = coarse, CentreDecay = decay }.Check);
        Assert.StartsWith("PCCT: ", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class Stopping(CancellationTokenSource source, int? step) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Task == "pcct" && value.Done == step)
            {
                source.Cancel();
            }
        }
    }
}
