using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;

namespace MhdNet.Tests.Studies.When;

public sealed class TypePosteriorTests
{
    private static readonly double[] _equal = [.. Enumerable.Repeat(0.125, 8)];

    // among the patients of whom it says q, a share of q has the type: summed over many, hits and probabilities agree
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Its_probabilities_come_true(double shift)
    {
        const int Patients = 2000;
        var knobs = PhantomKnobs.Fixed with { GradeShift = shift };
        var posterior = new TypePosterior(knobs, _equal);
        foreach (var both in new[] { false, true })
        {
            var (hits, expected, right) = (new double[5], new double[5], 0);
            for (var i = 0; i < Patients; i++)
            {
                var patient = PhantomParameters.Draw(3, 50_000_000 + i, i % 8, knobs);
                var said = both ? posterior.OfBoth(patient) : posterior.OfCt(patient);
                Assert.Equal(1, said.Sum(), 9);
                for (var type = 0; type < 8; type++)
                {
                    var bin = (int)Math.Min(4, 5 * said[type]);
                    expected[bin] += said[type];
                    hits[bin] += type == i % 8 ? 1 : 0;
                }

                right += Array.IndexOf(said, said.Max()) == i % 8 ? 1 : 0;
            }

            Assert.All(hits.Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -4 * Math.Sqrt(pair.Second + 1),
                4 * Math.Sqrt(pair.Second + 1)));
            Assert.InRange(right / (double)Patients, both ? 0.95 : 0.68, both ? 1 : 0.9);
        }
    }

    [Fact]
    public void A_patient_on_every_limit_and_one_of_the_lung_have_probabilities()
    {
        var (ct, tissue) = PhantomParameters.MeansOf(7);
        var patient = new PhantomParameters(
            0, ct with { Diameter = 12, Necrosis = .55, Invasion = 1, Roughness = .12, Lobulation = 0 }, true, tissue);
        Assert.All(new TypePosterior(PhantomKnobs.Fixed, _equal).OfCt(patient), value => Assert.InRange(value, 0, 1));

        var lung = new TypePosterior(PhantomKnobs.Fixed, [0.2, 0.5, 0.3]);
        var right = Enumerable.Range(0, 600).Count(i =>
        {
            var said = lung.OfCt(PhantomDisease.Lung.Draw(1, i, i % 3, PhantomKnobs.Fixed));
            return Array.IndexOf(said, said.Max()) == i % 3;
        });
        Assert.InRange(right, 330, 600);
    }

    [Fact]
    public void A_type_that_nobody_has_is_never_said() =>
        Assert.Equal(0, new TypePosterior(PhantomKnobs.Fixed, [0, 1, 1, 1, 1, 1, 1, 1])
            .OfCt(PhantomParameters.Draw(1, 1, 0, PhantomKnobs.Fixed))[0]);
}
