using MhdNet.Methods;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.MissingModality;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class ModDropTests : IDisposable
{
    private readonly TinyTraining _training = new(new ModDropMethod());
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    private ModDropLearner Learner => (ModDropLearner)_training.Learner;

    private ModDropNetwork Network => (ModDropNetwork)_training.Learner.Deployed;

    public void Dispose()
    {
        _scope.Dispose();
        _training.Dispose();
    }

    [Fact]
    public void Missing_pathology_says_nothing_whatever_it_is()
    {
        Perturb();
        using var batch = _training.Batch();
        Network.eval();
        var answer = Network.Heads(batch.Ct, null)[0].Logits;
        var shown = Network.Classify(Network.Map(batch.Ct, batch.Wsi!, Rows(Modalities.Ct, 4)));
        Assert.True(answer.equal(shown).all().item<bool>());
        Assert.False(answer.allclose(Network.Classify(Network.Map(batch.Ct, batch.Wsi!, Rows(Modalities.Both, 4))), 1e-4, 1e-4));
    }

    [Fact]
    public void The_code_alone_changes_nothing_at_first_and_the_answer_once_its_layer_has_learnt()
    {
        using var batch = _training.Batch();
        var none = zeros_like(batch.Wsi!);
        Tensor Map(Modalities there) => Network.Map(batch.Ct, none, Rows(there, 4));
        Assert.True(Map(Modalities.Ct).equal(Map(Modalities.Both)).all().item<bool>());
        Perturb();
        Assert.False(Map(Modalities.Ct).allclose(Map(Modalities.Both), 1e-3, 1e-3));
    }

    [Fact]
    public void Each_sample_has_the_kernels_of_its_own_code()
    {
        Perturb();
        var x = rand([5L, 4, 4, 10, 10]);
        Modalities[] there = [Modalities.Wsi, Modalities.Both, Modalities.Ct, Modalities.Both, Modalities.Wsi];
        var together = Network.Dynamic.Of(x, there);
        for (var row = 0; row < there.Length; row++)
        {
            var alone = Network.Dynamic.Of(x.narrow(0, row, 1), [there[row]]);
            Assert.True(alone.allclose(together.narrow(0, row, 1), 1e-4, 1e-5));
            Assert.False(alone.allclose(together.narrow(0, (row + 1) % 5, 1), 1e-2, 1e-2));
        }
    }

    [Fact]
    public void A_factor_scales_one_kernel_and_the_last_ones_scale_biases()
    {
        var dynamic = new DynamicConvolution(2, 3, (1, 1, 1), (1, 1, 1));
        var (weight, bias) = (dynamic.state_dict()["kernel.weight"], dynamic.state_dict()["kernel.bias"]);
        using (no_grad())
        {
            dynamic.Controller.weight![3, 0] = 4;   // kernel from input 1 to output 1, by CT's bit: 1 + 4
            dynamic.Controller.weight![8, 1] = -1;  // bias of output 2, by pathology's: 1 - 1
        }

        var x = tensor(new float[] { 2, 3 }).reshape(1, 2, 1, 1, 1);
        var found = dynamic.Of(x, [Modalities.Both]).flatten();
        for (var o = 0; o < 3; o++)
        {
            var expected = (2 * weight[o, 0, 0, 0, 0].item<float>()) + (3 * weight[o, 1, 0, 0, 0].item<float>() * (o == 1 ? 5 : 1))
                + (bias[o].item<float>() * (o == 2 ? 0 : 1));
            Assert.Equal(expected, found[o].item<float>(), 1e-5);
        }
    }

    [Fact]
    public void Two_equal_passes_have_the_same_loss_and_nothing_between_them()
    {
        using var batch = _training.Batch();
        Learner.Module.eval();
        Dictionary<string, float> Values(Modalities kept) =>
            Learner.Losses(batch, Rows(kept, 4)).ToDictionary(term => term.Name, term => term.Value.item<float>());
        var (same, less) = (Values(Modalities.Both), Values(Modalities.Wsi));
        Assert.Equal(same["ce"], same["ce_missing"]);
        Assert.Equal(0, same["similarity"], 1e-5);
        Assert.Equal(same["ce"], less["ce"]);
        Assert.NotEqual(less["ce"], less["ce_missing"]);
        Assert.InRange(less["similarity"], 0.01, 2);
    }

    [Fact]
    public void The_whole_pass_is_drawn_to_the_other_one_too_unless_detached()
    {
        Tensor Gradient(bool detached)
        {
            using var training = new TinyTraining(new ModDropMethod { DetachesWhole = detached });
            using var batch = training.Batch();
            var learner = (ModDropLearner)training.Learner;
            learner.Module.eval();
            var term = learner.Losses(batch, Rows(Modalities.Wsi, 4)).Single(one => one.Name == "similarity");
            return autograd.grad([term.Value], [learner.Module.get_parameter("dynamic.kernel.weight")!])[0];
        }

        var (both, one) = (Gradient(false), Gradient(true));
        // the second pass has no CT, so the kernels that see CT learn from the whole pass alone
        Assert.True(both[TensorIndex.Colon, 0].abs().sum().item<float>() > 0);
        Assert.Equal(0, one[TensorIndex.Colon, 0].abs().sum().item<float>());
        Assert.True(one[TensorIndex.Colon, 1].abs().sum().item<float>() > 0);
    }

    [Fact]
    public void At_paper_scale_it_has_the_size_of_the_source_s_kind()
    {
        using var network = ShapeOnly.Build(() => new ModDropNetwork(new ModDropMethod(), new NetworkSize()));
        Assert.Equal(33.3, network.parameters().Sum(parameter => parameter.numel()) / 1e6, 0.02 * 33.3);
    }

    [Fact]
    public void Its_own_schedule_and_options_without_sense()
    {
        var own = new ModDropMethod { OwnSchedule = true }.For(TinyStore.Setting with { Scale = Scale.Paper }).Training;
        Assert.Equal((600, 16, 2e-4, LearningRateSchedule.Linear), (own.Epochs, own.BatchSize, own.LearningRate, own.Schedule));
        Assert.Throws<InputException>(new ModDropMethod { Kernel = 4 }.Check);
    }

    private static Modalities[] Rows(Modalities there, int count) => [.. Enumerable.Repeat(there, count)];

    private void Perturb()
    {
        using var noGradient = no_grad();
        Network.Dynamic.Controller.weight!.add_(randn(Network.Dynamic.Controller.weight!.shape));
    }
}
