using MhdNet.Analysis;
using MhdNet.Evaluation;

namespace MhdNet.Tests.Evaluation;

/// <summary>A mean over seeds and patients, against numbers worked by hand and against simulated studies.</summary>
public sealed class CrossedEffectsTests
{
    [Fact]
    public void A_layout_worked_by_hand()
    {
        // mean 1.25; mean squares 2.25 between seeds, 2.25 between patients, 0.25 left: (2.25 + 2.25 - 0.25) / 4 = 1.0625
        var found = CrossedEffects.Estimate([[3, 1], [1, 0]]);
        Assert.Equal(1.25, found.Mean);
        Assert.Equal(1.0625, found.StandardError * found.StandardError, 12);
        Assert.Equal(4.25 * 4.25 / ((2.25 * 2.25) + (2.25 * 2.25) + (0.25 * 0.25)), found.Freedom, 12);
    }

    [Fact]
    public void Where_seeds_differ_no_more_than_chance_the_patients_alone_count()
    {
        var found = CrossedEffects.Estimate([[1, 0], [0, 0]]); // all three mean squares are 0.25
        Assert.Equal((0.25, 0.25, 1), (found.Mean, found.StandardError, found.Freedom));
    }

    [Fact]
    public void One_seed_is_the_t_test_over_patients()
    {
        // 1, 2, 4, 5: mean 3, variance 10 / 3, t = 3 / sqrt(10 / 12) = 3.2863 with 3 degrees of freedom: p = 0.0462
        var found = CrossedEffects.Estimate([[1, 2, 4, 5]]);
        Assert.Equal((3, 3), (found.Mean, found.Freedom));
        Assert.Equal(Math.Sqrt(10.0 / 12), found.StandardError, 12);
        Assert.Equal(0.0462, found.P, 4);
        Assert.Equal(3.18245 * found.StandardError, found.Reach(.95), 4);
        Assert.Equal(found.P / 2, 1 - found.AtLeast(0), 12);
    }

    [Fact]
    public void What_never_varies_is_certain()
    {
        var none = CrossedEffects.Estimate([[0, 0, 0], [0, 0, 0]]);
        Assert.Equal((1, 0, 0), (none.P, none.AtLeast(.01), none.Reach(.95)));
        Assert.Equal(0, CrossedEffects.Estimate([[1, 1], [1, 1]]).P);
        Assert.Throws<ArgumentException>(() => CrossedEffects.Estimate([[1]]));
        Assert.Throws<ArgumentException>(() => CrossedEffects.Estimate([[1, 2], [1]]));
    }

    [Theory]
    [InlineData(3, 0.0)]
    [InlineData(3, 0.3)]
    [InlineData(5, 0.0)]
    [InlineData(5, 0.3)]
    public void Without_a_true_difference_it_rejects_about_one_study_in_twenty(int seeds, double seedEffect)
    {
        const int Studies = 600;
        var studies = new SimulatedStudy(Patients: 300, seeds, seedEffect);
        var rejected = Enumerable.Range(0, Studies).Count(study => studies.Draw(study).P <= .05);
        Assert.InRange(rejected / (double)Studies, .025, .075); // 5 % and three standard errors
    }
}
