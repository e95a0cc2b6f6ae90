using MhdNet.Studies.When;
using MhdNet.Studies.When.Toys;

namespace MhdNet.Tests.Studies.When;

public sealed class ToyTierTests
{
    private static readonly Lazy<ToyTier> _toys = new(() => ToyTier.Run(1, 4, new FinishedParts(null), null, CancellationToken.None));

    [Fact]
    public void A_repeat_is_already_near_the_paper_where_its_cases_are_as_it_says()
    {
        Assert.Equal(6, _toys.Value.Generalised.Count);
        Assert.All(_toys.Value.Generalised.Take(3), row => Assert.InRange(row.FarthestFromPaper, 0, 6));
        Assert.All(_toys.Value.Generalised.Take(3), row => Assert.True(row.Teacher.Value > row.Alone.Value));
    }

    [Fact]
    public void A_teacher_that_shares_nothing_harms_and_one_that_shares_all_helps()
    {
        var gains = _toys.Value.MoreShared.Select(row => row.Gain.Value).ToList();
        Assert.True(gains[0] < 0 && gains[^1] > 0 && gains[^1] > gains[2], string.Join(' ', gains));
        var own = _toys.Value.MoreOfTheTeachers;
        Assert.True(own[^1].Teacher.Value > own[0].Teacher.Value + 0.2 && own[^1].Gain.Value < own[0].Gain.Value);
    }

    [Fact]
    public void The_same_repeats_come_out_the_same() => Assert.Equal(
        _toys.Value.MoreShared[0].Scores.Take(1),
        ToyTier.Run(1, 1, new FinishedParts(null), null, TestContext.Current.CancellationToken).MoreShared[0].Scores);
}
