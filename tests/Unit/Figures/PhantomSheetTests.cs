using MhdNet.Figures;
using MhdNet.Phantom;
using MhdNet.Tests.BuildEnvironment;
using SkiaSharp;

namespace MhdNet.Tests.Figures;

public sealed class PhantomSheetTests
{
    private static readonly PhantomOptions Tiny = new() { Preset = new("tiny", [1, 1, 1, 1, 1, 1, 1, 1], 32, 32, 1, 448), Seed = 1 };

    public static TheoryData<string, Func<PhantomOptions, Picture>> Sheets =>
        new() { { "ct", PhantomSheet.Ct }, { "slides", PhantomSheet.Slides } };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Sheets))]
    public void A_sheet_is_the_same_each_time_and_another_with_another_seed(string name, Func<PhantomOptions, Picture> draw)
    {
        var first = draw(Tiny);
        Assert.True(first.Png.AsSpan().SequenceEqual(draw(Tiny).Png), name);
        Assert.False(first.Png.AsSpan().SequenceEqual(draw(Tiny with { Seed = 2 }).Png), name);
    }

    [Theory]
    [InlineData("phantom-ct.jpg")]
    [InlineData("phantom-slides.jpg")]
    [InlineData("phantom-lung-ct.jpg")]
    [InlineData("phantom-lung-slides.jpg")]
    public void The_committed_sheets_are_small_pictures_that_the_page_shows(string name)
    {
        var path = Repository.PathOf("data", name);
        using var picture = SKBitmap.Decode(path);
        Assert.InRange(picture.Width, 1000, 2000);
        Assert.InRange(new FileInfo(path).Length, 1, 300_000);
        Assert.Contains($"({name})", File.ReadAllText(Repository.PathOf("data", "README.md")), StringComparison.Ordinal);
    }
}
