using MhdNet.Methods.Mhd;
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
    public void Values_and_gradients_are_those_of_the_plain_form(long n,
        long p, long d, double temperature, ScalarType precision, double tolerance)
    {
        var (found, truth) = (Run(MemoryAttention.Read, n, p, d, temperature, precision),
            Run(Plain, n, p, d, temperature, ScalarType.Float64));
        Assert.All(found.Zip(truth),
            pair => Assert.True(Distance(pair.First, pair.Second) <= tolerance, $"{Distance(pair.First, pair.Second)}"));
    }

    /// <remarks>
    /// The bound: bfloat16 keeps eight bits, so a rounding moves a value by at most 1/256 of it. The plain form in float64 is disturbed by
    /// as much, at random, wherever a factor or a product is rounded; found errors may be at most half as large again as the largest of
    /// some such disturbances.
    /// </remarks>
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.2)]
    [InlineData(0.05)]
    public void Products_in_bfloat16_lose_what_their_roundings_lose(double temperature)
    {
        using var scope = NewDisposeScope();
        const int N = 300, P = 500, D = 64;
        Tensor Half(Tensor queries, Tensor items, double t) => MemoryAttention.Read(queries, items, t, ScalarType.BFloat16);
        var (found, truth) = (Run(Half, N, P, D, temperature, ScalarType.Float32), Run(Plain, N, P, D, temperature, ScalarType.Float64));
        Assert.All(truth.Zip(Disturbed(N, P, D, temperature, draw: 0, rounding: 0)),
            pair => Assert.InRange(Distance(pair.Second, pair.First), 0, 1e-12));
        var draws = Enumerable.Range(1, 8).Select(draw => Disturbed(N, P, D, temperature, draw, rounding: 1.0 / 256)).ToArray();
        for (var part = 0; part < 3; part++)
        {
            Assert.InRange(Distance(found[part], truth[part]), 0, 1.5 * draws.Max(draw => Distance(draw[part], truth[part])));
        }
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
    private static double[][] Run(Func<Tensor, Tensor, double, Tensor> read,
        long n, long p, long d, double temperature, ScalarType precision)
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

    // the reading and its gradients by hand, each factor and product off by up to `rounding` of itself
    private static double[][] Disturbed(long n, long p, long d, double temperature, int draw, double rounding)
    {
        using var scope = NewDisposeScope();
        var generator = new Generator((ulong)draw);
        Tensor Off(Tensor x) => x * (1 + (rounding * ((2 * rand(x.shape, ScalarType.Float64, generator: generator)) - 1)));
        var (q, e, g) = (Samples.Random(1, n, d) + 0.3, Samples.Random(2, p, d) + 0.3, Samples.Random(3, n, d));
        var (lengthQ, lengthE) = ((q * q).sum(dim: 1, keepdim: true).sqrt(), (e * e).sum(dim: 1, keepdim: true).sqrt());
        var (unitQ, unitE, mean) = (q / lengthQ, e / lengthE, e.mean([0], keepdim: true));
        var (queries, keys, items) = (Off(unitQ / temperature), Off(unitE - unitE.mean([0], keepdim: true)), Off(e - mean));
        var attention = nn.functional.softmax(Off(queries.matmul(keys.t())), dim: 1);
        var centred = Off(attention - (1.0 / p));
        var read = Off(centred.matmul(items)) + mean;

        var rows = Off(g);
        var ofScores = Off((Off(rows.matmul(items.t())) - ((read - mean) * g).sum(dim: 1, keepdim: true)) * attention);
        Tensor ThroughUnit(Tensor gradient, Tensor unit, Tensor length) =>
            (gradient - (unit * (gradient * unit).sum(dim: 1, keepdim: true))) / length;
        var toQueries = ThroughUnit(Off(ofScores.matmul(keys)) / temperature, unitQ, lengthQ);
        var toItems = Off(centred.t().matmul(rows)) + (g.sum(dim: 0) / p) + ThroughUnit(Off(ofScores.t().matmul(queries)), unitE, lengthE);
        return [Samples.Values(read), Samples.Values(toQueries), Samples.Values(toItems)];
    }

    private static double Distance(double[] found, double[] truth) =>
        found.Zip(truth, (a, b) => Math.Abs(a - b)).Max() / truth.Max(Math.Abs);
}
