using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MhdNet.Data.Ct;
using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;
using MhdNet.Phantom.Lung;

namespace MhdNet.Tests.Data.Phantom.Lung;

public sealed class LungNoduleTests
{
    private const int Size = 96, Slices = 64;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_tumour_range_is_where_the_voxels_show_it(int grade)
    {
        var drawn = LungParameters.Draw(2, grade, grade, PhantomKnobs.Fixed) with { HasLucency = false };
        var (dark, bright) = (Ct(drawn, grade), Ct(Brighter(drawn), grade));
        var shown = Enumerable.Range(0, Slices).Where(slice => Changed(dark, bright, slice).Count * Area(dark) > 40).ToList();
        Assert.InRange(dark.TumourFirst, shown[0] - 1, shown[0] + 1);
        Assert.InRange(dark.TumourLast, shown[^1] - 1, shown[^1] + 1);
        Assert.True(dark.TumourLast > dark.TumourFirst);
    }

    [Fact]
    public void The_nodule_survives_the_trim_and_lies_within_the_crop_to_the_mediastinum()
    {
        var trim = SliceRange.Trim(Slices, 0.2, 0.3);
        for (var patient = 0; patient < 30; patient++)
        {
            var drawn = LungParameters.Draw(0, patient, patient % 3, PhantomKnobs.Fixed) with { HasLucency = false };
            var (dark, bright) = (Ct(drawn, patient), Ct(Brighter(drawn), patient));
            Assert.InRange(dark.TumourFirst, trim.First, dark.TumourLast);
            Assert.True(dark.TumourLast < trim.First + trim.Count, $"patient {patient}: {dark.TumourFirst}-{dark.TumourLast}");
            var changed = Enumerable.Range(dark.TumourFirst, dark.TumourLast - dark.TumourFirst + 1)
                .SelectMany(slice => Changed(dark, bright, slice)).ToList();

            // the crop is 180 mm wide about the middle of the body, and 42 % of its depth from the front
            Assert.True(changed.Count(i => Math.Abs(X(dark, i)) < 90) > 0.95 * changed.Count, $"patient {patient}");
            Assert.True(changed.Count(i => Y(dark, i) is > -105 and < 65) > 0.95 * changed.Count, $"patient {patient}");
        }
    }

    [Fact]
    public void A_larger_nodule_is_drawn_larger_and_a_more_solid_one_denser()
    {
        var drawn = Plain(1) with { HasTags = false };
        double Volume(double diameter)
        {
            var ct = Ct(drawn with { Nodule = drawn.Nodule with { Diameter = diameter } }, 1);
            return ct.TumourArea.Sum() * ct.SliceSpacing / 1000;
        }

        Assert.InRange(Volume(2), 0.6 * 4.2, 1.5 * 4.2);  // pi / 6 * 2^3
        Assert.InRange(Volume(4), 0.6 * 33.5, 1.5 * 33.5);

        double Solid(double consolidation)
        {
            var some = drawn with { Nodule = drawn.Nodule with { Consolidation = consolidation, Diameter = 4 } };
            var (ct, bright) = (Ct(some, 1), Ct(Brighter(some), 1));
            var nodule = Enumerable.Range(0, Slices).SelectMany(slice => Changed(ct, bright, slice)).ToList();
            return nodule.Count(i => ct.Hounsfield[i] > -160) / (double)nodule.Count;
        }

        Assert.InRange(Solid(0), 0, 0.12); // vessels stay visible in ground glass
        Assert.InRange(Solid(0.6), 0.08, 0.35); // 0.6^3 = 0.22
        Assert.InRange(Solid(1), 0.6, 1);
    }

    [Fact]
    public void Ground_glass_and_solid_part_have_the_attenuation_they_are_given()
    {
        var drawn = Plain(1) with { HasTags = false };
        var nodule = drawn.Nodule with { Diameter = 4, Spiculation = 0 };
        double Mean(NoduleParameters parameters, double from, double to)
        {
            var ct = Ct(drawn with { Nodule = parameters }, 1);
            var slice = (ct.TumourFirst + ct.TumourLast) / 2;
            var bright = Ct(Brighter(drawn with { Nodule = parameters }), 1);
            return Changed(ct, bright, slice).Select(i => (double)ct.Hounsfield[i]).Where(value => value > from && value < to).Average();
        }

        Assert.InRange(Mean(nodule with { Consolidation = 0, GroundGlass = -650 }, -800, -400), -680, -600);
        Assert.InRange(Mean(nodule with { Consolidation = 0, GroundGlass = -500 }, -800, -300), -540, -460);
        Assert.InRange(Mean(nodule with { Consolidation = 1, Hounsfield = 10 }, -60, 100), -5, 25);
        Assert.InRange(Mean(nodule with { Consolidation = 1, Hounsfield = 45 }, -60, 120), 30, 60);
    }

