using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runtime;

namespace MhdNet.Tests.Methods;

public class SettingTests
{
    [Theory]
    [InlineData(8, 32, false)]
    [InlineData(16, 32, false)]
    [InlineData(17, 32, true)]
    [InlineData(8, 33, true)]
    [InlineData(24, 224, true)]
    public void Of_a_sequence_more_than_one_position_is_left_at_the_last_stage(int frames, int size, bool passes)
    {
        // batch normalisation divides by the number of values less one
        var setting = new Setting { Size = new NetworkSize { Frames = frames, Size = size } };
        if (passes)
        {
            setting.Check();
            return;
        }

        var failure = Assert.Throws<InputException>(setting.Check);
        Assert.StartsWith($"trains on {frames} frames of {size} pixels: one position is left", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smoke")]
    [InlineData("demo")]
    [InlineData("study")]
    [InlineData("paper")]
    public void Every_scale_passes(string scale) => new Setting().At(Enum.Parse<Scale>(scale, ignoreCase: true)).Check();
}
