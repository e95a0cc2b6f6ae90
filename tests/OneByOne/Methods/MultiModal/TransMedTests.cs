using MhdNet.Methods.MultiModal;
using MhdNet.Networks;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class TransMedTests : IDisposable
{
    private readonly TinyTraining _training = new(new TransMedMethod());
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    private TransMedNetwork Network => (TransMedNetwork)_training.Learner.Deployed;

    public void Dispose()
    {
        _scope.Dispose();
        _training.Dispose();
    }

    [Theory]
    [InlineData(8, 7)]
    [InlineData(9, 7)]
    [InlineData(24, 17)]
    public void Three_frames_are_a_token_of_either_modality_beside_the_class_token(int frames, int tokens)
    {
        using var network = ShapeOnly.Build(() => new TransMedNetwork(new TransMedMethod(), new NetworkSize { Frames = frames }));
        Assert.Equal(tokens, network.TokenCount);
        Assert.Equal([tokens, 384L], network.get_parameter("positions")!.shape);
    }

    [Fact]
    public void A_frame_changes_its_own_token()
    {
        Network.eval();
        using var batch = _training.Batch(2);
        var before = Network.Tokens(batch.Ct, batch.Wsi!);
        Assert.Equal([2, Network.TokenCount - 1, 32L], before.shape);
        // of eight frames the last is the third image's second and third channel; patches 6 and 7 are averaged alone
        (bool OfCt, int Frame, int Token)[] cases =
            [(true, 0, 0), (true, 5, 1), (true, 7, 2), (false, 2, 3), (false, 3, 4), (false, 7, 5)];
        foreach (var (ofCt, frame, token) in cases)
        {
            var (ct, wsi) = (batch.Ct.clone(), batch.Wsi!.clone());
            (ofCt ? ct : wsi).narrow(2, frame, 1).add_(0.5);
            var moved = (Network.Tokens(ct, wsi) - before).abs().amax([0, 2]);
            Assert.Equal([token], Enumerable.Range(0, 6).Where(t => moved[t].item<float>() > 1e-5));
        }
    }

    [Fact]
    public void A_triplet_s_third_channel_is_the_last_frame_again()
    {
        Network.eval();
        using var batch = _training.Batch(2);
        var found = Network.Tokens(batch.Ct, batch.Wsi!)[TensorIndex.Colon, 2];
        var image = cat([batch.Ct.narrow(2, 6, 2), batch.Ct.narrow(2, 7, 1)], 2).squeeze(1);
        var module = Network.named_children().ToDictionary(child => child.name, child => child.module);
        var features = ((nn.Module<Tensor, Tensor>)module["backbone"]).call(image);
        Assert.True(found.allclose(((nn.Module<Tensor, Tensor>)module["embedding"]).call(features), 1e-3, 1e-4));
    }

    [Fact]
    public void The_order_of_the_images_counts_by_their_embeddings_alone()
    {
        Network.eval();
        using var batch = _training.Batch(2);
        var tokens = Network.Tokens(batch.Ct, batch.Wsi!);
        var turned = tokens.index_select(1, tensor(new[] { 5L, 3, 1, 0, 4, 2 }));
        Assert.False(Network.Classify(tokens).allclose(Network.Classify(turned), 1e-4, 1e-4));
        using (no_grad())
        {
            Network.get_parameter("positions")!.zero_();
            Network.get_parameter("modalities")!.zero_();
        }

        Assert.True(Network.Classify(tokens).allclose(Network.Classify(turned), 1e-4, 1e-5));
    }

    [Fact]
    public void The_class_token_sees_both_modalities()
    {
        Network.eval();
        using var batch = _training.Batch(2);
        var tokens = Network.Tokens(batch.Ct, batch.Wsi!).detach().requires_grad_(true);
        var gradient = autograd.grad([Network.Classify(tokens)[TensorIndex.Colon, 0].sum()], [tokens])[0].abs().sum([0, 2]);
        Assert.All(Enumerable.Range(0, 6), token => Assert.True(gradient[token].item<float>() > 0));
    }

    [Fact]
    public void Options_without_sense()
    {
        Assert.Throws<InputException>(new TransMedMethod { TokenWidth = 100 }.Check);
        Assert.Throws<InputException>(new TransMedMethod { Depth = 50 }.Check);
        Assert.Throws<InputException>(new TransMedMethod { Blocks = 0 }.Check);
    }

    [Fact]
    public void At_paper_scale_it_has_the_size_of_the_source_s_kind()
    {
        using var network = ShapeOnly.Build(() => new TransMedNetwork(new TransMedMethod(), new NetworkSize()));
        Assert.Equal(32.7, network.parameters().Sum(parameter => parameter.numel()) / 1e6, 0.02 * 32.7);
    }
}
