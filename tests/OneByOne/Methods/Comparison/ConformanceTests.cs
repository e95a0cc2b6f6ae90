using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using MhdNet.Runs;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

/// <summary>What every method that MHD-Net is compared with has to do, and MHD-Net itself.</summary>
public sealed class ConformanceTests
{
    private const int Steps = 120; // most need 10 to 60

    // parameters that rightly have no gradient at first, by the training's kind
    private static readonly Dictionary<string, Func<string, bool>> WithoutGradient = new()
    {
        ["teacher"] = name => name.StartsWith("memory.", StringComparison.Ordinal), // where ConMB counts nothing, averages alone move it
        ["sckd"] = name => name.StartsWith("regressors.", StringComparison.Ordinal), // where the gate is closed
        ["student"] = name => name.StartsWith("shfm", StringComparison.Ordinal), // reads the empty memory of a teacher that never learned
    };

    public static TheoryData<string> Methods => [.. ComparisonMethods.All.Keys, "mhd-net"];

    public static TheoryData<string> WithoutPathology =>
        [.. ComparisonMethods.MissingModality.Keys, .. ComparisonMethods.CtAlone.Keys, "mhd-net"];

    public static TheoryData<string> OfCtAlone => [.. ComparisonMethods.CtAlone.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Its_training_is_read_back_from_its_file(string name)
    {
        var phase = Method(name).At(Scale.Smoke).For(TinyStore.Setting with { Scale = Scale.Smoke });
        Assert.All(phase.WithNeeds(), one =>
        {
            one.Check();
            var back = NamedPhase.Parse(new NamedPhase("a name", one).Json(), "file").Phase;
            Assert.Equal((one.Id(), one.Kind, one.Sees), (back.Id(), back.Kind, back.Sees));
            Assert.Equal(one.Sees, one.Build().Needs);
        });
    }

    [Theory]
    [MemberData(nameof(WithoutPathology))]
    public void It_is_tested_on_CT_alone(string name)
    {
        using var training = new TinyTraining(Method(name));
        using var batch = training.Batch();
        training.Learner.Module.eval();
        Assert.Equal(Modalities.Ct, training.Learner.Deployed.Needs);
        Assert.Equal([4L, training.Phase.Setting.Size.ClassCount], training.Learner.Deployed.Heads(batch.Ct, null)[0].Logits.shape);
    }

    [Theory]
    [MemberData(nameof(OfCtAlone))]
    public void Its_training_never_looks_at_pathology(string name)
    {
        using var training = new TinyTraining(Method(name));
        using var batch = training.Batch();
        Assert.Equal(Modalities.Ct, training.Learner.Reads);
        using var poisoned = new Batch(
            batch.Ct.clone(), full_like(batch.Wsi!, double.NaN), batch.Paired.clone(), batch.Labels.clone(), batch.Sequences);
        training.Step(poisoned);
        using var clean = new TinyTraining(Method(name));
        clean.Step(batch);
        Assert.Equal(TensorBytes.Of(clean.Learner.Module), TensorBytes.Of(training.Learner.Module));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Asked_twice_it_says_the_same_and_changes_nothing(string name)
    {
        using var training = new TinyTraining(Method(name));
        using var batch = training.Batch();
        training.Step(batch);
        training.Learner.Module.eval();
        using var noGradient = no_grad();
        var (before, random) = (TensorBytes.Of(training.Learner.Module), get_rng_state());
        var (first, second) = (Logits(training, batch), Logits(training, batch));
        Assert.True(first.isfinite().all().item<bool>());
        Assert.True(first.equal(second).all().item<bool>());
        Assert.Equal(before, TensorBytes.Of(training.Learner.Module));
        Assert.True(random.equal(get_rng_state()).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void It_learns_four_sequences_by_heart(string name)
    {
        using var training = new TinyTraining(Method(name), learned: 40); // an untrained teacher's word would keep it from them
        using var batch = training.Batch();
        double Main() => training.Step(batch).First(term => term.Key != "total").Value;
        var first = Main();
        var last = double.NaN;
        for (var step = 1; step < Steps && !(last < 0.2 * first); step++)
        {
            last = Main();
        }

        Assert.True(last < 0.2 * first, $"the first term was {first:0.000} and is {last:0.000}");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_weight_that_is_trained_gets_a_gradient(string name)
    {
        var phases = Method(name).At(Scale.Smoke).For(TinyStore.Setting with { Scale = Scale.Smoke }).WithNeeds().ToList();
        foreach (var kind in phases.Select(phase => phase.Kind).Distinct())
        {
            using var training = new TinyTraining(Method(name), of: phase => phase.Kind == kind);
            using var batch = training.Batch();
            var asked = training.Learner.Parameters.Select(parameter => parameter.Handle).ToHashSet();
            var waiting = training.Learner.Module.named_parameters().Where(entry => asked.Contains(entry.parameter.Handle))
                .ToDictionary(entry => entry.name, entry => entry.parameter);
            Assert.True(asked.Count == 0 || waiting.Count == asked.Count, $"{kind}: the optimiser moves what is not saved");
            for (var step = 0; step < 3 && waiting.Count > 0; step++)
            {
                training.Optimizer.zero_grad();
                training.Learner.Train();
                MicroBatches.Backward(batch, null, part => training.Learner.Losses(part, new Clock(0, 2, step, 4)));
                foreach (var found in waiting.Where(entry => entry.Value.grad is { } grad && grad.abs().sum().item<float>() > 0).ToList())
                {
                    waiting.Remove(found.Key);
                }

                training.Optimizer.step();
            }

            var excused = WithoutGradient.GetValueOrDefault(kind, _ => false);
            Assert.DoesNotContain(waiting.Keys, parameter => !excused(parameter));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_self_test_meets_every_convolution_of_a_step(string name)
    {
        using var training = new TinyTraining(Method(name));
        using var batch = training.Batch();
        HashSet<string> Sizes(Action run) => [.. NumericsCheck.DistinctLayers(training.Learner.Module, run).Select(layer => layer.Shape)
            .Where(shape => shape.Weight.Skip(2).Any(side => side > 1)) // 1x1x1 is a matrix product
            .Select(shape => $"{string.Join(' ', shape.Weight)} at {string.Join(' ', shape.Input.Skip(1))}")];
        var met = Sizes(() => training.Learner.Convolve(batch.Ct, batch.Wsi!));
        Assert.Subset(met, Sizes(() =>
        {
            training.Learner.Train();
            training.Learner.Losses(batch, new Clock(0, 2, 0, 4));
        }));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void What_is_frozen_stays_as_it_was(string name)
    {
        using var training = new TinyTraining(Method(name));
        using var batch = training.Batch();
        var moved = training.Learner.Parameters.Select(parameter => parameter.Handle).ToHashSet();
        Dictionary<string, byte[]> Frozen() => training.Learner.Module.named_parameters()
            .Where(entry => !moved.Contains(entry.parameter.Handle) && !entry.parameter.requires_grad)
            .ToDictionary(entry => entry.name, entry => TensorBytes.Of(entry.parameter));
        var before = Frozen();
        for (var step = 0; step < 3; step++)
        {
            training.Step(batch);
        }

        Assert.Equal(before, Frozen());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Saved_and_loaded_it_says_the_same(string name)
    {
        using var training = new TinyTraining(Method(name));
        using var batch = training.Batch();
        training.Step(batch);
        training.Learner.Module.eval();
        var file = training.Run.File("model.safetensors");
        Directory.CreateDirectory(training.Run.Path);
        Checkpoint.SaveModule(file, training.Learner.Deployed, new Dictionary<string, string>());
        using var again = training.Phase.Build();
        Checkpoint.LoadModule(file, again);
        again.eval();
        using var noGradient = no_grad();
        Assert.True(Logits(training, batch).equal(Heads(again, batch)).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_seed_gives_the_same_training_again(string name)
    {
        byte[] Trained(int seed)
        {
            using var training = new TinyTraining(Method(name), seed);
            using var batch = training.Batch();
            training.Step(batch);
            training.Step(batch);
            return TensorBytes.Of(training.Learner.Module);
        }

        var first = Trained(1);
        Assert.Equal(first, Trained(1));
        Assert.NotEqual(first, Trained(2));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Stopped_and_resumed_it_ends_with_the_same_bits(string name)
    {
        using var folder = new TemporaryFolder();
        byte[] Trained(string run, params int?[] stops)
        {
            foreach (var stop in stops)
            {
                using var training = new TinyTraining(Method(name));
                training.Complete(new RunFolder(folder.File(run)), stop);
                if (stop is null)
                {
                    return TensorBytes.Of(training.Learner.Module);
                }
            }

            return [];
        }

        var threads = get_num_threads();
        set_num_threads(1); // as trainings below paper scale have it
        try
        {
            Assert.Equal(Trained("straight", null as int?), Trained("stopped", 2, 2, null));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_batch_without_pathology_and_one_of_other_have_losses(string name)
    {
        using var training = new TinyTraining(Method(name));
        using var batch = training.Batch(paired: false);
        var values = training.Step(batch);
        Assert.All(values.Values, value => Assert.True(double.IsFinite(value)));
        using var other = new Batch(batch.Ct.clone(), null, batch.Paired.clone(),
            full_like(batch.Labels, training.Phase.Setting.Size.ClassCount - 1), batch.Sequences);
        Assert.All(training.Step(other).Values, value => Assert.True(double.IsFinite(value)));
        Assert.All(training.Learner.Module.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
    }

    private static Method Method(string name) =>
        name == "mhd-net" ? Experiment.Paper.Method : ComparisonMethods.All[name];

    private static Tensor Logits(TinyTraining training, Batch batch) => Heads(training.Learner.Deployed, batch);

    private static Tensor Heads(Classifier classifier, Batch batch) =>
        classifier.Heads(batch.Ct, classifier.Needs.HasFlag(Modalities.Wsi) ? batch.Wsi : null)[0].Logits;
}
