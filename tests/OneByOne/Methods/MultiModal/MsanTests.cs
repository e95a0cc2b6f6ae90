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

public sealed class MsanTests
{
    private static readonly StageShape _shape = new(8, 2, 4, 4);

    [Fact]
    public void Position_attention_begins_as_nothing()
    {
        using var scope = NewDisposeScope();
        using var attention = Attention(gamma: 0);
        var feature = randn([2, 8, 2, 4, 4]);
        Assert.True(attention.call(feature).equal(feature).all().item<bool>());
    }

    [Fact]
    public void A_far_voxel_answers_once_gamma_is_not_zero()
    {
        using var scope = NewDisposeScope();
        var feature = randn([1, 8, 2, 4, 4]);
        var changed = feature.clone();
        changed[0, TensorIndex.Colon, 0, 0, 0] += 1;
        double Answer(double gamma)
        {
            using var attention = Attention(gamma);
            return (attention.call(changed) - attention.call(feature))[0, TensorIndex.Colon, 1, 3, 3].abs().sum().ToDouble();
        }

        Assert.Equal(0, Answer(0));
        Assert.True(Answer(1) > 1e-4);
    }

    [Fact]
    public void Queries_of_nothing_take_the_mean_of_all_values()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var attention = Attention(gamma: 0.5);
        var parameters = attention.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        parameters["query.weight"].fill_(0);
        parameters["query.bias"].fill_(0);
        parameters["value.bias"].fill_(0);
        parameters["value.weight"].copy_(eye(8).reshape(8, 8, 1, 1, 1));
        var feature = randn([2, 8, 2, 4, 4]);
        var expected = feature + 0.5 * feature.mean([2, 3, 4], keepdim: true);
        Assert.True(attention.call(feature).allclose(expected, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void The_region_reaches_the_CT_branch()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = Network();
        network.eval();
        var ct = randn([2, 1, TinyStore.Frames, TinyStore.Size, TinyStore.Size]).clamp(-1, 1);
        var region = Otsu.Region(ct);
        var (there, inverted) = (network.OfCt(network.RegionGuided(ct, region)), network.OfCt(network.RegionGuided(ct, 1 - region)));
        Assert.False(there.allclose(inverted));
        var heads = network.Heads(ct, randn([2, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size]));
        Assert.Equal(["fused", "ct", "wsi"], heads.Select(head => head.Name));
        Assert.True(heads[1].Logits.equal(there).all().item<bool>());
    }

    [Fact]
    public void The_multi_scale_branch_keeps_places()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var wsi = randn([2, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size]);
        Assert.Equal([2L, 64 * 2 * 2], network.MultiScale(wsi).shape);   // 2x2 places of 64 channels; of 7x7 it would be 3x3
    }

    [Fact]
    public void Each_branch_and_their_fusion_have_a_focal_loss()
    {
        using var training = new TinyTraining(new MsanMethod());
        using var scope = NewDisposeScope();
        using var batch = training.Batch();
        using var alone = training.Batch(paired: false);
        var clock = new Clock(0, 2, 0, 1);
        Assert.Equal([("focal", 1, true), ("focal_ct", 0.5, false), ("focal_wsi", 0.5, true)],
            training.Learner.Losses(batch, clock).Select(term => (term.Name, term.Weight, term.OfPairs)));
        Assert.Equal(["focal_ct"], training.Learner.Losses(alone, clock).Select(term => term.Name));
    }

    [Fact]
    public void What_is_trained_is_what_is_deployed()
    {
        using var training = new TinyTraining(new MsanMethod());
        using var scope = NewDisposeScope();
        using var batch = training.Batch();
        training.Learner.Module.eval();
        var heads = training.Learner.Deployed.Heads(batch.Ct, batch.Wsi);
        Assert.All(training.Learner.Losses(batch, new Clock(0, 2, 0, 1)).Zip(heads), pair =>
            Assert.Equal(FocalLoss.Of(pair.Second.Logits, batch.Labels, 2, 0.25).ToDouble(), pair.First.Value.ToDouble(), 5));
    }

    [Fact]
    public void Its_own_schedule_is_the_source_s()
    {
        TrainingOptions Options(Scale scale) =>
            new MsanMethod { OwnSchedule = true }.At(scale).For(new Setting().At(scale)).Training;
        Assert.Equal((150, 8, 1e-3), (Options(Scale.Paper).Epochs, Options(Scale.Paper).BatchSize, Options(Scale.Paper).LearningRate));
        Assert.Equal(2, Options(Scale.Smoke).Epochs);
    }

    // 66.9 million as the table has it, and the layer from both features to 512, whose pathology half has nine places of each channel where
    // the table's probe had their mean: 8 * 512 * (512 + 9) = 2.13 million more
    [Fact]
    public void At_the_papers_scale_it_has_its_two_branches_and_nine_places()
    {
        var cost = new MsanMethod().For(new Setting()).Cost();
        Assert.InRange(cost.Parameters / (66.9e6 + (8 * 512 * (512 + 9))), 0.99, 1.01);
    }

    [Fact]
    public void The_cost_counts_what_a_pass_convolves_and_attention_and_heads()
    {
        using var network = Network();
        long voxels = 4 * 10 * 10, keys = 4 * 5 * 5, channels = 8, reduced = 1, places = 4;
        var heads = 9 * (64 + (64 * places)) + 64 * (64 + (64 * places)) + 9 * 64;
        Assert.Equal(NetworkCost.Count(network).MultiplyAdds + (2 * voxels * keys * (reduced + channels)) + heads,
            Complexity.Count(network).MultiplyAdds);
        Assert.Equal(NetworkCost.Count(network).Parameters, Complexity.Count(network).Parameters);
    }

    private static PositionAttention3d Attention(double gamma)
    {
        manual_seed(1).Dispose();
        var attention = new PositionAttention3d(_shape, 2);
        using var noGradient = no_grad();
        attention.named_parameters().Single(entry => entry.name == "gamma").parameter.fill_(gamma);
        return attention;
    }

    private static MsanNetwork Network()
    {
        manual_seed(1).Dispose();
        return new MsanNetwork(10, 2, 0, TinyStore.Setting.Size);
    }
}
