using MhdNet.Methods.Blocks;
using MhdNet.Methods.MissingModality;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class DgmkdTests
{
    private static double[,] Cosines(Func<int, int, double> of)
    {
        var cosines = new double[5, 5];
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                cosines[i, j] = i == j ? 1 : of(i, j);
            }
        }

        return cosines;
    }

    // four losses and the labels': five gradients, times four
    [Fact]
    public void Weights_are_as_worked_by_hand()
    {
        var same = Cosines((_, _) => 1);
        var turned = Cosines((i, j) => i == 2 || j == 2 ? -1 : 1);   // the second loss pulls against all others
        Assert.All(Enumerable.Range(1, 4), loss => Assert.Equal(20, AgreementWeighting.Sum.Of(same, loss)));
        Assert.Equal(-12, AgreementWeighting.Sum.Of(turned, 2));
        Assert.Equal(12, AgreementWeighting.Sum.Of(turned, 1));
        Assert.Equal(0, AgreementWeighting.SumClipped.Of(turned, 2));
        Assert.Equal(12, AgreementWeighting.SumClipped.Of(turned, 1));
        Assert.Equal((0, 1), (AgreementWeighting.HardLabels.Of(turned, 2),
            AgreementWeighting.HardLabels.Of(turned, 1)));
    }

    [Fact]
    public void Two_teachers_say_two_things_each_and_without_pathology_one_is_silent()
    {
        using var scope = NewDisposeScope();
        using var training = new TinyTraining(new DgmkdMethod { Weighting = AgreementWeighting.HardLabels, Contrast = 0.5 });
        using var batch = training.Batch();
        using var unpaired = training.Batch(paired: false);
        var clock = new Clock(0, 1, 0, 1);
        var terms = training.Learner.Losses(batch, clock);
        Assert.Equal([("ce", false), ("kl_mean", false), ("contrast_mean", false), ("kl_teacher", true), ("contrast_teacher", true)],
            terms.Select(term => (term.Name, term.OfPairs)));
        Assert.All(terms.Where(term => term.Name.StartsWith("contrast")), term => Assert.Contains(term.Weight, new[] { 0, 0.5 }));
        Assert.Equal(["ce", "kl_mean", "contrast_mean"], training.Learner.Losses(unpaired, clock).Select(term => term.Name));
    }

    [Fact]
    public void A_part_of_a_batch_moves_the_rows_of_its_own_sequences()
    {
        using var scope = NewDisposeScope();
        using var training = new TinyTraining(new DgmkdMethod());
        using var batch = training.Batch(4);
        Tensor Bank() => training.Learner.Module.state_dict()["contrast_mean.student_bank"];
        var rows = training.Data.TrainingCt.Index().ToDictionary(entry => entry.Item.SeqId, entry => entry.Index);
        training.Learner.Train();
        foreach (var part in batch.Parts(3))
        {
            using (part)
            {
                var before = Bank().clone();
                training.Learner.Losses(part, new Clock(0, 1, 0, 1));
                var moved = (Bank() - before).abs().sum(dim: 1).data<float>().ToArray();
                Assert.Equal(part.Sequences.Select(id => rows[id]).Order(), Enumerable.Range(0, moved.Length).Where(row => moved[row] > 0));
            }
        }
    }

    [Fact]
    public void The_mean_teacher_is_moved_by_the_average_and_not_by_the_optimiser()
    {
        using var training = new TinyTraining(new DgmkdMethod());
        using var batch = training.Batch();
        byte[] Weight(string of) => TensorBytes.Of(training.Learner.Module.state_dict()[$"{of}.backbone.fc.weight"]);

        var start = Weight("student");
        training.Step(batch, new Clock(0, 1, 0, 3));
        var first = Weight("student");
        Assert.NotEqual(start, first);
        Assert.Equal(start, Weight("mean.network"));    // as it was before the step
        training.Step(batch, new Clock(0, 1, 1, 3));
        Assert.Equal(first, Weight("mean.network"));
        training.Step(batch, new Clock(0, 1, 2, 3));
        Assert.NotEqual(first, Weight("mean.network"));
        Assert.DoesNotContain(training.Learner.Parameters, parameter => !parameter.requires_grad);
    }

    [Fact]
    public void Options_without_sense_are_refused()
    {
        Assert.Throws<InputException>(() => new DgmkdMethod { EmaDecay = 1 }.Check());
        Assert.Throws<InputException>(() => new DgmkdMethod { ContrastTemperature = 0 }.Check());
        Assert.Throws<InputException>(() => new DgmkdMethod { Choice = new ContrastChoice { Positives = 0 } }.Check());
        using var bank = new ContrastBank(2, 2, rows: 1, dimension: 2, momentum: 0.5, temperature: 1, legacySign: false);
        Assert.Throws<InputException>(() => bank.Check(new BankIndex([("a", 0), ("b", 0)])));
    }

    [Fact]
    public void Its_own_schedule_is_the_publications()
    {
        var own = new DgmkdMethod { OwnSchedule = true };
        var setting = new MhdNet.Methods.Setting();
        var training = own.For(setting).Training;
        Assert.Equal((30, 16, 5e-4, 4e-4, LearningRateSchedule.Linear),
            (training.Epochs, training.BatchSize, training.LearningRate, training.WeightDecay, training.Schedule));
        Assert.Equal((100, 8), (new DgmkdMethod().For(setting).Training.Epochs, new DgmkdMethod().For(setting).Training.BatchSize));
    }
}
