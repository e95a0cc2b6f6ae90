using System.Reflection;
using MhdNet.Methods.Mhd;
using static TorchSharp.torch;

namespace MhdNet.Tests.Leakage;

/// <summary>Test labels and test pathology have no way into what the student reads: the public API itself says so.</summary>
public sealed class MemoryLeakageTests
{
    private static readonly string[] _forbidden = ["label", "target", "truth", "type", "patholog", "wsi", "slide", "histolog"];

    [Fact]
    public void Nothing_a_frozen_memory_offers_takes_a_label_or_a_pathology_feature()
    {
        var methods = Declared(typeof(FrozenMemory));
        Assert.Equal(["Check", "Hash", "Read", "get_Options", "get_TypeCount"], methods.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.All(methods, AssertTakesNone);
        Assert.All(Declared(typeof(IMemoryReader)), AssertTakesNone);
        var parameter = Assert.Single(typeof(FrozenMemory).GetMethod(nameof(FrozenMemory.Read))!.GetParameters());
        Assert.Equal("prediction", parameter.Name);
    }

    [Fact]
    public void Only_the_update_of_a_memory_in_training_takes_labels()
    {
        var takers = typeof(FrozenMemory).Assembly.GetExportedTypes()
            .Where(t => t.Namespace == typeof(FrozenMemory).Namespace)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.GetParameters().Any(p => p.Name!.Contains("label", StringComparison.OrdinalIgnoreCase)))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name} -> {m.ReturnType.Name}")
            .Order(StringComparer.Ordinal);
        // the second only counts
        Assert.Equal(["Ctmm.Update -> Void", "MemoryAnalysis.ItemUsage -> Double[,]", "TypingMemory.Update -> Void"], takers);
    }

    [Fact]
    public void Analysis_leaves_the_memory_bit_equal()
    {
        using var scope = NewDisposeScope();
        var memory = MhdNet.Tests.Memory.Samples.Memory(1, [0, 1]);
        var before = memory.Freeze().Hash();
        var features = MhdNet.Tests.Memory.Samples.Features(2, 2);
        MemoryAnalysis.ItemUsage(memory.Stages[0], features[0], tensor(new[] { 0L, 2L }));
        MemoryAnalysis.TypeSimilarity(memory.Stages[0]);
        MemoryAnalysis.Quality(memory, features);
        MemoryAnalysis.AttentionEntropy(memory.Stages[0], features[0], 1);
        Assert.Equal(before, memory.Freeze().Hash());
    }

    [Fact]
    public void Evaluation_cannot_update_any_stage()
    {
        using var scope = NewDisposeScope();
        var memory = MhdNet.Tests.Memory.Samples.Memory(1, [0, 1]);
        memory.eval();
        var features = MhdNet.Tests.Memory.Samples.Features(2, 2);
        Assert.Throws<InvalidOperationException>(() => memory.Update(features, tensor(new[] { 0L, 2L })));
        Assert.All(Enumerable.Range(0, Ctmm.StageCount), s =>
        {
            Assert.Throws<InvalidOperationException>(() => memory.Stages[s].Update(features[s], tensor(new[] { 0L, 2L })));
            Assert.Equal([0, 1], memory.Stages[s].SeenTypes);
        });
    }

    internal static IReadOnlyList<MethodInfo> Declared(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    internal static void AssertTakesNone(MethodBase method) =>
        Assert.All(method.GetParameters(),
            p => Assert.DoesNotContain(_forbidden, word => p.Name!.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
