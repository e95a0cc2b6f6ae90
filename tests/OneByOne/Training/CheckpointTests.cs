using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "checkpoint.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Training_on_from_a_checkpoint_gives_the_same_bits_as_never_stopping()
    {
        using var scope = NewDisposeScope();
        var (straight, straightAdam) = Fresh(seed: 3);
        Steps(straight, straightAdam, 0, 10);

        var (first, firstAdam) = Fresh(seed: 3);
        Steps(first, firstAdam, 0, 6);
        var history = new EpochRecord[] { new(1, 0.1, new Dictionary<string, double> { ["total"] = 1.5 }, double.NaN, 0.25) };
        Checkpoint.Save(Path, first, firstAdam,
            new TrainingState(1, 6, new Dictionary<string, double> { ["total"] = 0.1 }, history, history[0], null));

        var (second, secondAdam) = Fresh(seed: 99);
        var state = Checkpoint.Load(Path, second, secondAdam);
        Steps(second, secondAdam, 6, 10);

        Assert.Equal((1, 6, 0.1), (state.Epoch, state.Batch, state.Sums["total"]));
        Assert.Equal(1.5, state.History[0].Losses["total"]);
        Assert.True(double.IsNaN(state.Best!.ValidationAccuracy));
        foreach (var ((name, expected), (_, actual)) in straight.state_dict().Zip(second.state_dict()))
        {
            Assert.True(expected.equal(actual).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Weights_keep_their_memory_layout_when_loaded()
    {
        using var scope = NewDisposeScope();
        var (module, _) = Fresh(seed: 1);
        Checkpoint.SaveModule(Path, module, new Dictionary<string, string>());
        var (other, _) = Fresh(seed: 2);
        var before = other.state_dict().Select(entry => entry.Value.stride()).ToList();
        Checkpoint.LoadModule(Path, other);
        Assert.Equal(before, other.state_dict().Select(entry => entry.Value.stride()));
    }

    [Fact]
    public void A_file_of_another_network_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var (module, _) = Fresh(seed: 1);
        Checkpoint.SaveModule(Path, module, new Dictionary<string, string>());
        using var other = nn.Sequential(("0", nn.Linear(3, 4)));
        Assert.Contains("0.weight", Assert.Throws<InputException>(() => Checkpoint.LoadModule(Path, other)).Message,
            StringComparison.Ordinal);
    }

    private static (Sequential Module, Adam Optimizer) Fresh(int seed)
    {
        manual_seed(seed);
        var module = nn.Sequential(("0", nn.Linear(6, 5)), ("1", nn.BatchNorm1d(5)), ("2", nn.ReLU()), ("3", nn.Linear(5, 2)));
        return (module, optim.Adam(module.parameters(), 0.01));
    }

    private static void Steps(Sequential module, Adam optimizer, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            var input = randn([4, 6], generator: new Generator((ulong)step));
            optimizer.zero_grad();
            module.call(input).square().mean().backward();
            optimizer.step();
        }
    }
}
