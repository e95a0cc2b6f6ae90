using System.Reflection;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Leakage;

/// <summary>Nothing but a phase that says so in its name has the leak of the authors' scripts; and what it says it does, it does.</summary>
public sealed class ReleasedProtocolTests : IDisposable
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

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
    public void It_is_the_only_part_of_any_training_that_takes_the_test()
    {
        var takers = typeof(Phase).Assembly.GetTypes()
            .Where(type => type.Namespace is { } name
                && (name == "MhdNet.Training" || name == "MhdNet.Methods" || name.StartsWith("MhdNet.Methods.", StringComparison.Ordinal)))
            .Where(type => type.GetMethods(Any).Cast<MethodBase>().Concat(type.GetConstructors(Any))
                .Any(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(TestData))))
            .Select(type => (type.DeclaringType ?? type).FullName).Distinct().Order(StringComparer.Ordinal);
        // and who looks at the test once the training has ended
        Assert.Equal(["MhdNet.Methods.Mhd.LeakingPhase", "MhdNet.Methods.RunCompletion"], takers);
    }

    [Fact]
    public void It_is_not_begun_without_the_patients_that_leak() =>
        Assert.Throws<InvalidOperationException>(() => LeakingPhase.Of(Phase(1), Leak.EpochByTest)
            .Begin([], new RunFolder(Path.Combine(_folder, "none"))));

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
        Assert.All(
            clean.Where(entry => entry.Key.StartsWith("network.", StringComparison.Ordinal)),
            entry => Assert.True(entry.Value.Equals(leaky[entry.Key]), entry.Key));
    }

    [Fact]
    public void The_epoch_is_judged_on_the_test()
    {
        var run = Teacher("epoch", Leak.EpochByTest);
        using var network = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        Checkpoint.LoadModule(run.ModelFile, network);
        var found = Inference.Predict(network, _test.Sequences, _test, 4)[0].Predictions;
        var best = run.ReadHistory().Last(epoch => epoch.ValidationAccuracy == run.ReadHistory().Max(e => e.ValidationAccuracy));
        Assert.Equal(Metrics.Compute(Predictions.ByPatient(found), 8).MAcc, best.ValidationAccuracy, 6);
        Assert.Contains(
            run.ReadHistory().Zip(Teacher("judged", null).ReadHistory()), pair => pair.First.ValidationLoss != pair.Second.ValidationLoss);
    }

    private static TeacherPhase Phase(int epochs) => new()
    {
        Setting = TinyStore.Setting,
        Training = new TrainingOptions { Epochs = epochs, BatchSize = 4 },
        Network = TinyStore.Network,
        Memory = TinyStore.Memory,
        ConMb = 0,
    };

    private RunFolder Teacher(string name, Leak? leak)
    {
        manual_seed(5);
        var run = new RunFolder(Path.Combine(_folder, name));
        var phase = Phase(2);
        var leaking = leak is { } some ? LeakingPhase.Of(phase, some) : null;
        using var learner = leaking?.Begin([], run, _test) ?? phase.Begin([], run);
        new Trainer(learner, _data, leaking?.Training ?? phase.Training, 5, run)
            .Run("teacher", cancellation: TestContext.Current.CancellationToken);
        return run;
    }

    private static Dictionary<string, Tensor> Tensors(RunFolder run) => new(Safetensors.Load(run.ModelFile).Tensors);
}
