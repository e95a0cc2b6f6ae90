using FsCheck.Xunit;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class CtmmTests
{
    [Theory]
    [InlineData(1, ScalarType.Float64, 1e-10)]
    [InlineData(0.05, ScalarType.Float64, 1e-10)]
    [InlineData(1, ScalarType.Float32, 1e-5)]
    [InlineData(0.05, ScalarType.Float32, 1e-5)]
    public void Boosting_agrees_with_the_loops(double temperature, ScalarType precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 2, 2], new MemoryOptions { Decay = 0.9, Temperature = temperature });   // type 1 not seen
        memory.to(precision);
        Tensor[] features = [.. Samples.Features(2, 3).Select(f => f.to(precision))];
        var (queries, rebuilt) = memory.Reconstruct(features, temperature);
        var pixels = features.Select(NaiveMemory.Pixels).ToArray();
        var items = SeenItems(memory, 0, 2);
        for (var s = 0; s < 3; s++)
        {
            Samples.Close([.. pixels[s].SelectMany(b => b.SelectMany(q => q))], Samples.Values(queries[s]), 1e-12);
            for (var other = 0; other < 3; other++)
            {
                var expected = pixels[s].SelectMany(b => b.SelectMany(q => NaiveMemory.Reconstruct(q, items[other], temperature)));
                Samples.Close([.. expected], Samples.Values(rebuilt[s][other]), tolerance);
            }
        }

        Assert.Equal(NaiveMemory.ConMb(pixels, items, temperature), memory.Boost(features).ToDouble(), tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.05)]
    public void Gradients_agree_with_finite_differences_of_the_loops(double temperature)
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(3, [0, 2], new MemoryOptions { Decay = 0.9, Temperature = temperature });
        Tensor[] features = [.. Samples.Features(4, 2).Select(f => f.requires_grad_(true))];
        memory.Boost(features).backward();

        var pixels = features.Select(NaiveMemory.Pixels).ToArray();
        var items = SeenItems(memory, 0, 2);
        // no gradient through them
        double[][] weights = [.. Enumerable.Range(0, 2).Select(b => NaiveMemory.Weights(pixels, items, temperature, b))];
        double Slope(double[] vector, int d)
        {
            const double Step = 1e-6;
            var value = vector[d];
            vector[d] = value + Step;
            var above = NaiveMemory.ConMb(pixels, items, temperature, weights);
            vector[d] = value - Step;
            var below = NaiveMemory.ConMb(pixels, items, temperature, weights);
            vector[d] = value;
            return (above - below) / (2 * Step);
        }

        var random = new System.Random(5);
        for (var trial = 0; trial < 24; trial++)
        {
            var (s, b, d) = (trial % 3, random.Next(2), random.Next(8));
            var pixel = random.Next(pixels[s][b].Length);
            var gradient = NaiveMemory.Pixels(features[s].grad!)[b][pixel][d];
            Assert.Equal(Slope(pixels[s][b][pixel], d), gradient, 1e-7);

            var item = random.Next(memory.Stages[s].ItemCount);
            var ofItem = NaiveMemory.Items(memory.Stages[s].Items.grad!);
            Assert.Equal(Slope((double[])items[s][item], d), ofItem[0][item][d], 1e-7);
        }

        Assert.All(memory.Stages, stage => Assert.Equal(0, stage.Items.grad![1].abs().sum().ToDouble()));   // the type not seen
    }

    [Fact]
    public void Pixels_without_direction_have_finite_gradients()
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 1]);
        Tensor[] features = [.. Samples.Features(2, 1).Select(f => zeros_like(f).requires_grad_(true))];
        memory.Boost(features).backward();
        Assert.All(features, f => Assert.True(f.grad!.isfinite().all().item<bool>()));
        Assert.All(features, f => Assert.True(f.grad!.abs().max().ToDouble() < 10));
    }

    [Property(MaxTest = 20)]
    public void The_order_of_items_does_not_matter_before_reading(int seed)
    {
        using var scope = NewDisposeScope();
        var features = Samples.Features(seed + 1, 2);
        var (memory, shuffled) = (Samples.Memory(seed, [0, 1, 2]), Samples.Memory(seed, [0, 1, 2]));
        var order = shuffled.Stages.Select((stage, s) => Samples.Random(seed + s, stage.ItemCount).argsort()).ToArray();
        using (no_grad())
        {
            for (var s = 0; s < 3; s++)
            {
                shuffled.Stages[s].Items.copy_(shuffled.Stages[s].Items.index_select(1, order[s]).clone());
            }
        }

        Assert.Equal(memory.Boost(features).ToDouble(), shuffled.Boost(features).ToDouble(), 1e-10);
        memory.Update(features, tensor(new[] { 1L, 2L }));
        shuffled.Update(features, tensor(new[] { 1L, 2L }));
        for (var s = 0; s < 3; s++)
        {
            Samples.Close(Samples.Values(memory.Stages[s].Items.index_select(1, order[s])),
                Samples.Values(shuffled.Stages[s].Items), 1e-12);
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void The_loss_reaches_what_the_options_let_it_reach(bool bank, bool feature)
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 1, 2], new MemoryOptions { BankGradient = bank, FeatureGradient = feature });
        Tensor[] features = [.. Samples.Features(2, 2).Select(f => f.requires_grad_(true))];
        memory.Boost(features).backward();
        Assert.All(memory.Stages, stage => Assert.Equal(bank, stage.Items.grad is { IsInvalid: false } g && g.abs().sum().ToDouble() > 0));
        Assert.All(features, f => Assert.Equal(feature, f.grad is { IsInvalid: false } g && g.abs().sum().ToDouble() > 0));
    }

    [Fact]
    public void An_optimiser_step_on_the_loss_lowers_it()
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 1, 2], new MemoryOptions { Temperature = MemoryOptions.RecommendedTemperature });
        var features = Samples.Features(2, 2);
        using var optimiser = optim.SGD(memory.parameters(), 0.05);
        var before = memory.Boost(features);
        before.backward();
        optimiser.step();
        Assert.True(memory.Boost(features).ToDouble() < before.ToDouble());
    }

    [Fact]
    public void A_frozen_memory_takes_no_update_in_any_mode_by_any_way()
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 1, 2]);
        var frozen = memory.Freeze();
        var hash = frozen.Hash();
        memory.train();
        Assert.Throws<InvalidOperationException>(() => memory.Update(Samples.Features(2, 1), tensor(new[] { 0L })));
        Assert.All(memory.Stages.Select((stage, s) => (stage, s)), x =>
            Assert.Throws<InvalidOperationException>(() => x.stage.Update(Samples.Features(2, 1)[x.s], tensor(new[] { 0L }))));
        Assert.All(memory.parameters(), p => Assert.False(p.requires_grad));
        Assert.Equal(hash, frozen.Hash());
        Assert.Equal(hash, memory.Freeze().Hash());
    }

    [Fact]
    public void A_state_dict_resumes_the_memory_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 2]);
        var resumed = new Ctmm(Samples.Shapes, Samples.TypeCount, memory.Options);
        resumed.to(ScalarType.Float64);
        resumed.load_state_dict(memory.state_dict());
        var (features, labels) = (Samples.Features(2, 2), tensor(new[] { 1L, 2L }));   // one type known, one new
        memory.Update(features, labels);
        resumed.Update(features, labels);
        Assert.Equal(memory.Boost(features).ToDouble(), resumed.Boost(features).ToDouble());
        Assert.Equal(memory.Freeze().Hash(), resumed.Freeze().Hash());
    }

    [Fact]
    public void Wrong_stages_are_refused()
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0]);
        var features = Samples.Features(2, 2);
        Assert.Throws<ArgumentException>(() => memory.Boost(features[..2]));
        Assert.Throws<ArgumentException>(() => memory.Boost([.. features.Select(f => f[..0])]));
        Assert.Throws<ArgumentException>(() => memory.Boost([features[0], features[1], features[2][..1]]));
        Assert.Throws<InvalidOperationException>(() => new Ctmm(Samples.Shapes, 3, new MemoryOptions()).Boost(Samples.Features(1, 1)));
        var error = Assert.Throws<ArgumentException>(() => new Ctmm(StageShape.Of(4, 64, 16), 8, new MemoryOptions()));
        Assert.Contains("multiple of 8", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<double[]>[] SeenItems(Ctmm memory, params int[] types) =>
        [.. memory.Stages.Select(stage => types.SelectMany(k => NaiveMemory.Items(stage.Items)[k]).ToArray())];
}
