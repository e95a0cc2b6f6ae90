using MhdNet.Evaluation;
using MhdNet.Studies;

namespace MhdNet.Tests.Studies;

/// <summary>A constant answer has no spread; the rest by hand.</summary>
public sealed class AnswerSpreadTests
{
    [Fact]
    public void It_is_the_deviation_of_a_probability_averaged_over_the_classes()
    {
        Assert.Equal(0, AnswerSpread.Of([Says(0.2f, 0.8f), Says(0.2f, 0.8f), Says(0.2f, 0.8f)]), 9);
        Assert.Equal(0.3, AnswerSpread.Of([Says(0.2f, 0.8f), Says(0.8f, 0.2f)]), 6); // both classes: 0.3 to either side of 0.5
        Assert.Equal((0.5 + 0.5 + 0) / 3, AnswerSpread.Of([Says(1, 0, 0), Says(0, 1, 0)]), 6);
    }

    private static Prediction Says(params float[] probabilities) => new("s", "p", 0, probabilities);
}
