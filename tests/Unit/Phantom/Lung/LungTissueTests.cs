using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MhdNet.Data;
using MhdNet.Data.Slides;
using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;
using MhdNet.Phantom.Lung;

namespace MhdNet.Tests.Data.Phantom.Lung;

public sealed class LungTissueTests : IDisposable
{
    private const int Size = 896;
    private static readonly PreprocessingOptions Options = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_pattern_has_the_open_spaces_that_are_its_own()
    {
        var white = new[] { "lepidic", "acinar", "papillary", "micropapillary", "solid" }
            .ToDictionary(name => name, name => White(LungTissue.Render(1, 3, 0, Pure(name), Size)));
        var glass = white["solid"]; // the empty side of the slide
        Assert.InRange(glass, 0.1, 0.3);
        Assert.InRange(white["lepidic"] - glass, 0.2, 0.6);
        Assert.InRange(white["acinar"] - glass, 0.02, 0.25);
        Assert.InRange(white["papillary"] - glass, 0.05, 0.35);
        Assert.InRange(white["micropapillary"] - glass, 0.3, 0.75);
    }

    [Theory]
    [InlineData("lepidic")]
    [InlineData("acinar")]
    [InlineData("papillary")]
    [InlineData("micropapillary")]
    [InlineData("solid")]
    public void Patches_of_every_pattern_pass_the_filter_for_glass_and_cells(string name)
    {
        var slide = LungTissue.Render(1, 4, 0, Pure(name), Size);
        Assert.True(Patches(slide).Count(patch => patch == PatchVerdict.Kept) >= 9, $"{Patches(slide).Count(p => p == PatchVerdict.Kept)}");
    }

    [Fact]
    public void Nuclei_are_as_large_and_as_unequal_as_they_are_said_to_be()
    {
        var (_, growth) = LungParameters.MeansOf(1);
        double[] Measured(GrowthParameters parameters) => Measure(LungTissue.Render(1, 5, 0, parameters, Size));
        var (small, large) = (Measured(growth with { Radius = 3.6 }), Measured(growth with { Radius = 5.4 }));
        Assert.True(large[2] > small[2] + 0.5, $"{small[2]:0.00} {large[2]:0.00} um");
        var (alike, unequal) = (Measured(growth with { Atypia = 0.1 }), Measured(growth with { Atypia = 0.8 }));
        Assert.True(unequal[3] > alike[3], $"{alike[3]:0.00} {unequal[3]:0.00} um");
        Assert.True(unequal[6] > alike[6], "darker");
    }

    [Fact]
    public void More_lymphocytes_and_more_stroma_show()
    {
        var (_, growth) = LungParameters.MeansOf(1);
        PhantomSlide Slide(GrowthParameters parameters) => LungTissue.Render(1, 6, 0, parameters, Size);
        Assert.True(Slide(growth with { Lymphocytes = 0.9 }).Lymphocytes > 3 * Slide(growth with { Lymphocytes = 0.1 }).Lymphocytes);
        Assert.True(Slide(growth with { Stroma = 0.4 }).Epithelial < 0.9 * Slide(growth with { Stroma = 0.05 }).Epithelial);
        Assert.True(Measure(Slide(growth with { Eosin = 0.5 }))[7] > Measure(Slide(growth with { Eosin = 0.2 }))[7] + 0.05);
    }

    [Fact]
    public void A_mixed_slide_lies_between_its_patterns()
    {
        var half = Pure("lepidic") with { Lepidic = 0.5, Solid = 0.5 };
        double[] white =
            [.. new[] { Pure("solid"), half, Pure("lepidic") }.Select(growth => White(LungTissue.Render(1, 7, 0, growth, Size)))];
        Assert.InRange(white[1], white[0] + (0.3 * (white[2] - white[0])), white[0] + (0.7 * (white[2] - white[0])));
    }

    [Fact]
    public void Two_slides_of_a_patient_differ_and_each_is_the_same_again()
    {
        var (_, growth) = LungParameters.MeansOf(2);
        var first = LungTissue.Render(1, 2, 0, growth, 256);
        Assert.Equal(first.Rgb, LungTissue.Render(1, 2, 0, growth, 256).Rgb);
        Assert.NotEqual(first.Rgb, LungTissue.Render(1, 2, 1, growth, 256).Rgb);
    }

    [Theory]
    [InlineData(0, "f6a6a8aa89236d4e")]
    [InlineData(1, "5c5d7c418afef299")]
    [InlineData(2, "93dc680318a84b83")]
    public void A_slide_of_each_grade_has_the_bytes_it_always_had(int grade, string sum)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.RuntimeIdentifier.EndsWith("x64", StringComparison.Ordinal),
            "checksums of Linux on x64");
        var growth = LungParameters.Draw(11, grade, grade, PhantomKnobs.Fixed).Growth;
        var rgb = LungTissue.Render(11, grade, slide: grade % 2, growth, size: 500 + (17 * grade)).Rgb;
        Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(rgb))[..16]);
    }

    private static GrowthParameters Pure(string name)
    {
        double Share(string other) => name == other ? 1 : 0;
        var (_, growth) = LungParameters.MeansOf(1);
        return growth with
        {
            Lepidic = Share("lepidic"),
            Acinar = Share("acinar"),
            Papillary = Share("papillary"),
            Micropapillary = Share("micropapillary"),
            Solid = Share("solid"),
        };
    }

    private static double White(PhantomSlide slide) => Enumerable.Range(0, slide.Size * slide.Size)
        .Count(i => Math.Min(slide.Rgb[3 * i], Math.Min(slide.Rgb[(3 * i) + 1], slide.Rgb[(3 * i) + 2])) > 215)
        / (double)(slide.Size * slide.Size);

    private double[] Measure(PhantomSlide slide)
    {
        using var written = Written(slide);
        return SlideFeatures.Measure(written, Options)!;
    }

    private List<PatchVerdict> Patches(PhantomSlide slide)
    {
        using var written = Written(slide);
        return [.. PatchGrid.Create(written, Options).Patches().Select(patch => patch.Judgement.Verdict)];
    }

    private IWholeSlide Written(PhantomSlide slide)
    {
        var path = _folder.File("slide.tif");
        SvsWriter.WritePlain(path, new RgbImage(slide.Size, slide.Size, slide.Rgb), PhantomTissue.MicronsPerPixel, "slide");
        return WholeSlides.Open(path);
    }
}
