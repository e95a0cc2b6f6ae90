using System.Reflection;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Leakage;

/// <summary>The leak of the authors' scripts is to be had by its name alone; and what it says it does, it does.</summary>
public sealed class ReleasedProtocolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;
    private readonly TrainingData _data;
    private readonly TestData _test;

    public ReleasedProtocolTests()
    {
        (_data, _test) = CohortData.Divide(TinyStore.Write(Path.Combine(_folder, "store")), 5);
        TorchRuntime.Start(5, threads: 1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_the_only_part_of_training_that_takes_the_test()
    {
        var takers = typeof(TrainingOptions).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(TrainingOptions).Namespace)
            .Where(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Cast<MethodBase>().Concat(type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                .Any(method => method.GetParameters().Any(p => p.ParameterType == typeof(TestData))))
            .Select(type => type.Name);
        Assert.Equal([nameof(ReleasedProtocol)], takers);
    }

    [Fact]
    public void Without_a_leak_it_is_the_ordinary_training()
    {
        var (ordinary, leaky) = (Teacher("ordinary", null), Teacher("none", Leak.None));
        Assert.Equal(File.ReadAllText(ordinary.MetricsFile), File.ReadAllText(leaky.MetricsFile));
        Assert.Equal(File.ReadAllBytes(ordinary.ModelFile), File.ReadAllBytes(leaky.ModelFile));
    }

    [Fact]
    public void The_memory_takes_up_test_pathology_and_the_weights_do_not()
    {
        // ConMB off: the banks then have no way to the weights
        var (clean, leaky) = (Tensors(Teacher("clean", null)), Tensors(Teacher("leaky", Leak.TestInMemory)));
        Assert.Contains(clean, entry => entry.Key.Contains("items", StringComparison.Ordinal) && !entry.Value.Equals(leaky[entry.Key]));
        Assert.All(clean.Where(entry => entry.Key.StartsWith("network.", StringComparison.Ordinal)), entry => Assert.True(entry.Value.Equals(leaky[entry.Key]), entry.Key));
    }

    [Fact]
    public void The_epoch_is_judged_on_the_test()
    {
        var run = Teacher("epoch", Leak.EpochByTest);
        var network = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        Checkpoint.LoadModule(run.ModelFile, network);
        var found = Inference.Teacher(network.Network, _test.Sequences, _test, 4, CPU).Fusion;
        var best = run.ReadHistory().Last(epoch => epoch.ValidationAccuracy == run.ReadHistory().Max(e => e.ValidationAccuracy));
        Assert.Equal(
            MhdNet.Evaluation.Metrics.Of(MhdNet.Evaluation.Predictions.ByPatient(found), 8).MAcc, best.ValidationAccuracy, 6);
        Assert.Contains(run.ReadHistory().Zip(Teacher("judged", null).ReadHistory()), pair => pair.First.ValidationLoss != pair.Second.ValidationLoss);
    }

    private RunFolder Teacher(string name, Leak? leak)
    {
        manual_seed(5);
        var run = new RunFolder(Path.Combine(_folder, name));
        var options = new TrainingOptions { Epochs = 2, BatchSize = 4 };
        var weights = new LossWeights(ConMb: 0);
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        if (leak is { } some)
        {
            ReleasedProtocol.Teacher(some, _test, teacher, _data, options, weights, 5, run, cancellation: TestContext.Current.CancellationToken);
        }
        else
        {
            TeacherTraining.Run(teacher, _data, options, weights, 5, run, cancellation: TestContext.Current.CancellationToken);
        }

        return run;
    }

    private static Dictionary<string, Tensor> Tensors(RunFolder run) => new(Safetensors.Load(run.ModelFile).Tensors);
}
