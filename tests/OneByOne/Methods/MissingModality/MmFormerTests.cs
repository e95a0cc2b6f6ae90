using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.MissingModality;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class MmFormerTests : IDisposable
{
    private readonly TinyTraining _training = new(new MmFormerMethod());
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    private MmFormerLearner Learner => (MmFormerLearner)_training.Learner;

    private MmFormerNetwork Network => (MmFormerNetwork)_training.Learner.Deployed;

    public void Dispose()
    {
        _scope.Dispose();
        _training.Dispose();
    }

    [Fact]
    public void Masked_pathology_says_nothing_to_the_answer_and_something_to_its_own_classifier()
    {
        Learner.Module.eval();
        using var batch = _training.Batch();
        var other = new Batch(batch.Ct, rand_like(batch.Wsi!), batch.Paired, batch.Labels, batch.Sequences);
        var (before, after) = (Values(batch, Modalities.Ct), Values(other, Modalities.Ct));
        Assert.All(before.Keys.Where(name => name != "aux_wsi"), name => Assert.Equal(before[name], after[name]));
        Assert.NotEqual(before["aux_wsi"], after["aux_wsi"]);
        (before, after) = (Values(batch, Modalities.Both), Values(other, Modalities.Both));
        Assert.All(before.Keys.Where(name => name != "aux_ct"), name => Assert.NotEqual(before[name], after[name]));
    }

    [Fact]
    public void The_answer_to_CT_alone_is_that_to_masked_pathology()
    {
        Learner.Module.eval();
        using var batch = _training.Batch();
        var alone = nn.functional.cross_entropy(Network.Heads(batch.Ct, null)[0].Logits, batch.Labels).item<float>();
        Assert.Equal(alone, Values(batch, Modalities.Ct)["ce"], 1e-6);
    }

    [Fact]
    public void Positions_of_masked_pathology_still_are_keys()
    {
        Learner.Module.eval();
        using var batch = _training.Batch();
        var before = Network.Heads(batch.Ct, null)[0].Logits;
        using (no_grad())
        {
            Network.Positions(1).add_(randn(Network.Positions(1).shape));
        }

        Assert.False(before.allclose(Network.Heads(batch.Ct, null)[0].Logits, 1e-3, 1e-3));
    }

    [Fact]
    public void One_auxiliary_classifier_learns_from_both_streams()
    {
        var shared = Learner.Module.named_parameters()
            .Where(entry => entry.name.StartsWith("auxiliary", StringComparison.Ordinal)).ToList();
        Assert.Equal(["auxiliary.weight", "auxiliary.bias"], shared.Select(entry => entry.name));
        using var batch = _training.Batch();
        foreach (var name in new[] { "aux_ct", "aux_wsi" })
        {
            var term = Learner.Losses(batch, new Clock(0, 2, 0, 4)).Single(one => one.Name == name);
            var gradient = autograd.grad([term.Value], [shared[0].parameter])[0];
            Assert.True(gradient.abs().sum().item<float>() > 0);
        }
    }

    [Fact]
    public void Its_cost_holds_tokens_and_attention_by_hand()
    {
        var (method, size) = ((MmFormerMethod)new MmFormerMethod().At(Scale.Smoke), TinyStore.Setting.Size);
        var (tokens, width) = (9L, (long)method.TokenWidth);   // 1 x 3 x 3 at stage 3
        using var branch = new BranchClassifier("branch", method.Depth, Modalities.Ct, size);
        var convolutions = branch.Cost().Take(4).Sum(part => part.MultiplyAdds) + (tokens * size.Stages()[2].Channels * width);
        var layers = (4 * width * width) + (2 * width * method.Hidden);
        long Block(long count) => (count * layers) + (2 * count * count * width);
        var expected = convolutions + Block(tokens) + Block(2 * tokens) + (2 * width * size.ClassCount);
        Assert.Equal(expected, Complexity.Count(Network).MultiplyAdds);
    }

    [Fact]
    public void At_paper_scale_it_has_the_size_of_the_source_s_kind()
    {
        var (method, size) = (new MmFormerMethod(), new NetworkSize());
        using var learner = ShapeOnly.Build(() => new MmFormerLearner(new MmFormerNetwork(method, size), method, 1));
        Assert.Equal(82.8, learner.Module.parameters().Sum(parameter => parameter.numel()) / 1e6, 0.02 * 82.8);
    }

    [Fact]
    public void Its_own_schedule_and_options_without_sense()
    {
        var setting = TinyStore.Setting with { Scale = Scale.Paper };
        var own = new MmFormerMethod { OwnSchedule = true }.For(setting).Training;
        Assert.Equal((200, 2e-4, 1e-4, LearningRateSchedule.Polynomial), (own.Epochs, own.LearningRate, own.WeightDecay, own.Schedule));
        Assert.Equal(new TrainingOptions(), new MmFormerMethod().For(setting).Training);
        Assert.Throws<InputException>(new MmFormerMethod { TokenWidth = 100 }.Check);
        Assert.Throws<InputException>(new MmFormerMethod { TokenStage = 2 }.Check);
        Assert.Throws<InputException>(new MmFormerMethod { Dropout = 1 }.Check);
    }

    private Dictionary<string, float> Values(Batch batch, Modalities kept) =>
        Learner.Losses(batch, [.. Enumerable.Repeat(kept, (int)batch.Ct.shape[0])])
            .ToDictionary(term => term.Name, term => term.Value.item<float>());
}
