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
        Assert.Equal(expected, new TrainingOptions { Schedule = schedule }.RateAt(epoch), 10);

    [Fact]
    public void The_defaults_are_the_papers()
    {
        var options = new TrainingOptions();
        Assert.Equal((100, 8, 0.001), (options.Epochs, options.BatchSize, options.LearningRate));
    }

    [Theory]
    [InlineData(0.5, 1.0, 0.4, 0.1, true)] // more patients right, whatever the loss
    [InlineData(0.4, 0.1, 0.5, 1.0, false)]
    [InlineData(0.5, 0.9, 0.5, 1.0, true)] // as many right: the lower loss
    [InlineData(0.5, 1.1, 0.5, 1.0, false)]
    [InlineData(0.5, 1.0, 0.5, 1.0, true)] // equal: the later epoch
    [InlineData(double.NaN, double.NaN, double.NaN, double.NaN, true)] // no validation patients: the last epoch
    public void The_kept_epoch_is_chosen_on_validation_patients(double accuracy, double loss, double otherAccuracy, double otherLoss, bool better) =>
        Assert.Equal(better, Epoch(accuracy, loss).IsBetterThan(Epoch(otherAccuracy, otherLoss)));

    private static EpochRecord Epoch(double accuracy, double loss) => new(1, 0.001, new Dictionary<string, double>(), accuracy, loss);
}
