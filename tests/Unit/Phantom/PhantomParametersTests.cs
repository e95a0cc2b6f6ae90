
using MhdNet.Phantom;

namespace MhdNet.Tests.Data.Phantom;

public sealed class PhantomParametersTests
{
    private const int Patients = 4000;

    [Fact]
    public void Without_noise_a_patient_is_the_mean_of_its_type()
    {
        var silent = new PhantomKnobs(0, 0, 0, 0);
        for (var type = 0; type < 8; type++)
        {
            var drawn = PhantomParameters.Draw(1, type, type, silent);
            Assert.Equal(PhantomParameters.MeansOf(type), (drawn.Ct, drawn.Tissue));
        }
    }

    // Parameters that are far from their limits in every type.
    public static TheoryData<string> Unlimited => ["diameter", "hounsfield", "radius", "eosin"];

    [Theory]
    [MemberData(nameof(Unlimited))]
    public void Mean_and_spread_of_each_type_are_those_of_the_table(string name)
    {
        var knobs = PhantomKnobs.Fixed;
        for (var type = 1; type < 7; type++)
        {
            var (ct, tissue) = PhantomParameters.MeansOf(type);
            var (ctJitter, tissueJitter) = PhantomParameters.Jitter;
            var (mean, sd) = name switch
            {
                "diameter" => (ct.Diameter, ctJitter.Diameter * knobs.RadiologyNoise),
                "hounsfield" => (ct.Hounsfield, ctJitter.Hounsfield * knobs.RadiologyNoise),
                "radius" => (tissue.Radius, tissueJitter.Radius * knobs.PathologyNoise),
                _ => (tissue.Eosin, tissueJitter.Eosin * knobs.PathologyNoise),
            };
            sd *= Math.Sqrt(1 + (knobs.GradeShift * knobs.GradeShift));
            var values = Draw(type, knobs).Select(p => name switch
            {
                "diameter" => p.Ct.Diameter,
                "hounsfield" => p.Ct.Hounsfield,
                "radius" => p.Tissue.Radius,
                _ => p.Tissue.Eosin,
            }).ToArray();
            var average = values.Average();
            Assert.InRange(average, mean - (0.07 * sd), mean + (0.07 * sd));
            Assert.InRange(Math.Sqrt(values.Average(v => (v - average) * (v - average))), 0.94 * sd, 1.06 * sd);
        }
    }

    [Fact]
    public void Calcification_occurs_as_often_as_published()
    {
        // Tomiyama et al. 2002: AB 14, B1 44, B2 61, B3 75, carcinoma 6 %; the jitter's clamp at 0 and 1 moves these a little
        foreach (var (type, share) in new[] { (1, .14), (2, .44), (4, .61), (6, .75), (7, .06) })
        {
            Assert.InRange(Draw(type, PhantomKnobs.Fixed).Count(p => p.HasCalcification) / (double)Patients, share - .03, share + .03);
        }
    }

    [Fact]
    public void The_grade_shift_and_only_it_ties_the_modalities_together()
    {
        Assert.InRange(Correlation(PhantomKnobs.Fixed), 0.15, 0.25); // .5 * .5 / 1.25
        Assert.InRange(Correlation(PhantomKnobs.Fixed with { GradeShift = 0 }), -0.05, 0.05);
    }

    [Fact]
    public void A_patient_does_not_depend_on_who_was_drawn_before()
    {
        var alone = PhantomParameters.Draw(7, 3, 2, PhantomKnobs.Fixed);
        var among = Enumerable.Range(0, 10).Reverse().Select(i => PhantomParameters.Draw(7, i, 2, PhantomKnobs.Fixed)).ToArray();
        Assert.Equal(alone, among[6]);
    }

    [Fact]
    public void Every_parameter_can_be_drawn()
    {
        Assert.All(Enumerable.Range(0, 8).SelectMany(type => Draw(type, new(2, 2, 3, 1)).Take(500)), p =>
        {
            Assert.InRange(p.Ct.Diameter, 2.5, 12);
            Assert.InRange(p.Ct.Elongation, 1, 2.4);
            Assert.InRange(p.Ct.Necrosis, 0, 0.55);
            Assert.InRange(p.Ct.Invasion, 0, 1);
            Assert.InRange(p.Tissue.Lymphocytes, 0, 1);
            Assert.InRange(p.Tissue.Eccentricity, 0, 0.95);
            Assert.InRange(p.Tissue.Mixture, 0, 0.9);
        });
    }

    private static IEnumerable<PhantomParameters> Draw(int type, PhantomKnobs knobs) =>
        Enumerable.Range(0, Patients).Select(i => PhantomParameters.Draw(11, i, type, knobs));

    private static double Correlation(PhantomKnobs knobs)
    {
        var pairs = Draw(4, knobs).Select(p => (X: p.Ct.Diameter, Y: p.Tissue.Radius)).ToArray();
        var (x, y) = (pairs.Average(p => p.X), pairs.Average(p => p.Y));
        return pairs.Sum(p =>
            (p.X - x) * (p.Y - y)) / Math.Sqrt(pairs.Sum(p => (p.X - x) * (p.X - x)) * pairs.Sum(p => (p.Y - y) * (p.Y - y)));
    }
}
