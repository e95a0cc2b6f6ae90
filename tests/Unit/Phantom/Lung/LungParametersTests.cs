using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;
using MhdNet.Phantom.Lung;

namespace MhdNet.Tests.Data.Phantom.Lung;

public sealed class LungParametersTests
{
    private const int Patients = 2000;

    [Fact]
    public void Without_noise_a_patient_is_the_mean_of_its_grade()
    {
        for (var grade = 0; grade < 3; grade++)
        {
            var drawn = LungParameters.Draw(1, grade, grade, new PhantomKnobs(0, 0, 0, 0));
            Assert.Equal(LungParameters.MeansOf(grade), (drawn.Nodule, drawn.Growth));
        }
    }

    [Fact]
    public void The_grades_are_in_the_published_order()
    {
        var means = Enumerable.Range(0, 3).Select(LungParameters.MeansOf).ToArray();
        AssertRising(means, mean => mean.Nodule.Diameter);
        AssertRising(means, mean => mean.Nodule.Consolidation);
        AssertRising(means, mean => mean.Nodule.Spiculation);
        AssertRising(means, mean => mean.Growth.Micropapillary + mean.Growth.Solid);
        AssertRising(means, mean => mean.Growth.Radius);
        AssertRising(means, mean => mean.Growth.Atypia);
        AssertRising(means, mean => -mean.Growth.Lepidic);

        // less than 20 % of high-grade patterns below grade 3; the first mainly lepidic, the second mainly acinar
        Assert.All(means[..2], mean => Assert.True(mean.Growth.Micropapillary + mean.Growth.Solid < 0.2));
        Assert.True(means[2].Growth.Micropapillary + means[2].Growth.Solid >= 0.2);
        Assert.Equal(means[0].Growth.Lepidic, Shares(means[0].Growth).Max());
        Assert.Equal(means[1].Growth.Acinar, Shares(means[1].Growth).Max());
    }

    [Fact]
    public void The_shares_of_the_patterns_add_up_to_one()
    {
        Assert.All(Draw(1, new PhantomKnobs(2, 2, 3, 1)), drawn =>
        {
            Assert.Equal(1, Shares(drawn.Growth).Sum(), 9);
            Assert.All(Shares(drawn.Growth), share => Assert.InRange(share, 0, 1));
            Assert.InRange(drawn.Nodule.Consolidation, 0, 1);
            Assert.InRange(drawn.Nodule.Diameter, 1.2, 5);
            Assert.InRange(drawn.Nodule.Hounsfield, 0, 50);
        });
    }

    [Fact]
    public void The_grade_shift_and_only_it_ties_the_modalities_together()
    {
        Assert.InRange(Correlation(PhantomKnobs.Fixed), 0.14, 0.26);
        Assert.InRange(Correlation(PhantomKnobs.Fixed with { GradeShift = 0 }), -0.06, 0.06);
    }

    [Fact]
    public void A_patient_does_not_depend_on_who_was_drawn_before()
    {
        var alone = LungParameters.Draw(7, 3, 2, PhantomKnobs.Fixed);
        var among = Enumerable.Range(0, 10).Reverse().Select(i => LungParameters.Draw(7, i, 2, PhantomKnobs.Fixed)).ToArray();
        Assert.Equal(alone, among[6]);
    }

    [Fact]
    public void The_task_is_as_hard_as_it_was_fixed_to_be_and_pathology_tells_more_than_CT()
    {
        var ceilings = PhantomCeilings.OfParameters(PhantomKnobs.Fixed, PhantomDisease.Lung);
        Assert.Equal(["CT", "pathology", "both"], ceilings.Select(ceiling => ceiling.Modality));
        foreach (var (ceiling, stated) in ceilings.Zip([0.776, 0.891, 0.910]))
        {
            Assert.InRange(ceiling.Accuracy.Value, stated - 0.005, stated + 0.005);
            Assert.Equal((3000, 1 / 3.0), (ceiling.Patients, ceiling.Chance));
        }
    }

    private static double[] Shares(GrowthParameters growth) =>
        [growth.Lepidic, growth.Acinar, growth.Papillary, growth.Micropapillary, growth.Solid];

    private static void AssertRising<T>(T[] means, Func<T, double> value) =>
        Assert.True(value(means[0]) < value(means[1]) && value(means[1]) < value(means[2]));

    private static IEnumerable<LungParameters> Draw(int grade, PhantomKnobs knobs) =>
        Enumerable.Range(0, Patients).Select(i => LungParameters.Draw(11, i, grade, knobs));

    private static double Correlation(PhantomKnobs knobs)
    {
        var pairs = Draw(1, knobs).Select(p => (X: p.Nodule.Diameter, Y: p.Growth.Radius)).ToArray();
        var (x, y) = (pairs.Average(p => p.X), pairs.Average(p => p.Y));
        return pairs.Sum(p => (p.X - x) * (p.Y - y))
            / Math.Sqrt(pairs.Sum(p => (p.X - x) * (p.X - x)) * pairs.Sum(p => (p.Y - y) * (p.Y - y)));
    }
}
