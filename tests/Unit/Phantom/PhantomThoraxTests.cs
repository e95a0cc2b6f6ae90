
using MhdNet.Phantom;

namespace MhdNet.Tests.Data.Phantom;

public sealed class PhantomThoraxTests
{
    private const int Size = 64, Slices = 64;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public void The_tumour_range_is_where_the_voxels_show_it(int type)
    {
        // the same tumour 40 HU brighter: what changes is tumour, whatever the renderer says of it
        var drawn = PhantomParameters.Draw(2, type, type, PhantomKnobs.Fixed);
        var solid = drawn with { HasCalcification = false, Ct = drawn.Ct with { Necrosis = 0, Hounsfield = 45 } };
        var dark = PhantomThorax.Render(2, type, solid, Size, Slices, ctNoise: 0);
        var bright = PhantomThorax.Render(2, type, solid with { Ct = solid.Ct with { Hounsfield = 85 } }, Size, Slices, ctNoise: 0);
        var area = Enumerable.Range(0, Slices).Select(slice => Enumerable.Range(slice * Size * Size, Size * Size)
            .Sum(i => (bright.Hounsfield[i] - dark.Hounsfield[i]) / 40.0) * dark.PixelSpacing * dark.PixelSpacing).ToArray();
        for (var slice = 0; slice < Slices; slice++)
        {
            Assert.InRange(area[slice], (0.97 * dark.TumourArea[slice]) - 12, (1.03 * dark.TumourArea[slice]) + 12);
        }

        Assert.InRange(dark.TumourFirst, 0, dark.TumourLast);
        Assert.All(Enumerable.Range(0, Slices),
            slice => Assert.Equal(slice >= dark.TumourFirst && slice <= dark.TumourLast, area[slice] > 40));
    }

    [Fact]
    public void The_tumour_survives_the_trim_and_fills_part_of_the_first_sequence()
    {
        for (var patient = 0; patient < 24; patient++)
        {
            var ct = PhantomThorax.Render(0, patient, PhantomParameters.Draw(0, patient, patient % 8, PhantomKnobs.Fixed), 48, Slices, 1);
            var first = (int)(0.2 * Slices);
            var shared = Enumerable.Range(first, 24).Count(slice => slice >= ct.TumourFirst && slice <= ct.TumourLast);
            Assert.True(shared >= 4, $"patient {patient}: tumour {ct.TumourFirst}-{ct.TumourLast}");
        }
    }

    [Fact]
    public void Larger_tumours_are_drawn_larger()
    {
        var parameters = PhantomParameters.Draw(3, 1, 0, PhantomKnobs.Fixed) with { HasCalcification = false };
        double Volume(double diameter)
        {
            var ct = PhantomThorax.Render(3, 1,
                parameters with { Ct = parameters.Ct with { Diameter = diameter, Invasion = 0 } }, Size, Slices, 0);
            return ct.TumourArea.Sum() * ct.SliceSpacing / 1000;
        }

        // vessels in front of it and the chest wall take a part of a large one
        Assert.InRange(Volume(4), 0.65 * 33.5, 1.1 * 33.5);  // pi / 6 * 4^3
        Assert.InRange(Volume(8), 0.55 * 268, 1.1 * 268);
    }

    [Fact]
    public void The_noise_has_the_stated_sigma()
    {
        var parameters = PhantomParameters.Draw(4, 1, 2, PhantomKnobs.Fixed);
        var clean = PhantomThorax.Render(4, 1, parameters, Size, 16, ctNoise: 0);
        var noisy = PhantomThorax.Render(4, 1, parameters, Size, 16, ctNoise: 1);
        Assert.InRange(noisy.NoiseSigma, 9, 13);
        var squares = clean.Hounsfield.Zip(noisy.Hounsfield).Where(pair => pair.First > -900)
            .Select(pair => Math.Pow(pair.Second - pair.First, 2)).ToArray();
        Assert.InRange(Math.Sqrt(squares.Average()), 0.95 * noisy.NoiseSigma, 1.05 * noisy.NoiseSigma);
    }

    [Fact]
    public void A_chest_has_air_fat_muscle_and_bone_in_their_places()
    {
        var ct = PhantomThorax.Render(5, 2, PhantomParameters.Draw(5, 2, 0, PhantomKnobs.Fixed), Size, Slices, 0);
        short At(int slice, double x, double y) =>
            ct.Hounsfield[(((slice * Size) + (int)((y / ct.PixelSpacing) + (Size / 2.0))) * Size)
                + (int)((x / ct.PixelSpacing) + (Size / 2.0))];
        Assert.InRange(At(30, -85, 0), -1000, -700);   // right lung
        Assert.InRange(At(30, 85, 0), -1000, -700);    // left lung
        Assert.InRange(At(18, 0, 18), -1024, -700);    // trachea
        Assert.InRange(At(60, -60, 0), 45, 120);       // liver
        Assert.InRange(At(30, 170, -170), -1000, -990); // room air
    }
}
