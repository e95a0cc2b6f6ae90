
using MhdNet.Phantom;

namespace MhdNet.Tests.Data.Phantom;

public sealed class PhantomTissueTests
{
    private const int Size = 1344, Patch = 224;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void Enough_patches_hold_tissue_and_some_are_glass(int type)
    {
        var slide = PhantomTissue.Render(1, type, 0, type, PhantomParameters.Draw(1, type, type, PhantomKnobs.Fixed).Tissue, Size);
        var shares = Enumerable.Range(0, 36).Select(patch => TissueShare(slide, patch % 6, patch / 6)).ToList();
        Assert.True(shares.Count(share => share > 0.7) >= 24, $"{shares.Count(share => share > 0.7)} patches");
        Assert.True(shares.Count(share => share < 0.5) >= 3);
        Assert.InRange(slide.TissueShare, shares.Average() - 0.06, shares.Average() + 0.06);
    }

    [Theory]
    [InlineData(0, 0.08)]
    [InlineData(2, 0.82)]
    [InlineData(6, 0.2)]
    public void Lymphocytes_are_as_many_as_the_type_has(int type, double share)
    {
        var slide = PhantomTissue.Render(1, 50 + type, 0, type, PhantomParameters.MeansOf(type).Tissue, Size / 2);
        // bands and the spaces about vessels hold some more
        Assert.InRange(slide.Lymphocytes / (double)(slide.Lymphocytes + slide.Epithelial), share - 0.08, share + 0.12);
    }

    [Fact]
    public void Two_slides_of_a_patient_differ_and_each_is_the_same_again()
    {
        var tissue = PhantomParameters.MeansOf(1).Tissue;
        var first = PhantomTissue.Render(1, 2, 0, 1, tissue, 256);
        Assert.Equal(first.Rgb, PhantomTissue.Render(1, 2, 0, 1, tissue, 256).Rgb);
        Assert.NotEqual(first.Rgb, PhantomTissue.Render(1, 2, 1, 1, tissue, 256).Rgb);
    }

    [Fact]
    public void Nuclei_are_bluer_than_the_ground_and_glass_is_nearly_white()
    {
        var slide = PhantomTissue.Render(1, 3, 0, 2, PhantomParameters.MeansOf(2).Tissue, 512);
        var pixels = Enumerable.Range(0, 512 * 512)
            .Select(i => (Red: slide.Rgb[3 * i], Green: slide.Rgb[(3 * i) + 1], Blue: slide.Rgb[(3 * i) + 2])).ToList();
        var dark = pixels.Where(p => p.Red < 90).ToList();
        Assert.InRange(dark.Count / (double)pixels.Count, 0.05, 0.6);
        Assert.True(dark.Average(p => p.Blue - p.Red) > 20);
        var stained = pixels.Where(p => p.Red > 150 && p.Green < 200).ToList();
        Assert.True(stained.Average(p => p.Red - p.Green) > 30); // eosin takes the green
        Assert.True(pixels.Count(p => Math.Min(p.Red, Math.Min(p.Green, p.Blue)) > 225) > 0.1 * pixels.Count);
    }

    private static double TissueShare(PhantomSlide slide, int column, int row)
    {
        var tissue = 0;
        for (var y = row * Patch; y < (row + 1) * Patch; y++)
        {
            for (var x = column * Patch; x < (column + 1) * Patch; x++)
            {
                tissue += slide.Rgb[(3 * ((y * Size) + x)) + 1] < 215 ? 1 : 0;
            }
        }

        return tissue / (double)(Patch * Patch);
    }
}