    [Fact]
    public void Strands_tags_and_lobes_each_show()
    {
        var drawn = Plain(2) with { HasTags = false };
        var smooth = drawn with { Nodule = drawn.Nodule with { Spiculation = 0, Lobulation = 0, Consolidation = 1, Diameter = 3 } };
        var ct = Ct(smooth, 2);
        int Dense(LungParameters parameters) =>
            Ct(parameters, 2).Hounsfield.Zip(ct.Hounsfield).Count(pair => pair.First > pair.Second + 120);
        Assert.True(Dense(smooth with { Nodule = smooth.Nodule with { Spiculation = 0.8 } }) > 60);
        Assert.InRange(Dense(smooth with { HasTags = true }), 8, 400);
        var (round, lobed) = (Measure(smooth), Measure(smooth with { Nodule = smooth.Nodule with { Lobulation = 0.3 } }));
        Assert.True(lobed[4] < round[4] && lobed[5] > round[5], $"solidity {round[4]} {lobed[4]}, roughness {round[5]} {lobed[5]}");
    }

    [Fact]
    public void The_measures_for_ceilings_follow_size_and_solid_part()
    {
        var drawn = Plain(2) with { HasTags = false };
        double[] Of(double diameter, double consolidation) =>
            Measure(drawn with { Nodule = drawn.Nodule with { Diameter = diameter, Consolidation = consolidation, Spiculation = 0 } });
        var (small, large, glassy) = (Of(2, 1), Of(4, 1), Of(4, 0.3));
        Assert.Equal(NoduleFeatures.Names.Count, small.Length);
        Assert.True(small[0] < large[0] && small[1] < large[1] && small[2] < large[2]);
        Assert.True(glassy[3] < 0.5 * large[3], $"{glassy[3]:0.00} {large[3]:0.00}");
    }

    [Fact]
    public void Air_in_the_solid_part_shows()
    {
        var drawn = Plain(2) with { Nodule = Plain(2).Nodule with { Consolidation = 1, Diameter = 4 } };
        var (none, air) = (Ct(drawn, 3), Ct(drawn with { HasLucency = true }, 3));
        Assert.True(none.Hounsfield.Zip(air.Hounsfield).Count(pair => pair.First > -50 && pair.Second < pair.First - 200) > 5);
        Assert.Equal(none.TumourFirst, air.TumourFirst);
    }

    [Fact]
    public void Ground_glass_hides_no_vessel()
    {
        var drawn = Plain(0) with { HasTags = false };
        drawn = drawn with { Nodule = drawn.Nodule with { Consolidation = 0, Spiculation = 0, Diameter = 5 } };
        var (with, without) = (Ct(drawn, 5), Ct(drawn with { Nodule = drawn.Nodule with { GroundGlass = -2000 } }, 5));
        Assert.All(with.Hounsfield.Zip(without.Hounsfield), pair => Assert.True(pair.First >= pair.Second - 1));
        Assert.Contains(with.Hounsfield.Zip(without.Hounsfield), pair => pair.First > pair.Second + 100);
    }

    [Theory]
    [InlineData(0, "2908f82027a6cc4a")]
    [InlineData(1, "894fa7c6062d183d")]
    [InlineData(2, "af3e047e7a5b3afc")]
    public void A_CT_of_each_grade_has_the_bytes_it_always_had(int grade, string sum)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.RuntimeIdentifier.EndsWith("x64", StringComparison.Ordinal),
            "checksums of Linux on x64");
        var ct = PhantomThorax.Render(11, grade, LungParameters.Draw(11, grade, grade, PhantomKnobs.Fixed), 90 + grade, 30, 1);
        var area = MemoryMarshal.AsBytes(ct.TumourArea.AsSpan());
        byte[] bytes = [.. MemoryMarshal.AsBytes(ct.Hounsfield.AsSpan()), .. area];
        Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    private static LungParameters Plain(int grade)
    {
        var (nodule, growth) = LungParameters.MeansOf(grade);
        return new LungParameters(0, nodule, HasTags: true, HasLucency: false, growth);
    }

    private static LungParameters Brighter(LungParameters drawn) =>
        drawn with
        {
            Nodule = drawn.Nodule with { GroundGlass = drawn.Nodule.GroundGlass + 90, Hounsfield = drawn.Nodule.Hounsfield + 90 },
        };

    private static PhantomCt Ct(LungParameters parameters, long patient) =>
        PhantomThorax.Render(2, patient, parameters, Size, Slices, ctNoise: 0);

    private static List<int> Changed(PhantomCt dark, PhantomCt bright, int slice) =>
        [.. Enumerable.Range(slice * Size * Size, Size * Size).Where(i => bright.Hounsfield[i] - dark.Hounsfield[i] > 40)];

    private static double Area(PhantomCt ct) => ct.PixelSpacing * ct.PixelSpacing;

    private static double X(PhantomCt ct, int index) => ((index % Size) - ((Size - 1) / 2.0)) * ct.PixelSpacing;

    private static double Y(PhantomCt ct, int index) => ((index / Size % Size) - ((Size - 1) / 2.0)) * ct.PixelSpacing;

    private static double[] Measure(LungParameters parameters)
    {
        var drawn = Ct(parameters, 2);
        var area = Size * Size;
        var volume = new CtVolume(
            Slices, Size, Size, slice => drawn.Hounsfield[(slice * area)..((slice + 1) * area)], drawn.PixelSpacing, drawn.PixelSpacing,
            drawn.SliceSpacing, "");
        return NoduleFeatures.Measure(volume, drawn.TumourFirst, drawn.TumourLast);
    }
}
