using MhdNet.Methods;
using MhdNet.Methods.MultiModal;
using MhdNet.Networks.Cost;
using MhdNet.Tests.Training;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class DpmfTests
{
    private const double Attention = 0.25;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void CT_is_weighed_by_the_attention_of_pathology_and_not_by_its_own(int stages)
    {
        using var scope = NewDisposeScope();
        using var network = Network(stages);
        using var noGradient = no_grad();
        network.eval();
        foreach (var (name, parameter) in network.named_parameters()
            .Where(entry => entry.name.StartsWith("attention_wsi", StringComparison.Ordinal)))
        {
            // sigmoid(-ln 3) = 1/4
            parameter.fill_(name.EndsWith("expand.bias", StringComparison.Ordinal) ? -Math.Log(3) : 0);
        }

        var (ct, wsi) = Sequences();
        var lower = network.Lower(ct);
        var expected = stages == 1 ? lower * (1 + Attention) : network.Ct.Stage(3, lower * (1 + Attention)) * (1 + Attention);
        Assert.True(network.Of(lower, wsi).Ct.allclose(expected, rtol: 1e-5, atol: 1e-6));
    }

    // the switch: with an attention of its own CT would leave the pathology's attention alone
    [Fact]
    public void A_head_on_CT_alone_teaches_the_attention_of_pathology()
    {
        using var scope = NewDisposeScope();
        using var network = Network(1);
        var (ct, wsi) = Sequences();
        using (no_grad())
        {
            var weight = network.named_parameters().Single(entry => entry.name == "fc.weight").parameter;
            var half = weight.shape[1] / 2;
            weight.narrow(1, half, half).fill_(0);
        }

        nn.functional.cross_entropy(network.Of(network.Lower(ct), wsi).Logits, tensor(new[] { 0L, 1L })).backward();
        double Gradient(string layer) => network.named_parameters().Where(entry => entry.name.StartsWith(layer, StringComparison.Ordinal))
            .Sum(entry => entry.parameter.grad is { } grad ? grad.abs().sum().ToDouble() : 0);
        Assert.True(Gradient("attention_wsi4") > 0);
        Assert.True(Gradient("wsi.layer1") > 0);
        Assert.Equal(0, Gradient("attention_ct4"));
    }

    [Fact]
    public void Pairs_are_classified_and_contrasted_and_CT_without_pathology_has_its_head()
    {
        using var training = new TinyTraining(new DpmfMethod());
        using var scope = NewDisposeScope();
        using var batch = training.Batch();
        using var alone = training.Batch(paired: false);
        var clock = new Clock(0, 2, 0, 1);
        Assert.Equal([("ce", 1, true), ("contrast", 0.5, true), ("ce_ct", 0.5, false)],
            training.Learner.Losses(batch, clock).Select(term => (term.Name, term.Weight, term.OfPairs)));
        Assert.Equal(["ce_ct"], training.Learner.Losses(alone, clock).Select(term => term.Name));
        Assert.DoesNotContain(training.Learner.Deployed.state_dict().Keys, name => name.Contains("ct_head", StringComparison.Ordinal));
    }

    [Fact]
    public void The_contrast_can_come_first()
    {
        using var training = new TinyTraining(new DpmfMethod { ContrastShare = 0.5 });
        using var scope = NewDisposeScope();
        using var batch = training.Batch();
        double[] Weights(int epoch) => [.. training.Learner.Losses(batch, new Clock(epoch, 2, 0, 1)).Select(term => term.Weight)];
        Assert.Equal([0, 0.5, 0], Weights(0));
        Assert.Equal([1, 0.5, 0.5], Weights(1));
    }

    [Fact]
    public void At_the_papers_scale_it_has_127_8_million_parameters_and_contrasts_whole_batches()
    {
        var phase = new DpmfMethod().At(Scale.Paper).For(new Setting());
        Assert.InRange(phase.Cost().Parameters / 127.8e6, 0.98, 1.02);
        Assert.Null(phase.Training.MicroBatchSize);
        var parts = new DpmfMethod { Training = new() { MicroBatchSize = 4 } }.At(Scale.Paper).For(new Setting());
        Assert.Equal(4, parts.Training.MicroBatchSize);
    }

    [Fact]
    public void The_cost_counts_what_a_pass_convolves_and_the_classifier()
    {
        using var network = Network(2);
        Assert.Equal(NetworkCost.Count(network).MultiplyAdds + (2 * 64 * 9), Complexity.Count(network).MultiplyAdds);
        Assert.Equal(NetworkCost.Count(network).Parameters, Complexity.Count(network).Parameters);
    }

    private static DpmfNetwork Network(int stages)
    {
        manual_seed(1).Dispose();
        return new DpmfNetwork(10, stages, 8, TinyStore.Setting.Size);
    }

    private static (Tensor Ct, Tensor Wsi) Sequences() =>
        (randn([2, 1, TinyStore.Frames, TinyStore.Size, TinyStore.Size]), randn([2, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size]));
}
