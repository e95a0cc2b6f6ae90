using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.MultiModal;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Tests.Training;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class TfaTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_encoder_learns_from_either_modality(bool ofCt)
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var stem = Assert.Single(network.named_parameters(), entry => entry.parameter.shape is [_, _, 7, 7, 7]).parameter;
        var (ct, wsi) = Sequences();
        network.Stages(ct, wsi)[^1].narrow(0, ofCt ? 0 : 2, 2).square().sum().backward();
        Assert.True(stem.grad!.abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void Each_modality_asks_the_other_alike()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = Network();
        network.eval();
        Tensor[] Stages() => [.. network.Encoder.call(randn([2, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size]))];
        var (a, b) = (Stages(), Stages());
        var (there, back) = (network.Augmented(a, b), network.Augmented(b, a));
        Assert.True(there.A.equal(back.B).all().item<bool>());
        Assert.True(there.B.equal(back.A).all().item<bool>());
        Assert.False(there.A.allclose(there.B));
        var alone = network.Augmented(a, a);
        Assert.False(there.A.allclose(alone.A));
    }

    [Fact]
    public void What_asks_for_nothing_leaves_half_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(1).Dispose();
        using var attention = new ReverseCrossAttention(new StageShape(8, 2, 3, 3), new StageShape(16, 1, 2, 2), 4);
        var feature = randn([2, 8, 2, 3, 3]);
        var gate = attention.Gate(feature, zeros([2, 16, 1, 2, 2]));
        Assert.Equal([2L, 1, 2, 3, 3], gate.shape);
        Assert.True((gate == 0.5).all().item<bool>());
        // a transformation by the identity, too: all as it was
        foreach (var (name, parameter) in attention.named_parameters().Where(entry => entry.parameter.shape is [8, 8, ..]))
        {
            parameter.copy_(eye(8).reshape(8, 8, 1, 1, 1));
        }

        var other = randn([2, 16, 1, 2, 2]);
        Assert.False((attention.Gate(feature, other) == 0.5).any().item<bool>());
        Assert.True(attention.call(feature, other).allclose(feature, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void The_gate_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var attention = new ReverseCrossAttention(new StageShape(4, 1, 1, 2), new StageShape(1, 1, 1, 1), 1);
        var parameters = attention.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        parameters["query.weight"].fill_(1);
        parameters["key.weight"].copy_(eye(4).reshape(4, 4, 1, 1, 1));
        var feature = tensor(new[] { 1f, 0, 1, 0, 1, 0, 1, 2 }).reshape(1, 4, 1, 1, 2);   // voxels (1, 1, 1, 1) and (0, 0, 0, 2)
        var gate = attention.Gate(feature, full([1, 1, 1, 1, 1], 0.5f)).data<float>().ToArray();   // of 0.5 * 4 and 0.5 * 2, over 2
        Assert.Equal(1 / (1 + Math.Exp(-1)), gate[0], 6);
        Assert.Equal(1 / (1 + Math.Exp(-0.5)), gate[1], 6);
    }

    [Fact]
    public void Pairs_are_classified_and_CT_without_pathology_has_its_head()
    {
        using var training = new TinyTraining(new TfaMethod());
        using var scope = NewDisposeScope();
        using var batch = training.Batch();
        using var alone = training.Batch(paired: false);
        var clock = new Clock(0, 2, 0, 1);
        Assert.Equal([("ce", 1, true), ("ce_ct", 0.5, false)],
            training.Learner.Losses(batch, clock).Select(term => (term.Name, term.Weight, term.OfPairs)));
        Assert.Equal(["ce_ct"], training.Learner.Losses(alone, clock).Select(term => term.Name));
    }

    // a batch in which some CT has no pathology: each pathology meets its own patient's CT
    [Fact]
    public void Pathology_meets_its_own_patients_CT()
    {
        using var training = new TinyTraining(new TfaMethod());
        using var scope = NewDisposeScope();
        using var batch = training.Batch();
        training.Learner.Module.eval();
        using var mixed = new Batch(
            batch.Ct.clone(), batch.Wsi!.narrow(0, 2, 2).clone(), tensor(new[] { 2L, 3L }), batch.Labels.clone());
        var loss = training.Learner.Losses(mixed, new Clock(0, 2, 0, 1))[0].Value;
        var logits = training.Learner.Deployed.Heads(batch.Ct.narrow(0, 2, 2), batch.Wsi.narrow(0, 2, 2))[0].Logits;
        Assert.Equal(nn.functional.cross_entropy(logits, batch.Labels.narrow(0, 2, 2)).ToDouble(), loss.ToDouble(), 4);
    }

    [Fact]
    public void At_the_papers_scale_it_has_33_4_million_parameters() =>
        Assert.InRange(new TfaMethod().For(new Setting()).Cost().Parameters / 33.4e6, 0.98, 1.02);

    [Fact]
    public void The_cost_counts_what_a_pass_convolves_and_likenesses_and_the_classifier()
    {
        using var network = Network();
        long likenesses = 2 * ((8 * 1 * 3 * 3) + (4 * 2 * 5 * 5));
        Assert.Equal(
            NetworkCost.Count(network).MultiplyAdds + likenesses + (2 * (16 + 32 + 64) * 9), Complexity.Count(network).MultiplyAdds);
        Assert.Equal(NetworkCost.Count(network).Parameters, Complexity.Count(network).Parameters);
    }

    private static TfaNetwork Network()
    {
        manual_seed(1).Dispose();
        return new TfaNetwork(10, 4, TinyStore.Setting.Size);
    }

    private static (Tensor Ct, Tensor Wsi) Sequences() =>
        (randn([2, 1, TinyStore.Frames, TinyStore.Size, TinyStore.Size]), randn([2, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size]));
}
