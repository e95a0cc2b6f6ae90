
using MhdNet.Data;
using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

public sealed class PatchGridTests
{
    private static readonly double[] Pyramid = [1, 4, 16];

    // um of the slide, um asked for, levels -> level, edge there, patches across and down a slide of 9000 x 4500
    public static TheoryData<double?, double?, double[], (int Level, int Edge, int Columns, int Rows)> Grids => new()
    {
        { 0.5, 0.5, Pyramid, (0, 224, 40, 20) },
        { 0.499, 0.5, Pyramid, (0, 224, 40, 20) },
        { 0.52, 0.5, Pyramid, (0, 224, 40, 20) },
        { 0.25, 0.5, Pyramid, (0, 448, 20, 10) },
        { 0.2527, 0.5, Pyramid, (0, 443, 20, 10) },
        { 0.4531, 0.5, Pyramid, (0, 247, 36, 18) }, // 20x of another scanner
        { 0.25, 1, Pyramid, (1, 224, 10, 5) },
        { 0.2527, 1, Pyramid, (1, 224, 10, 5) },
        { 0.25, 2, Pyramid, (1, 448, 5, 2) },
        { 0.25, 1, [1], (0, 896, 10, 5) },
        { 1, 0.5, Pyramid, (0, 112, 80, 40) },
        { 0.25, null, Pyramid, (0, 224, 40, 20) },
            { 0.5, 50, Pyramid, (2, 1400, 0, 0) },
    };

    [Theory]
    [MemberData(nameof(Grids))]
    public void Patches_have_one_physical_size(double? stated, double? asked, double[] levels, (int, int, int, int) expected)
    {
        using var slide = new Plain(9000, 4500, stated, levels);
        var grid = PatchGrid.Create(slide, new PreprocessingOptions { MicronsPerPixel = asked });
        Assert.Equal(expected, (grid.Level, grid.Edge, grid.Columns, grid.Rows));
    }

    [Theory]
    [InlineData(0.5, 0.5, "")]
    [InlineData(0.25, 0.5, "")]
    [InlineData(null, null, "")]
    [InlineData(1.0, 0.5, "enlarged from 1 to 0.5 um")]
    public void What_is_unusual_is_said(double? stated, double? asked, string says)
    {
        using var slide = new Plain(500, 500, stated, [1]);
        var note = PatchGrid.Create(slide, new PreprocessingOptions { MicronsPerPixel = asked }).Note;
        Assert.Equal(says.Length == 0, note.Length == 0);
        Assert.Contains(says, note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slide_of_unknown_resolution_is_refused()
    {
        using var slide = new Plain(500, 500, null, [1]);
        Assert.Equal("the slide: states no microns per pixel: state them, in the column mpp of wsi.csv or with --slide-mpp, "
            + "such as 0.25 for 40x", Assert.Throws<InputException>(() => PatchGrid.Create(slide, new PreprocessingOptions())).Message);
    }

    [Fact]
    public void Patches_lie_in_raster_order_on_level_0_and_are_averaged_to_their_size()
    {
        // level 0 is striped: two of its columns make one of a patch, whose red says where it is from
        using var slide = new Plain(64, 48, 0.25, [1], (x, _) => (byte)(2 * x));
        var patches = PatchGrid.Create(slide, new PreprocessingOptions { PatchSize = 8 })
            .Patches().Select(patch => (patch.X, patch.Y, patch.Edge, patch.Rgb[0], patch.Rgb[3])).ToList();
        Assert.Equal(12, patches.Count);
        Assert.Equal((0, 0, 16, 1, 5), patches[0]);
        Assert.Equal((16, 0, 16, 33, 37), patches[1]);
        Assert.Equal((48, 32, 16, 97, 101), patches[^1]);
    }

    [Fact]
    public void Of_a_coarser_level_they_are_read_in_its_pixels()
    {
        using var slide = new Plain(64, 48, 0.25, [1, 2], (x, level) => (byte)(x + (100 * level)));
        var patches = PatchGrid.Create(slide, new PreprocessingOptions { PatchSize = 8 })
            .Patches().Select(patch => (patch.X, patch.Y, patch.Edge, patch.Rgb[0], patch.Rgb[3])).ToList();
        Assert.Equal((16, 0, 16, 108, 109), patches[1]);
    }

    [Fact]
    public void Patches_too_large_to_hold_are_refused()
    {
        using var slide = new Plain(100_000, 100_000, 0.25, [1]);
        var failure = Assert.Throws<InputException>(() => PatchGrid.Create(slide, new PreprocessingOptions { MicronsPerPixel = 10 }));
        Assert.Contains("8960 pixels", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stains_are_normalised_in_kept_patches_and_change_no_verdict()
    {
        // one patch of glass, one of cells in eosin, one of glass
        using var slide = new Plain(3 * 64, 64, 0.5, [1], colour: (x, y) => x / 64 != 1
            ? [250, 250, 250] : (x + y) % 3 == 0 ? [90, 60, 140] : [230, 130, 180]);
        var plain = new PreprocessingOptions { PatchSize = 64 };
        var before = PatchGrid.Create(slide, plain).Patches().Select(patch => (patch.Judgement, patch.Rgb.ToArray())).ToList();
        var grid = PatchGrid.Create(slide, plain with { NormaliseStain = true });
        var after = grid.Patches().Select(patch => (patch.Judgement, patch.Rgb.ToArray())).ToList();
        Assert.Equal(before.Select(patch => patch.Judgement), after.Select(patch => patch.Judgement));
        Assert.Equal([PatchVerdict.White, PatchVerdict.Kept, PatchVerdict.White], after.Select(patch => patch.Judgement.Verdict));
        Assert.Contains("too little tissue", grid.Note, StringComparison.Ordinal); // one pixel in 97 of one patch
        Assert.Equal(before[1].Item2, after[1].Item2);

        using var larger = new Plain(3 * 256, 256, 0.5, [1], colour: (x, y) => x / 256 != 1
            ? [250, 250, 250] : (x + y) % 3 == 0 ? [90, 60, 140] : [230, 130, 180]);
        grid = PatchGrid.Create(larger, plain with { PatchSize = 256, NormaliseStain = true });
        Assert.Equal("", grid.Note);
        after = [.. grid.Patches().Select(patch => (patch.Judgement, patch.Rgb.ToArray()))];
        Assert.Equal([204, 111, 143], after[1].Item2[..3]); // 256 exp(-1.0308 (0.2159, 0.8012, 0.5581)) - 1
        Assert.Equal([83, 61, 114], after[1].Item2[6..9]); // 256 exp(-1.9705 (0.5626, 0.7201, 0.4062)) - 1
        Assert.All(after[0].Item2, pixel => Assert.Equal(250, pixel));
    }

    /// <summary>A slide without a file.</summary>
    private sealed class Plain(int width, int height, double? microns,
        double[] levels, Func<int, int, byte>? red = null, Func<int, int, byte[]>? colour = null) : IWholeSlide
    {
        public int Width => width;

        public int Height => height;

        public double? MicronsPerPixel => microns;

        public bool Synthetic => true;

        public string Note => "";

        public IReadOnlyList<double> Downsamples => levels;

        public void ReadRegion(int x, int y, int width, int height, Span<byte> rgb, int level = 0)
        {
            for (var i = 0; i < width * height; i++)
            {
                var (column, row) = (x + (i % width), y + (i / width));
                (colour?.Invoke(column, row) ?? [red?.Invoke(column, level) ?? 0, 50, 120]).CopyTo(rgb[(3 * i)..]);
            }
        }

        public RgbImage Thumbnail(int longestSide) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
