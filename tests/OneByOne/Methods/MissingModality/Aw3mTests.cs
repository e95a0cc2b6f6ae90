using MhdNet.Methods;
using MhdNet.Methods.MissingModality;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class Aw3mTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_recovery_s_training_changes_the_block_and_nothing_else()
    {
        using var training = new TinyTraining(new Aw3mMethod());
        using var batch = training.Batch();
        Dictionary<string, byte[]> State() => training.Learner.Module.state_dict()
            .ToDictionary(entry => entry.Key, entry => TensorBytes.Of(entry.Value));
        var before = State();
        training.Step(batch);
        var after = State();
        Assert.Equal(
            ["network.narrow.bias", "network.narrow.weight", "network.wide.bias", "network.wide.weight"],
            after.Keys.Where(name => !before[name].SequenceEqual(after[name])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_answer_to_CT_is_that_to_the_recovered_features()
    {
        using var training = new TinyTraining(new Aw3mMethod());
        using var batch = training.Batch();
        var network = (Aw3mRecovering)training.Learner.Deployed;
        network.eval();
        var (answer, z) = (network.Heads(batch.Ct, null)[0].Logits, network.Ct.call(batch.Ct));
        Assert.True(answer.equal(network.Answer(z, network.Recovered(z))).all().item<bool>());
        Assert.False(answer.allclose(network.Answer(z, zeros_like(z)), 1e-4, 1e-5));
        // equal weights: the mean of two heads' probabilities
        var state = network.state_dict();
        Tensor Softmax(string head, Tensor x) => (x.matmul(state[$"{head}.weight"].t()) + state[$"{head}.bias"]).softmax(1);
        var mean = (Softmax("ctHead", z) + Softmax("fusionHead", cat([z, network.Recovered(z)], 1))) / 2;
        Assert.True(answer.softmax(1).allclose(mean, 1e-4, 1e-6));
    }

    [Fact]
    public void The_two_answers_count_as_much_as_their_losses_did()
    {
        var streams = Streams(new Aw3mMethod());
        streams.Controller.Mean.copy_(tensor(new[] { (float)Math.Log(3), (float)Math.Log(7), 0f }));
        using var network = new Aw3mRecovering(new Aw3mMethod(), streams);
        Assert.Equal([0.75f, 0.25f], network.state_dict()["shares"].data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Where_pathology_is_missing_the_fusion_head_sees_what_was_recovered()
    {
        using var training = new TinyTraining(new Aw3mMethod());
        using var batch = training.Batch();
        var learner = (Aw3mRecoveryLearner)training.Learner;
        Tensor Gradient(Modalities kept)
        {
            var term = learner.Losses(batch, [.. Enumerable.Repeat(kept, 4)]).Single(one => one.Name == "ce");
            return autograd.grad([term.Value + (0 * Block().sum())], [Block()])[0];
        }

        Tensor Block() => learner.Module.get_parameter("network.wide.weight")!;
        Assert.True(Gradient(Modalities.Ct).abs().sum().item<float>() > 0);
        Assert.Equal(0, Gradient(Modalities.Both).abs().sum().item<float>());
    }

    [Fact]
    public void Rewards_move_the_controller_as_far_as_they_are_above_those_before()
    {
        var (method, network) = (new Aw3mMethod(), Streams(new Aw3mMethod()));
        var controller = new Aw3mController(method, network, 3);
        Assert.Equal([0f, 0f, 0f], network.Controller.Mean.data<float>().ToArray());
        controller.Reward(5, 0.5);
        controller.Reward(6, 0.5);
        Assert.Equal([0f, 0f, 0f], network.Controller.Mean.data<float>().ToArray());
        controller.Reward(7, 0.7);
        var expected = controller.Noise(7).Select(e => 0.5 * 0.2 * e / 0.3).ToArray();
        Assert.Equal(expected, network.Controller.Mean.data<float>().ToArray().Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(0.52, network.Controller.Baseline.item<float>(), 1e-6);
        Assert.Equal(3, network.Controller.Rewards.item<long>());
        var powers = expected.Zip(controller.Noise(8), (mean, e) => Math.Exp(mean + (0.3 * e))).ToArray();
        Assert.Equal(powers.Select(power => power / powers.Sum()), controller.Weights(8), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Weights_sum_to_one_and_are_equal_before_the_controller_begins_and_without_it()
    {
        var network = Streams(new Aw3mMethod());
        var (controller, off) = (new Aw3mController(new Aw3mMethod(), network, 3),
            new Aw3mController(new Aw3mMethod { Controller = false }, network, 3));
        for (var epoch = 0; epoch < 30; epoch++)
        {
            Assert.Equal(1, controller.Weights(epoch).Sum(), 1e-12);
            Assert.Equal(epoch < 5, controller.Weights(epoch).All(weight => weight == 1.0 / 3));
            Assert.All(off.Weights(epoch), weight => Assert.Equal(1.0 / 3, weight));
        }

        var noise = Enumerable.Range(0, 3000).SelectMany(controller.Noise).ToList();
        Assert.Equal(0, noise.Average(), 0.05);
        Assert.Equal(1, noise.Average(e => e * e), 0.05);
    }

    [Fact]
    public void The_end_of_an_epoch_after_the_warm_up_is_a_reward()
    {
        using var training = new TinyTraining(new Aw3mMethod(), of: phase => phase.Kind == "aw3m-streams");
        var network = (Aw3mStreams)training.Learner.Deployed;
        network.eval();
        using var noGradient = no_grad();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            training.Learner.EndEpoch(new Clock(epoch, 3, 0, 1));
            Assert.NotEmpty(training.Learner.Validate(training.Data, 4));
            Assert.Equal(epoch, network.Controller.Rewards.item<long>());   // at smoke scale the warm-up is one epoch
        }
    }

    [Fact]
    public void Each_loss_has_the_weight_that_was_drawn()
    {
        using var training = new TinyTraining(new Aw3mMethod(), of: phase => phase.Kind == "aw3m-streams");
        using var batch = training.Batch();
        var learner = (Aw3mStreamsLearner)training.Learner;
        var drawn = learner.Controller.Weights(1);
        Assert.Equal(3, drawn.Distinct().Count());
        var terms = learner.Losses(batch, new Clock(1, 2, 0, 4)).ToDictionary(term => term.Name, term => term.Weight);
        Assert.Equal((drawn[0], drawn[1], drawn[2], 0.1), (terms["ce_ct"], terms["ce_wsi"], terms["ce"], terms["consistency"]));
    }

    [Fact]
    public void A_shared_last_stage_is_there_once_and_learns_from_both_streams()
    {
        var (own, shared) = (Streams(new Aw3mMethod()), Streams(new Aw3mMethod { SharesLastStage = true }));
        var last = shared.named_parameters().Where(entry => entry.name.Contains("layer4", StringComparison.Ordinal)).ToList();
        Assert.All(last, entry => Assert.StartsWith("ct.", entry.name));
        long Count(Aw3mStreams network) => network.parameters().Sum(p => p.numel());
        Assert.Equal(Count(own) - last.Sum(entry => entry.parameter.numel()), Count(shared));
        var z = shared.Wsi.call(rand([2L, 3, TinyStore.Frames, TinyStore.Size, TinyStore.Size]));
        Assert.True(autograd.grad([z.sum()], [last[0].parameter])[0].abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Its_trainings_and_options_without_sense()
    {
        var phase = new Aw3mMethod().For(TinyStore.Setting with { Scale = Scale.Paper });
        Assert.Equal((20, 100), (phase.Training.Epochs, phase.Needs.Single().Training.Epochs));
        Assert.Throws<InputException>(new Aw3mMethod { Deviation = 0 }.Check);
        Assert.Throws<InputException>(new Aw3mMethod { BaselineDecay = 1 }.Check);
        Assert.Throws<InputException>(new Aw3mMethod { RecoveryEpochs = 0 }.Check);
    }

    [Fact]
    public void At_paper_scale_it_has_the_size_of_the_source_s_kind()
    {
        using var network = ShapeOnly.Build(() => new Aw3mStreams(new Aw3mMethod(), new NetworkSize()));
        Assert.Equal(66.8, network.parameters().Sum(parameter => parameter.numel()) / 1e6, 0.02 * 66.8);
    }

    private static Aw3mStreams Streams(Aw3mMethod method) => new((Aw3mMethod)(method with { Depth = 10 }), TinyStore.Setting.Size);
}
