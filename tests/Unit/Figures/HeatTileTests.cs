using MhdNet.Data;
using MhdNet.Figures;
using static TorchSharp.torch;

namespace MhdNet.Tests.Figures;

public sealed class HeatTileTests
{
    [Fact]
    public void A_map_keeps_its_layout_and_clamps_its_values()
    {
        using var map = tensor(new float[] { -5, 0, 1, 9, 0.5f, 0.5f }).reshape(2, 3);
        var image = HeatTile.Render(map, 0, 1).Image;
        Assert.Equal((162, 108), (image.Width, image.Height));                 // 3 x 2 enlarged 54 times
        Assert.Equal(At(image, 53, 53), At(image, 54, 0));                     // below the range: the darkest colour, as 0
        Assert.Equal(At(image, 161, 0), At(image, 0, 107));                    // above it: the brightest, as 1
        Assert.NotEqual(At(image, 0, 0), At(image, 161, 0));
        Assert.NotEqual(At(image, 0, 0), At(image, 161, 107));
    }

    [Fact]
    public void A_wholly_dark_map_says_so_in_words()
    {
        using var nothing = zeros(4, 4);
        using var little = full(4, 4, 0.01);
        using var some = zeros(4, 4);
        some[1, 2] = 0.5;
        Assert.Equal("no evidence", HeatTile.Render(nothing, 0, 1, dark: "no evidence").Note);
        Assert.Equal("at most 0.01", HeatTile.Render(little, 0, 1).Note);
        Assert.Equal("", HeatTile.Render(some, 0, 1, dark: "no evidence").Note);
        var silent = Sheet(HeatTile.Render(nothing, 0, 1) with { Note = "" });
        var said = Sheet(HeatTile.Render(nothing, 0, 1, dark: "no evidence"));
        Assert.True(Pixels.Count(said, "#440154") < 0.95 * Pixels.Count(silent, "#440154"), "no words in the picture");

        static Picture Sheet(Tile tile) => ImageSheet.Draw([tile], 1, 160, "Evidence", true);
    }

    [Fact]
    public void Each_scale_of_a_sheet_has_one_colour_bar()
    {
        using var map = tensor(new float[] { 0, 1, 2, 3 }).reshape(2, 2);
        Tile Of(double high, string label) => HeatTile.Render(map, 0, high, label: label);
        var photograph = Tile.Grey(new byte[4], 2, 2);
        int Height(params Tile[] tiles) => ImageSheet.Draw(tiles, 2, 100, "Maps", true).Height;
        var one = Height(Of(3, "G"), Of(3, "G"));
        Assert.True(one > Height(photograph, photograph) + 15);
        Assert.Equal(one, Height(Of(3, "G"), photograph));
        Assert.True(Height(Of(3, "G"), Of(2, "C")) > one + 15);
        Assert.Equal(new HeatScale(0, 3, "G"), Of(3, "G").Scale);
        Assert.True(Pixels.Count(ImageSheet.Draw([Of(3, "G"), Of(3, "G")], 2, 100, "Maps", true), "#21918C") > 0, "the middle of the bar");
    }

    [Fact]
    public void Only_a_map_is_drawn() => Assert.Throws<ArgumentException>(() => HeatTile.Render(zeros(2, 2, 2), 0, 1));

    [Fact]
    public void A_mark_surrounds_its_cell_and_leaves_the_rest()
    {
        var grey = Tile.Grey(Enumerable.Repeat((byte)100, 160 * 160).ToArray(), 160, 160, "frame 1");
        var marked = HeatTile.Mark(grey, (4, 4), [(1, 2)]);
        Assert.Equal("frame 1", marked.Caption);
        Assert.Equal((100, 100, 100), At(grey.Image, 80, 40));                 // the tile itself is not touched
        Assert.NotEqual((100, 100, 100), At(marked.Image, 80, 40));            // corner of row 1, column 2
        Assert.NotEqual((100, 100, 100), At(marked.Image, 119, 79));
        Assert.Equal((100, 100, 100), At(marked.Image, 100, 60));              // its middle
        Assert.Equal((100, 100, 100), At(marked.Image, 79, 40));               // its neighbour
    }

    private static (int R, int G, int B) At(RgbImage image, int x, int y)
    {
        var i = 3 * (y * image.Width + x);
        return (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
    }
}
