
using MhdNet.Data;
using MhdNet.Data.Slides;

namespace MhdNet.Tests.Data;

public sealed class TissueFilterTests
{
    private static readonly byte[] Glass = [244, 243, 245];
    private static readonly byte[] Collagen = [235, 160, 190];
    private static readonly byte[] Nucleus = [80, 50, 120];

    [Theory]
    [InlineData(100, 0, 0, PatchVerdict.White)]
    [InlineData(81, 0, 19, PatchVerdict.White)]
    [InlineData(80, 0, 20, PatchVerdict.Kept)]
    [InlineData(0, 100, 0, PatchVerdict.CellSparse)]
    [InlineData(0, 99, 1, PatchVerdict.CellSparse)]
    [InlineData(0, 98, 2, PatchVerdict.Kept)]
    [InlineData(40, 60, 0, PatchVerdict.CellSparse)]
    [InlineData(0, 0, 100, PatchVerdict.Kept)]
    public void White_and_cell_sparse_patches_are_dropped(int glass, int collagen, int nuclei, PatchVerdict verdict)
    {
        byte[] patch =
        [
            .. Enumerable.Repeat(Glass, glass).SelectMany(pixel => pixel),
            .. Enumerable.Repeat(Collagen, collagen).SelectMany(pixel => pixel),
            .. Enumerable.Repeat(Nucleus, nuclei).SelectMany(pixel => pixel),
        ];
        Assert.Equal(new PatchJudgement(glass / 100.0, nuclei / 100.0, verdict), TissueFilter.Judge(patch, new PreprocessingOptions()));
    }

    [Fact]
    public void Thresholds_are_options()
    {
        byte[] patch = [.. Glass, .. Collagen];
        Assert.Equal(PatchVerdict.White, TissueFilter.Judge(patch, new PreprocessingOptions { MaximumWhite = 0.4 }).Verdict);
        Assert.Equal(PatchVerdict.Kept, TissueFilter.Judge(patch, new PreprocessingOptions { MinimumNuclei = 0 }).Verdict);
    }
}
