using MhdNet.Methods.Blocks;
using MhdNet.Networks.Numerics;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class TransformerBlockTests
{
    [Fact]
    public void Its_multiply_adds_by_hand()
    {
        const long Batch = 2, Tokens = 7, Width = 12, Hidden = 20;
        using var scope = NewDisposeScope();
        using var block = new TransformerBlock((int)Width, 3, (int)Hidden);
        var counted = CountedProducts.Count(() => block.call(rand(Batch, Tokens, Width)));
        var layers = (4 * Width * Width) + (2 * Width * Hidden);   // queries, keys, values, projection; there and back
        var attention = 2 * Tokens * Tokens * Width;               // scores and what they weigh, all heads together
        Assert.Equal(Batch * ((Tokens * layers) + attention), counted.MultiplyAdds);
        Assert.Equal(Batch * Tokens * ((3 * Width) + Width + Width + Hidden + Width + (3 * Tokens)), counted.Outputs);
        Assert.Equal((0L, 0L), CountedProducts.Count(() => { }));
    }

    [Fact]
    public void It_is_what_is_written_down_for_one_head()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var block = new TransformerBlock(4, 1, 6);
        var state = block.state_dict();
        var x = rand(1, 5, 4);
        Tensor Norm(Tensor v, string name) => nn.functional.layer_norm(v, [4], state[$"{name}.weight"], state[$"{name}.bias"]);
        Tensor Layer(Tensor v, string name) => v.matmul(state[$"{name}.weight"].t()) + state[$"{name}.bias"];
        var parts = Norm(x, "norm1").matmul(state["qkv.weight"].t()).chunk(3, -1);
        var attended = (parts[0].matmul(parts[1].transpose(1, 2)) / 2).softmax(-1).matmul(parts[2]);
        var mixed = x + Layer(attended, "projection");
        var expected = mixed + Layer(nn.functional.gelu(Layer(Norm(mixed, "norm2"), "fc1")), "fc2");
        Assert.True(block.call(x).allclose(expected, 1e-5, 1e-6));
    }

    [Fact]
    public void It_does_not_know_the_order_of_its_tokens()
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerBlock(8, 2, 16, biased: true);
        var (x, order) = (rand(2, 6, 8), tensor(new[] { 3L, 1, 5, 0, 2, 4 }));
        Assert.True(block.call(x).index_select(1, order).allclose(block.call(x.index_select(1, order)), 1e-4, 1e-5));
    }
}
