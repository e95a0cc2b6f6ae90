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
        var image = HeatTile.Of(map, 0, 1).Image;
        Assert.Equal((162, 108), (image.Width, image.Height));                 // 3 x 2 enlarged 54 times
        Assert.Equal(At(image, 53, 53), At(image, 54, 0));                     // below the range: the darkest colour, as 0
        Assert.Equal(At(image, 161, 0), At(image, 0, 107));                    // above it: the brightest, as 1
        Assert.NotEqual(At(image, 0, 0), At(image, 161, 0));
        Assert.NotEqual(At(image, 0, 0), At(image, 161, 107));
    }

    [Fact]
    public void Only_a_map_is_drawn() => Assert.Throws<ArgumentException>(() => HeatTile.Of(zeros(2, 2, 2), 0, 1));

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
