using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Tests.Training;

public sealed class MicroBatchesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;
    private readonly DisposeScope _scope;
    private readonly TrainingData _data;
    private readonly Batch _batch;
    private readonly StudentNetwork _student;

    public MicroBatchesTests()
    {
        _data = CohortData.Divide(TinyStore.Write(Path.Combine(_folder, "store")), 1).Training;
        TorchRuntime.Start(1, threads: 1);
        _scope = NewDisposeScope();
        // seven sequences, some of them without pathology
        _batch = new BatchLoader(_data).Load([.. _data.TrainingCt.Take(7).Select(row => _data.Pair(row, 0, Pairing.SamePatient))], null);
        _student = new StudentNetwork(TinyStore.Network);
    }

    public void Dispose()
    {
        _student.Dispose();
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public void Parts_are_the_batch(int size)
    {
        Assert.InRange(_batch.Paired.shape[0], 1, 6);
        var parts = _batch.Parts(size).ToList();
        Assert.Equal((7 + size - 1) / size, parts.Count);
        Assert.All(parts, part => Assert.InRange(part.Ct.shape[0], 1, size));
        Assert.All(parts, part => Assert.Equal(part.Paired.shape[0], part.Wsi?.shape[0] ?? 0));
        Assert.True(cat([.. parts.Select(part => part.Ct)]).Equals(_batch.Ct));
        Assert.True(cat([.. parts.Select(part => part.Labels)]).Equals(_batch.Labels));
        Assert.True(cat([.. parts.Where(part => part.Wsi is not null).Select(part => part.Wsi!)]).Equals(_batch.Wsi!));
        Assert.True(cat([.. parts.Select((part, i) => part.Paired + (i * size))]).Equals(_batch.Paired));
        parts.ForEach(part => part.Dispose());
        Assert.Equal(7, _batch.Ct.shape[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Without_batch_statistics_losses_and_gradients_are_those_of_the_whole_batch(int size)
    {
        _student.eval();   // normalises by running statistics
        var (whole, of) = Gradients(null);
        var (parts, from) = Gradients(size);
        Assert.Equal(whole.Keys.Order(), parts.Keys.Order());
        Assert.Equal(["ce", "pairs", "total"], whole.Keys.Order());
        Assert.All(whole, term => Assert.Equal(term.Value, parts[term.Key], 1e-5));
        Assert.All(of.Zip(from), pair => Assert.True(allclose(pair.First, pair.Second, rtol: 1e-3, atol: 1e-5)));
        Assert.Contains(of, gradient => gradient.abs().max().ToDouble() > 1e-2);
    }

    [Fact]
    public void Batch_normalisation_sees_each_part_by_itself()
    {
        _student.train();
        var start = _student.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var (_, whole) = Gradients(null);
        Restore();
        var (_, accumulated) = Gradients(4);
        var running = _student.state_dict()["backbone.bn1.running_mean"].clone();
        Restore();

        // by hand: each part through the network, its gradients by its share
        Zero();
        foreach (var part in _batch.Parts(4))
        {
            Assert.All(Losses(part), term => (term.Value * term.Weight * (term.OfPairs
                ? (double)part.Paired.shape[0] / _batch.Paired.shape[0] : part.Ct.shape[0] / 7.0)).backward(retain_graph: true));
        }

        var byHand = _student.TrainableParameters.Where(p => p.grad is not null).Select(p => p.grad!.clone()).ToList();
        Assert.All(byHand.Zip(accumulated), pair => Assert.True(allclose(pair.First, pair.Second, rtol: 1e-3, atol: 1e-5)));
        Assert.True(allclose(running, _student.state_dict()["backbone.bn1.running_mean"], rtol: 1e-5, atol: 1e-7));
        Assert.False(whole.Zip(accumulated).All(pair => allclose(pair.First, pair.Second, rtol: 1e-3, atol: 1e-5)));

        void Restore()
        {
            using var noGradient = no_grad();
            foreach (var (name, value) in _student.state_dict())
            {
                value.copy_(start[name]);
            }
        }
    }

    [Fact]
    public void One_part_of_all_is_the_whole_batch_to_the_bit()
    {
        var (whole, of) = Trained(null);
        var (part, from) = Trained(8);   // more than a batch holds, its last one included
        Assert.Equal(whole.Select(epoch => epoch.Losses), part.Select(epoch => epoch.Losses));
        Assert.Equal(of, from);
    }

    [Fact]
    public void A_teacher_and_its_memory_train_in_parts()
    {
        using var teacher = new TeacherWithMemory(TinyStore.Network, TinyStore.Memory);
        var history = new Trainer(new TeacherLearner(teacher, conMb: 0.3),
            _data, Options(3), 1, new RunFolder(Path.Combine(_folder, "teacher")))
            .Run("teacher", null, TestContext.Current.CancellationToken);
        Assert.All(history, epoch => Assert.All(epoch.Losses.Values, value => Assert.True(double.IsFinite(value) && value > 0)));
        Assert.Equal(3, teacher.Memory.Stages[0].SeenTypes.Count);
    }

    private static TrainingOptions Options(int? atATime) => new() { Epochs = 1, BatchSize = 4, MicroBatchSize = atATime };

    private (IReadOnlyList<EpochRecord> History, byte[] Model) Trained(int? atATime)
    {
        manual_seed(1);
        using var student = new StudentNetwork(TinyStore.Network);
        var run = new RunFolder(Path.Combine(_folder, $"{atATime}"));
        var learner = new StudentLearner(student, null, null, new LossWeights(), klTemperature: 1, folds: [], batchSize: 4);
        var history = new Trainer(learner, _data, Options(atATime), 1, run).Run("alone", null, TestContext.Current.CancellationToken);
        return (history, File.ReadAllBytes(run.ModelFile));
    }

    private (IReadOnlyDictionary<string, double> Terms, List<Tensor> Gradients) Gradients(int? size)
    {
        Zero();
        var terms = MicroBatches.Backward(_batch, size, Losses);
        return (terms, [.. _student.TrainableParameters.Where(p => p.grad is not null).Select(p => p.grad!.clone())]);
    }

    private void Zero()
    {
        foreach (var parameter in _student.TrainableParameters)
        {
            parameter.grad?.zero_();
        }
    }

    private List<LossTerm> Losses(Batch batch)
    {
        var output = _student.call(batch.Ct);
        var terms = new List<LossTerm> { new("ce", cross_entropy(output.Logits, batch.Labels)) };
        if (batch.Wsi is not null)
        {
            terms.Add(new LossTerm("pairs", output.Logits.index_select(0, batch.Paired).square().mean(), 0.5, OfPairs: true));
        }

        return terms;
    }
}
