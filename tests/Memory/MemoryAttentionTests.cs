using MhdNet.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class MemoryAttentionTests
{
    [Theory]
    [InlineData(7, 5, 6, 1.0, ScalarType.Float64, 1e-10)]
    [InlineData(7, 5, 6, 0.05, ScalarType.Float64, 1e-10)]
    [InlineData(1, 2, 3, 1.0, ScalarType.Float64, 1e-10)]
    [InlineData(600, 4096, 5, 0.05, ScalarType.Float64, 1e-10)]    // in two parts of different size
    [InlineData(600, 4096, 5, 0.5, ScalarType.Float32, 1e-5)]
    [InlineData(40, 30, 768, 0.05, ScalarType.Float32, 1e-5)]
    public void Values_and_gradients_are_those_of_the_plain_form(long n, long p, long d, double temperature, ScalarType precision, double tolerance)
    {
        var (found, truth) = (Run(MemoryAttention.Read, n, p, d, temperature, precision), Run(Plain, n, p, d, temperature, ScalarType.Float64));
        Assert.All(found.Zip(truth), pair => Assert.True(Distance(pair.First, pair.Second) <= tolerance, $"{Distance(pair.First, pair.Second)}"));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.05)]
    public void Products_in_bfloat16_lose_little(double temperature)
    {
        using var scope = NewDisposeScope();
        Tensor Half(Tensor queries, Tensor items, double t) => MemoryAttention.Read(queries, items, t, ScalarType.BFloat16);
        var (found, truth) = (Run(Half, 300, 500, 64, temperature, ScalarType.Float32), Run(Plain, 300, 500, 64, temperature, ScalarType.Float64));
        Assert.All(found.Zip(truth), pair => Assert.InRange(Distance(pair.First, pair.Second), 0, 2e-2));
    }

    [Fact]
    public void Vectors_without_direction_attend_to_all_alike_and_get_no_gradient_through_their_direction()
    {
        using var scope = NewDisposeScope();
        var queries = zeros(2, 4, dtype: float64).requires_grad_(true);
        var items = Samples.Random(1, 3, 4);
        var read = MemoryAttention.Read(queries, items, 0.05);
        Samples.Close(Samples.Values(items.mean([0])), Samples.Values(read[0]), 1e-12);
        read.sum().backward();
        Assert.Equal(0, queries.grad!.abs().max().ToDouble());
    }

    [Fact]
    public void A_temperature_near_zero_reads_the_most_similar_item()
    {
        using var scope = NewDisposeScope();
        var items = Samples.Random(2, 9, 4);
        Samples.Close(Samples.Values(items), Samples.Values(MemoryAttention.Read(items * 3, items, 1e-4)), 1e-10);
    }

    // the reading, and the gradients of queries and items under a fixed gradient of the reading
    private static double[][] Run(Func<Tensor, Tensor, double, Tensor> read, long n, long p, long d, double temperature, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var queries = (Samples.Random(1, n, d) + 0.3).to(precision).detach().requires_grad_(true);
        var items = (Samples.Random(2, p, d) + 0.3).to(precision).detach().requires_grad_(true);
        var result = read(queries, items, temperature);
        var gradients = autograd.grad([result], [queries, items], [Samples.Random(3, n, d).to(precision)]);
        return [Samples.Values(result), Samples.Values(gradients[0]), Samples.Values(gradients[1])];
    }

    private static Tensor Plain(Tensor queries, Tensor items, double temperature)
    {
        static Tensor Unit(Tensor x) => x / (x * x).sum(dim: 1, keepdim: true).sqrt();
        return nn.functional.softmax(Unit(queries).matmul(Unit(items).t()) / temperature, dim: 1).matmul(items);
    }

    private static double Distance(double[] found, double[] truth) =>
        found.Zip(truth, (a, b) => Math.Abs(a - b)).Max() / truth.Max(Math.Abs);
}
