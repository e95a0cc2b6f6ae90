using MhdNet.Data;
using MhdNet.Phantom;
using MhdNet.Phantom.Wrong;
using MhdNet.Reports.Inputs;

namespace MhdNet.Tests.Reports.Inputs;

public sealed class InputCheckTests
{
    private static readonly Lazy<PhantomCt> _chest = new(() => WrongSeries.Chest(11));
    private static readonly PreprocessingOptions _options = new() { Frames = 8, Size = 64, FieldOfViewMillimetres = 180 };

    [Theory]
    [InlineData(WrongKind.Abdomen, 0, RefusalReason.Abdomen)]
    [InlineData(WrongKind.Head, 1, RefusalReason.Head)]
    [InlineData(WrongKind.LungCrop, 2, RefusalReason.Crop)]
    [InlineData(WrongKind.Mr, 2, RefusalReason.Mr)]
    [InlineData(WrongKind.TestObject, 0, RefusalReason.Object)]
    [InlineData(WrongKind.TestObject, 1, RefusalReason.Object)]
    [InlineData(WrongKind.Constant, 0, RefusalReason.Constant)]
    [InlineData(WrongKind.UpsideDown, 0, RefusalReason.UpsideDown)]
    [InlineData(WrongKind.UpsideDown, 1, RefusalReason.UpsideDown)]
    [InlineData(WrongKind.TooShort, 1, RefusalReason.TooShort)]
    [InlineData(WrongKind.TooShort, 4, RefusalReason.TooShort)]
    [InlineData(WrongKind.OtherUnits, 0, RefusalReason.NotHounsfield)]
    [InlineData(WrongKind.OtherUnits, 1, RefusalReason.NotHounsfield)]
    [InlineData(WrongKind.OtherUnits, 2, RefusalReason.NotHounsfield)]
    [InlineData(WrongKind.OtherUnits, 3, RefusalReason.NotHounsfield)]
    [InlineData(WrongKind.OtherUnits, 4, RefusalReason.NotHounsfield)]
    public void What_is_no_chest_is_refused_with_its_reason(WrongKind kind, int number, RefusalReason reason)
    {
        var last = InputCheck.Of(WrongSeries.Draw(kind, number, _chest), _options)[^1];
        Assert.False(last.Passed);
        Assert.Equal(reason, last.Reason);
    }

    [Fact]
    public void A_chest_passes_and_every_look_says_what_it_found()
    {
        var findings = InputCheck.Of(WrongSeries.Series(_chest.Value), _options);
        Assert.All(findings, finding => Assert.True(finding.Passed, finding.Found));
        Assert.Equal(6, findings.Count);
    }
}
