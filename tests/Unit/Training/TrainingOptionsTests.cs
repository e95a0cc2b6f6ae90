using System.Text.Json;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Tests.Training;

public sealed class TrainingOptionsTests
{
    [Theory]
    [InlineData(LearningRateSchedule.Constant, 0, 0.001)]
    [InlineData(LearningRateSchedule.Constant, 99, 0.001)]
    [InlineData(LearningRateSchedule.Cosine, 0, 0.001)]
    [InlineData(LearningRateSchedule.Cosine, 50, 0.0005)]
    [InlineData(LearningRateSchedule.Cosine, 25, 0.00085355339)]
    public void The_rate_follows_its_schedule(LearningRateSchedule schedule, int epoch, double expected) =>
        Assert.Equal(expected, new TrainingOptions { Schedule = schedule }.RateAfter([.. Enumerable.Repeat(Epoch(0, 1), epoch)]), 10);

    [Theory]
    [InlineData("3 2 1", 1)]
    [InlineData("1 1 1 1 1 1", 1)] // one best, five without a better one
    [InlineData("1 1 1 1 1 1 1", 0.5)]
    [InlineData("1 2 2 2 2 2 0.5 2 2 2 2 2", 1)] // a better one begins the count anew
    [InlineData("1 0.99995 0.99995 0.99995 0.99995 0.99995 0.99995", 0.5)] // better by less than a ten-thousandth
    [InlineData("1 1 1 1 1 1 1 1 1 1 1 1 1", 0.25)]
    [InlineData("NaN NaN NaN NaN NaN NaN NaN NaN", 1)] // no validation patients
    public void The_rate_is_halved_on_every_plateau_of_the_validation_loss(string losses, double factor) =>
        Assert.Equal(factor * 0.001, new TrainingOptions { Schedule = LearningRateSchedule.Plateau }.RateAfter(
            [.. losses.Split(' ').Select(loss => Epoch(0, double.Parse(loss, System.Globalization.CultureInfo.InvariantCulture)))]), 12);

    [Fact]
    public void The_defaults_are_the_papers()
    {
        var options = new TrainingOptions();
        Assert.Equal((100, 8, 0.001), (options.Epochs, options.BatchSize, options.LearningRate));
    }

    [Theory]
    [InlineData(EpochChoice.ValidationAccuracy, 0.5, 1.0, 0.4, 0.1, true)] // more patients right, whatever the loss
    [InlineData(EpochChoice.ValidationAccuracy, 0.4, 0.1, 0.5, 1.0, false)]
    [InlineData(EpochChoice.ValidationAccuracy, 0.5, 0.9, 0.5, 1.0, true)] // as many right: the lower loss
    [InlineData(EpochChoice.ValidationAccuracy, 0.5, 1.1, 0.5, 1.0, false)]
    [InlineData(EpochChoice.ValidationAccuracy, 0.5, 1.0, 0.5, 1.0, true)] // equal: the later epoch
    [InlineData(EpochChoice.ValidationLoss, 0.4, 0.9, 0.5, 1.0, true)] // the lower loss, whatever the patients
    [InlineData(EpochChoice.ValidationLoss, 0.5, 1.1, 0.4, 1.0, false)]
    [InlineData(EpochChoice.Last, 0.1, 9.0, 0.5, 1.0, true)]
    [InlineData(EpochChoice.ValidationLoss, double.NaN, double.NaN, double.NaN, double.NaN, true)] // no validation patients: the last
    public void An_epoch_is_kept_as_the_options_say(EpochChoice choice,
        double accuracy, double loss, double otherAccuracy, double otherLoss, bool better) =>
        Assert.Equal(better, new TrainingOptions { Keeps = choice }.Prefers(Epoch(accuracy, loss), Epoch(otherAccuracy, otherLoss)));

    [Theory]
    [InlineData(EpochChoice.Last, 4)]
    [InlineData(EpochChoice.ValidationLoss, 3)]
    [InlineData(EpochChoice.ValidationAccuracy, 2)]
    public void One_epoch_of_a_training_is_kept(EpochChoice choice, int kept)
    {
        (double Accuracy, double Loss)[] epochs = [(0.2, 2.0), (0.5, 1.5), (0.4, 1.2), (0.3, 1.6)];
        Assert.Equal(kept, new TrainingOptions { Keeps = choice }.Kept(
            [.. epochs.Select((epoch, i) => Epoch(epoch.Accuracy, epoch.Loss) with { Epoch = i + 1 })]).Epoch);
    }

    // the JSON names runs: those from before the option keep their names
    [Fact]
    public void Balanced_batches_stand_in_the_json_only_where_they_are_asked_for()
    {
        static string Json(TrainingOptions options) => JsonSerializer.Serialize(options, JsonFormat.Compact);
        Assert.DoesNotContain("ofEachClass", Json(new TrainingOptions()), StringComparison.Ordinal);
        var balanced = Json(new TrainingOptions { OfEachClass = 2 });
        Assert.Contains("\"ofEachClass\":2", balanced, StringComparison.Ordinal);
        Assert.Equal(2, JsonSerializer.Deserialize<TrainingOptions>(balanced, JsonFormat.Compact)!.OfEachClass);
    }

    private static EpochRecord Epoch(double accuracy, double loss) => new(1, 0.001, new Dictionary<string, double>(), accuracy, loss);
}
