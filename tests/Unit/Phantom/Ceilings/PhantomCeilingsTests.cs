
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct;
using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;
using MhdNet.Runtime;
using MhdNet.Tests.Data;

namespace MhdNet.Tests.Experiments;

public sealed class PhantomCeilingsTests
{
    [Fact]
    public void From_the_true_parameters_the_task_is_as_hard_as_it_was_fixed_to_be()
    {
        var ceilings = PhantomCeilings.OfParameters(PhantomKnobs.Fixed);
        Assert.Equal(["CT", "pathology", "both"], ceilings.Select(ceiling => ceiling.Modality));
        foreach (var (ceiling, stated) in ceilings.Zip([0.80, 0.93, 0.97]))
        {
            Assert.InRange(ceiling.Accuracy.Value, stated - 0.02, stated + 0.02);
            Assert.Equal((8000, 0.125), (ceiling.Patients, ceiling.Chance));
        }

        Assert.EndsWith("synthetic; ceilings, not results", PhantomCeilings.Table(ceilings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bigger_tumour_measures_bigger_and_calcium_is_seen()
    {
        double[] Measure(double diameter, bool calcified)
        {
            var (ct, tissue) = PhantomParameters.MeansOf(2);
            var parameters = new PhantomParameters(0, ct with { Diameter = diameter }, calcified, tissue);
            var drawn = PhantomThorax.Render(1, 5, parameters, 96, 64, 1);
            var area = drawn.Size * drawn.Size;
            var volume = new CtVolume(
                drawn.Slices, drawn.Size, drawn.Size, slice => drawn.Hounsfield[(slice * area)..((slice + 1) * area)],
                drawn.PixelSpacing, drawn.PixelSpacing, drawn.SliceSpacing, "");
            return CtFeatures.Measure(volume, drawn.TumourFirst, drawn.TumourLast);
        }

        var (small, large, calcified) = (Measure(4, false), Measure(8, false), Measure(8, true));
        Assert.Equal(CtFeatures.Names.Count, small.Length);
        Assert.True(small[0] < large[0] && small[1] < large[1], $"{small[0]:0} {large[0]:0} mm, {small[1]:0} {large[1]:0} mm");
        Assert.Equal(0, large[8]);
        Assert.True(calcified[8] > 0);
    }

    [Fact]
    public void Extra_patients_are_not_measured()
    {
        using var folder = new TemporaryFolder();
        var preset = new PhantomPreset("tiny", [2, 2, 2, 2, 2, 2, 2, 2], 48, 48, 1, 448);
        PhantomCohort.Write(folder.Path, new() { Preset = preset, ExtraTest = 1, ExtraWithPathology = 1 },
            null, TestContext.Current.CancellationToken);
        Assert.All(PhantomCeilings.OfImages(Cohort.Load(folder.Path), cancellation: TestContext.Current.CancellationToken),
            ceiling => Assert.Equal(16, ceiling.Patients));

        // so many at most are measured, which here are too few
        Assert.Contains(" 15 patients", Assert.Throws<InputException>(() => PhantomCeilings.OfImages(
            Cohort.Load(folder.Path), most: 15, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_cohort_has_no_ceiling()
    {
        using var folder = new TemporaryFolder();
        Cohort.Write(folder.Path, LabelSet.Thymic, synthetic: false, "", [new Patient("P1", "A", "")], [], []);
        var error = Assert.Throws<InputException>(() => PhantomCeilings.OfImages(Cohort.Load(folder.Path),
            progress: null, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("not a synthetic cohort", error.Message, StringComparison.Ordinal);
    }
}
