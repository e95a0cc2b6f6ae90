using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class MemoryAnalysisTests
{
    private static readonly StageShape _pair = new(1, 2, 1, 2);   // two pixels of dimension 2

    [Fact]
    public void Usage_is_the_share_of_a_types_queries()
    {
        using var scope = NewDisposeScope();
        var memory = Pair();
        var feature = cat([Feature(1, 0, 0, 1), Feature(1, 0.5f, 2, 1), Feature(0, 3, 0.5f, 3)], 0);
        var usage = MemoryAnalysis.ItemUsage(memory, feature, tensor(new[] { 0L, 0L, 1L }));
        Assert.Equal(new double[,] { { 0.75, 0.25 }, { 0, 1 }, { 0, 0 } }, usage);
    }

    [Fact]
    public void Similarity_is_that_of_best_matches_whatever_the_order()
    {
        using var scope = NewDisposeScope();
        var similarity = MemoryAnalysis.TypeSimilarity(Pair());
        // type 0: (1,0), (0,1); type 1: (1,1), (0,2). Best matches 1/sqrt 2 and 1 from type 0; 1/sqrt 2 and 1 from type 1
        Assert.Equal((1 + Math.Sqrt(0.5)) / 2, similarity[0, 1], 1e-6);
        Assert.Equal(similarity[0, 1], similarity[1, 0]);
        Assert.Equal(1, similarity[0, 0], 1e-6);
        Assert.True(double.IsNaN(similarity[2, 0]) && double.IsNaN(similarity[2, 2]));
    }

    [Fact]
    public void Entropy_is_one_for_even_attention_and_falls_with_the_temperature()
    {
        using var scope = NewDisposeScope();
        var alike = new TypingMemory(2, _pair, 1, new MemoryOptions());
        alike.Update(Feature(1, 1, 1, 1), tensor(new[] { 0L }));
        Assert.Equal(1, MemoryAnalysis.AttentionEntropy(alike, Feature(1, 0, 3, 1), 0.05), 1e-6);

        var memory = new TypingMemory(2, _pair, 1, new MemoryOptions());
        memory.Update(Feature(1, 0, 0, 1), tensor(new[] { 0L }));
        var p = Math.E / (Math.E + 1);   // cosines 1 and 0
        var expected = -((p * Math.Log(p)) + ((1 - p) * Math.Log(1 - p))) / Math.Log(2);
        Assert.Equal(expected, MemoryAnalysis.AttentionEntropy(memory, Feature(5, 0, 0, 2), 1), 1e-6);
        Assert.InRange(MemoryAnalysis.AttentionEntropy(memory, Feature(5, 0, 0, 2), 0.05), 0, 1e-6);
    }

    [Fact]
    public void Quality_lists_the_nine_pairs_and_knows_a_perfect_memory()
    {
        using var scope = NewDisposeScope();
        var features = Samples.Features(1, 1);
        var memory = new Ctmm(Samples.Shapes, 1, new MemoryOptions { GridDivisors = [1, 1, 1] });
        memory.to(ScalarType.Float64);
        memory.Update(features, tensor(new[] { 0L }));
        var quality = MemoryAnalysis.Quality(memory, features, temperature: 1e-3);
        Assert.Equal(9, quality.Select(q => (q.FeatureStage, q.MemoryStage)).Distinct().Count());
        Assert.All(quality, q => Assert.Equal(q.FeatureStage == q.MemoryStage, q is { Cosine: > 1 - 1e-9, MeanSquareError: < 1e-9 }));

        var pixels = features.Select(NaiveMemory.Pixels).ToArray();
        var items = memory.Stages.Select(s => NaiveMemory.Items(s.Items)[0]).ToArray();
        var literal = MemoryAnalysis.Quality(memory, features).Single(q => q is { FeatureStage: 1, MemoryStage: 3 });
        double[] feature = [.. pixels[0][0].SelectMany(q => q)];
        double[] rebuilt = [.. pixels[0][0].SelectMany(q => NaiveMemory.Reconstruct(q, items[2], 1))];
        Assert.Equal(NaiveMemory.Cosine(feature, rebuilt), literal.Cosine, 1e-10);
        Assert.Equal(feature.Zip(rebuilt, (f, r) => (f - r) * (f - r)).Average(), literal.MeanSquareError, 1e-10);
    }

    private static TypingMemory Pair()
    {
        var memory = new TypingMemory(2, _pair, 3, new MemoryOptions());
        memory.Update(cat([Feature(1, 0, 0, 1), Feature(1, 1, 0, 2)], 0), tensor(new[] { 0L, 1L }));
        return memory;
    }

    private static Tensor Feature(float x1, float y1, float x2, float y2) => tensor(new[] { x1, x2, y1, y2 }).reshape(1, 1, 2, 1, 2);
}
