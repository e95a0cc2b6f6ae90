using FsCheck.Xunit;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class TypingMemoryTests
{
    // one row of two pixels, two frames of one channel: two items of dimension 2 a type
    private static readonly StageShape _pair = new(1, 2, 1, 2);

    [Fact]
    public void Items_move_as_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var memory = new TypingMemory(2, _pair, 2, new MemoryOptions { Decay = 0.9 });
        memory.Update(Feature((1, 0), (0, 2)), tensor(new[] { 1L }));
        Samples.Close([0, 0, 0, 0, 1, 0, 0, 2], Samples.Values(memory.Items), 1e-6);   // laid out in raster order; the mean is itself

        memory.Update(Feature((3, 1), (1, 4)), tensor(new[] { 1L }));                  // each pixel to its own item
        Samples.Close([1.2, 0.1, 0.1, 2.2], Samples.Values(memory.Items[1]), 1e-6);

        // four to the first: one move, to (4.5, 0.25)
        memory.Update(cat([Feature((3, 0), (5, 0)), Feature((1, 0), (9, 1))], 0), tensor(new[] { 1L, 1L }));
        Samples.Close([1.53, 0.115, 0.1, 2.2], Samples.Values(memory.Items[1]), 1e-6);
        Assert.Equal([1], memory.SeenTypes);

        // 1 + 1 + 4 and 1 + 1 queries; three moves of the first item, two of the second
        Assert.Equal([0, 0, 6, 2], memory.Queries.data<long>().ToArray());
        Samples.Close([1, 1, 0.729, 0.81], Samples.Values(memory.StartLeft), 1e-6);

        memory.Update(Feature((3, 0), (0, 4)), tensor(new[] { 1L }), decay: 0);        // all new: (3, 0) and (0, 4)
        Samples.Close([3, 0, 0, 4], Samples.Values(memory.Items[1]), 1e-6);
        Samples.Close([0, 0], Samples.Values(memory.StartLeft[1]), 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Update(Feature((3, 0), (0, 4)), tensor(new[] { 1L }), decay: 1.1));
    }

    [Theory]
    [InlineData(ScalarType.Float64, 1e-10)]
    [InlineData(ScalarType.Float32, 1e-5)]
    public void Updates_agree_with_the_loops(ScalarType precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        long[][] batches = [[0, 2, 0], [1, 0, 1], [2, 2, 2]];
        var options = new MemoryOptions { Decay = 0.7 };
        for (var s = 0; s < 3; s++)
        {
            var shape = Samples.Shapes[s];
            var memory = new TypingMemory(s + 1, shape, Samples.TypeCount, options);
            memory.to(precision);
            var expected = NaiveMemory.Items(memory.Items);
            var seen = new HashSet<long>();
            for (var step = 0; step < batches.Length; step++)
            {
                var feature = Samples.Features(step, 3)[s].to(precision);
                memory.Update(feature, tensor(batches[step]));
                var pixels = NaiveMemory.Pixels(feature);
                foreach (var type in batches[step].Distinct())
                {
                    int[] own = [.. Enumerable.Range(0, 3).Where(b => batches[step][b] == type)];
                    if (seen.Add(type))
                    {
                        expected[type] = NaiveMemory.Grid(pixels[own[0]], shape, memory.Grid);
                    }

                    expected[type] = NaiveMemory.Update(expected[type], [.. own.SelectMany(b => pixels[b])], options.Decay);
                }

                Samples.Close([.. expected.SelectMany(bank => bank.SelectMany(e => e))], Samples.Values(memory.Items), tolerance);
            }
        }
    }

    [Property(MaxTest = 20)]
    public void Updating_one_type_leaves_the_others_bit_equal(int seed, byte type)
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(seed, [0, 1, 2]).Stages[0];
        var before = memory.Items.detach().clone();
        var updated = type % Samples.TypeCount;
        memory.Update(Samples.Features(seed + 1, 2)[0], full(2, updated, dtype: ScalarType.Int64));
        for (var k = 0; k < Samples.TypeCount; k++)
        {
            Assert.Equal(k != updated, before[k].equal(memory.Items[k]).all().item<bool>());
        }
    }

    [Property(MaxTest = 20)]
    public void An_update_brings_items_nearer_to_their_queries_and_leaves_the_rest_bit_equal(int seed)
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(seed, [0]).Stages[0];
        var before = NaiveMemory.Items(memory.Items)[0];
        var feature = Samples.Features(seed + 1, 1)[0];
        memory.Update(feature, tensor(new[] { 0L }));
        var after = NaiveMemory.Items(memory.Items)[0];

        var matches = NaiveMemory.Pixels(feature)[0]
            .ToLookup(q => Enumerable.Range(0, before.Length).MaxBy(i => NaiveMemory.Cosine(before[i], q)));
        for (var i = 0; i < before.Length; i++)
        {
            if (matches[i].Any())
            {
                Assert.True(matches[i].Sum(q => Distance(q, after[i])) < matches[i].Sum(q => Distance(q, before[i])));
            }
            else
            {
                Assert.Equal(before[i], after[i]);
            }
        }
    }

    [Fact]
    public void An_update_keeps_no_graph_and_no_gradient()
    {
        using var scope = NewDisposeScope();
        var memory = new TypingMemory(2, _pair, 1, new MemoryOptions());
        var feature = Feature((1, 0), (0, 2)).requires_grad_(true);
        memory.Update(feature, tensor(new[] { 0L }));
        Assert.True(memory.Items.requires_grad);
        Assert.True(memory.Items.is_leaf);
        Assert.Null(feature.grad);
    }

    [Fact]
    public void Random_banks_are_readable_from_the_start_and_not_laid_out()
    {
        using var scope = NewDisposeScope();
        var memory = new TypingMemory(2, _pair, 3, new MemoryOptions { RasterInitialisation = false, Decay = 1 });
        Assert.Equal([0, 1, 2], memory.SeenTypes);
        var before = memory.Items.detach().clone();
        Assert.True(before.abs().min().ToDouble() > 0);
        memory.Update(Feature((1, 0), (0, 2)), tensor(new[] { 0L }));
        Assert.True(before.equal(memory.Items).all().item<bool>());
    }

    [Fact]
    public void Evaluation_cannot_update_the_memory()
    {
        using var scope = NewDisposeScope();
        var memory = new TypingMemory(2, _pair, 1, new MemoryOptions());
        memory.eval();
        var error = Assert.Throws<InvalidOperationException>(() => memory.Update(Feature((1, 0), (0, 2)), tensor(new[] { 0L })));
        Assert.Contains("evaluation mode", error.Message, StringComparison.Ordinal);
        Assert.Empty(memory.SeenTypes);
    }

    [Theory]
    [InlineData(new[] { 8L })]       // `other`, or anything above the types
    [InlineData(new[] { -1L })]
    [InlineData(new[] { 0L, 1L })]   // more labels than sequences
    public void Labels_that_are_no_types_of_the_batch_are_refused(long[] labels)
    {
        using var scope = NewDisposeScope();
        var memory = new TypingMemory(2, _pair, 8, new MemoryOptions());
        Assert.Throws<ArgumentException>(() => memory.Update(Feature((1, 0), (0, 2)), tensor(labels)));
        Assert.Throws<ArgumentException>(() => memory.Update(zeros([1, 2, 1, 1, 2]), tensor(new[] { 0L })));   // another stage's feature
        Assert.Empty(memory.SeenTypes);
    }

    private static Tensor Feature((float First, float Second) left, (float First, float Second) right) =>
        tensor(new[] { left.First, right.First, left.Second, right.Second }).reshape(1, 1, 2, 1, 2);   // frames of two pixels

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
