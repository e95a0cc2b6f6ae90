using System.Text.Json;
using MhdNet.Reports.Calibration;
using MhdNet.Runtime;

namespace MhdNet.Tests.Reports.Calibration;

public sealed class FeatureBankTests
{
    [Fact]
    public void Far_from_all_training_patients_is_far_and_the_rate_is_what_the_validation_patients_can_tell()
    {
        var random = new Random(3);
        float[] Near() => [.. Enumerable.Range(0, 6).Select(_ => (float)random.NextDouble())];
        var bank = FeatureBank.Create([.. Enumerable.Range(0, 40).Select(_ => Near())], [.. Enumerable.Range(0, 24).Select(_ => Near())]);
        Assert.Equal(1 / 25.0, bank.FalseRefusals, 6); // not the 2 % that are asked for
        Assert.True(bank.Distance([9, 9, 9, 9, 9, 9]) > bank.Threshold);
        Assert.True(Enumerable.Range(0, 200).Count(_ => bank.Distance(Near()) > bank.Threshold) < 20);
        var read = JsonSerializer.Deserialize<FeatureBank>(JsonSerializer.Serialize(bank, JsonFormat.Readable), JsonFormat.Readable)!;
        var asked = Near();
        Assert.Equal(bank.Distance(asked), read.Distance(asked));
    }
}
