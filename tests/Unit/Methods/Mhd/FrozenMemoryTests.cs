using FsCheck.Xunit;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class FrozenMemoryTests
{
    [Fact]
    public void A_reading_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        StageShape[] shapes = [new(1, 1, 2, 2), new(1, 1, 1, 1), new(1, 1, 1, 1)];
        var memory = new Ctmm(shapes, 2, new MemoryOptions());   // stage 1: one item for four pixels
        memory.Update([full([1, 1, 1, 2, 2], 8.0f), full([1, 1, 1, 1, 1], 2.0f), full([1, 1, 1, 1, 1], 3.0f)], tensor(new[] { 0L }));
        memory.Update([full([1, 1, 1, 2, 2], 4.0f), full([1, 1, 1, 1, 1], 6.0f), full([1, 1, 1, 1, 1], 5.0f)], tensor(new[] { 1L }));

        var read = memory.Freeze().Read(tensor(new[,] { { 0.25f, 0.5f, 0.25f }, { 0, 0, 1f } }));   // the second leans to `other`
        Samples.Close([4, 4, 4, 4, 0, 0, 0, 0], Samples.Values(read[0]), 1e-6);
        Samples.Close([3.5, 0], Samples.Values(read[1]), 1e-6);
        Samples.Close([3.25, 0], Samples.Values(read[2]), 1e-6);
    }

    [Theory]
    [InlineData(ScalarType.Float64, 1e-10)]
    [InlineData(ScalarType.Float32, 1e-5)]
    public void Reading_agrees_with_the_loops(ScalarType precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 2, 2]);   // type 1 reads as zero
        memory.to(precision);
        var prediction = nn.functional.softmax(Samples.Random(7, 2, 4), 1);
        var read = memory.Freeze().Read(prediction.to(precision));
        for (var s = 0; s < 3; s++)
        {
            var (shape, items) = (Samples.Shapes[s], NaiveMemory.Items(memory.Stages[s].Items));
            var expected = from b in Enumerable.Range(0, 2)
                           from c in Enumerable.Range(0, shape.Channels)
                           from t in Enumerable.Range(0, shape.Frames)
                           from y in Enumerable.Range(0, shape.Height)
                           from x in Enumerable.Range(0, shape.Width)
                           select NaiveMemory.Read(items, Samples.Values(prediction[b]), shape, memory.Stages[s].Grid, c, t, y, x);
            Samples.Close([.. expected], Samples.Values(read[s]), tolerance);
        }
    }

    [Fact]
    public void A_type_known_by_one_feature_reads_as_that_feature()
    {
        using var scope = NewDisposeScope();
        var features = Samples.Features(1, 1);
        var memory = new Ctmm(Samples.Shapes, Samples.TypeCount, new MemoryOptions { GridDivisors = [1, 1, 1] });
        memory.to(ScalarType.Float64);
        memory.Update(features, tensor(new[] { 2L }));
        var read = memory.Freeze().Read(tensor(new[,] { { 0, 0, 1.0 } }));
        for (var s = 0; s < 3; s++)
        {
            Samples.Close(Samples.Values(features[s]), Samples.Values(read[s]), 1e-12);
        }
    }

    [Property(MaxTest = 20)]
    public void Reading_is_linear_in_the_prediction(int seed, sbyte a, sbyte b)
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(seed, [0, 1, 2]).Freeze();
        var (x, y) = (Samples.Random(seed + 1, 2, 4), Samples.Random(seed + 2, 2, 4));
        var (left, first, second) = (memory.Read((a * x) + (b * y)), memory.Read(x), memory.Read(y));
        for (var s = 0; s < 3; s++)
        {
            Samples.Close(Samples.Values((a * first[s]) + (b * second[s])), Samples.Values(left[s]), 1e-9);
        }
    }

    [Fact]
    public void A_state_dict_carries_the_memory()
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 1, 2]);
        memory.to(ScalarType.Float32);
        var frozen = memory.Freeze();
        var rebuilt = new FrozenMemory(Samples.Shapes, Samples.TypeCount, memory.Options);
        Assert.NotEqual(frozen.Hash(), rebuilt.Hash());
        Assert.Equal(0, rebuilt.Read(ones(1, 3))[0].abs().sum().ToDouble());

        Assert.Equal(["bank1", "bank2", "bank3"], frozen.state_dict().Keys.Order());
        rebuilt.load_state_dict(frozen.state_dict());
        Assert.Equal(frozen.Hash(), rebuilt.Hash());
        Assert.Equal(Samples.Values(frozen.Read(ones(1, 3))[0]), Samples.Values(rebuilt.Read(ones(1, 3))[0]));
    }

    [Fact]
    public void No_optimiser_and_no_later_training_reaches_a_frozen_memory()
    {
        using var scope = NewDisposeScope();
        var memory = Samples.Memory(1, [0, 1, 2]);
        var frozen = memory.Freeze();
        var hash = frozen.Hash();
        Assert.Empty(frozen.parameters());
        frozen.train();
        frozen.Read(Samples.Random(3, 2, 4).requires_grad_(true))[0].sum().backward();
        using (no_grad())
        {
            memory.Stages[0].Items.add_(1);   // a copy was handed out, not the bank
        }

        Assert.Equal(hash, frozen.Hash());
    }

    [Fact]
    public void The_hash_depends_on_every_bank_and_on_shape()
    {
        using var scope = NewDisposeScope();
        var hashes = Enumerable.Range(0, 3).Select(s =>
        {
            var memory = Samples.Memory(1, [0, 1, 2]);
            using (no_grad())
            {
                memory.Stages[s].Items[2, -1, -1] += 1e-3;
            }

            return memory.Freeze().Hash();
        }).Append(Samples.Memory(1, [0, 1, 2]).Freeze().Hash()).ToArray();
        Assert.Equal(4, hashes.Distinct().Count());
        Assert.NotEqual(
            new FrozenMemory([new(4, 1, 1, 4), new(4, 1, 1, 4), new(4, 1, 1, 4)], 1, new MemoryOptions { GridDivisors = [1, 1, 1] }).Hash(),
            new FrozenMemory([new(8, 1, 1, 2), new(8, 1, 1, 2), new(8, 1, 1, 2)],
                1, new MemoryOptions { GridDivisors = [1, 1, 1] }).Hash());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Predictions_of_another_number_of_classes_are_refused(int classes)
    {
        using var scope = NewDisposeScope();
        var memory = new FrozenMemory(Samples.Shapes, Samples.TypeCount, new MemoryOptions());
        Assert.Throws<ArgumentException>(() => memory.Read(ones(1, classes)));
    }
}
