using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.Controls;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class SelfDistillationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SelfDistillationPhase _phase = (SelfDistillationPhase)new SelfDistillationMethod
    {
        Of = new MhdNetMethod { Network = TinyStore.Network },
    }.For(TinyStore.Setting with { Seed = 5 });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_the_alone_training_with_a_teacher_that_began_elsewhere()
    {
        using var scope = NewDisposeScope();
        var alone = (StudentPhase)Assert.Single(_phase.Needs);
        Assert.Equal(("alone", 5, alone.Training, alone.Network),
            (alone.Kind, alone.Setting.Seed, _phase.Training, _phase.Network));
        Assert.Equal((0.5, 1), (_phase.Kl, _phase.KlTemperature));
        manual_seed(5);
        using var first = alone.Build();
        var teacher = TinyStore.Finished(Path.Combine(_folder.Path, "alone"), alone, first);
        Tensor Start()
        {
            manual_seed(5);
            using var learner = _phase.Begin([teacher], new RunFolder(Path.Combine(_folder.Path, "run")));
            return learner.Module.state_dict()["backbone.conv1.weight"].clone();
        }

        var (once, again) = (Start(), Start());
        Assert.True(once.equal(again).all().item<bool>());
        Assert.False(once.equal(first.state_dict()["backbone.conv1.weight"]).all().item<bool>());
    }

    [Fact]
    public void The_teacher_speaks_of_the_sequences_that_have_pathology()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        using var network = _phase.Needs[0].Build();
        var run = TinyStore.Finished(Path.Combine(_folder.Path, "alone"), _phase.Needs[0], network);
        using var learner = _phase.Begin([run], new RunFolder(Path.Combine(_folder.Path, "run")));
        learner.Module.eval(); // so that the same sequence has the same logits again
        long[] sizes = [3, 1, TinyStore.Frames, TinyStore.Size, TinyStore.Size];
        var (ct, labels) = (rand(sizes), tensor(new[] { 0L, 1L, 8L }));
        var unpaired = learner.Losses(new Batch(ct, null, zeros([0], int64), labels), new Clock(0, 1, 0, 1));
        Assert.Equal(["ce"], unpaired.Select(term => term.Name));

        var wsi = zeros([2, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size]);
        var terms = learner.Losses(new Batch(ct, wsi, tensor(new[] { 0L, 1L }), labels), new Clock(0, 1, 0, 1));
        Assert.Equal([("ce", 1, false), ("kl", 0.5, true)], terms.Select(term => (term.Name, term.Weight, term.OfPairs)));
        Assert.Equal(unpaired[0].Value.item<float>(), terms[0].Value.item<float>());
        network.eval();
        Tensor Logits(Classifier classifier) => classifier.Heads(ct[..2], null)[0].Logits;
        Assert.Equal(DistillationLosses.Kl(Logits(network), Logits(learner.Deployed)).item<float>(), terms[1].Value.item<float>(), 5);
    }
}
