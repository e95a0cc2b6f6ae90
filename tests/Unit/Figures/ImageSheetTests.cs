
using MhdNet.Data;
using MhdNet.Data.Slides;
using MhdNet.Figures;

namespace MhdNet.Tests.Figures;

public sealed class ImageSheetTests
{
    private static readonly string _kept = FigureStyle.Palette[2], _dropped = FigureStyle.Palette[1];

    [Fact]
    public void Frames_of_a_sequence_are_taken_apart_by_channel_and_time()
    {
        // (C, T, H, W) = (3, 2, 1, 1): red 10 20, green 30 40, blue 50 60
        var tiles = Tile.Frames([10, 20, 30, 40, 50, 60], 3, 2, 1, t => $"frame {t}");
        Assert.Equal([10, 30, 50], tiles[0].Image.Pixels);
        Assert.Equal([20, 40, 60], tiles[1].Image.Pixels);
        Assert.Equal("frame 1", tiles[1].Caption);
        Assert.Equal([7, 7, 7], Tile.Frames([7, 8], 1, 2, 1)[0].Image.Pixels);
    }

    [Fact]
    public void Pixels_of_another_shape_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Tile.Frames(new byte[5], 1, 2, 2));
        Assert.Throws<ArgumentException>(() => Tile.Frames(new byte[8], 2, 1, 2));
        Assert.Throws<ArgumentException>(() => Tile.Grey(new byte[5], 2, 2));
        Assert.Throws<ArgumentException>(() => ImageSheet.Draw([new Tile(new RgbImage(2, 2, new byte[3]))], 1, 32, "t", false));
    }

    [Fact]
    public void A_sheet_shows_the_frames_themselves()
    {
        var sheet = ImageSheet.Draw([Tile.Grey([200, 200, 200, 200], 2, 2), Tile.Grey([90, 90, 90, 90], 2, 2)],
            2, 40, "Two frames", synthetic: true);
        Assert.True(Pixels.Count(sheet, "#C8C8C8") > 1400 && Pixels.Count(sheet, "#5A5A5A") > 1400);
    }

    [Fact]
    public void Marks_are_drawn_and_told_apart_by_more_than_colour()
    {
        Tile Marked(TileMark mark) => Tile.Grey(Enumerable.Repeat((byte)128, 64).ToArray(), 8, 8, "slice", mark);
        var kept = ImageSheet.Draw([Marked(TileMark.Kept)], 1, 100, "t", false);
        var dropped = ImageSheet.Draw([Marked(TileMark.Dropped)], 1, 100, "t", false);
        var plain = ImageSheet.Draw([Marked(TileMark.None)], 1, 100, "t", false);
        Assert.True(Pixels.Count(kept, _kept) > 500 && Pixels.Count(kept, _dropped) == 0);
        Assert.True(Pixels.Count(dropped, _dropped) > 300 && Pixels.Count(dropped, _kept) == 0);
        Assert.Equal((0, 0), (Pixels.Count(plain, _kept), Pixels.Count(plain, _dropped)));
        Assert.True(Pixels.Count(dropped, "#808080") < Pixels.Count(kept, "#808080"), "a dropped frame is crossed out");
    }

    [Fact]
    public void Rows_and_columns_follow_the_number_of_tiles()
    {
        Tile[] Of(int count) => [.. Enumerable.Range(0, count).Select(_ => Tile.Grey(new byte[4], 2, 2))];
        Picture four = ImageSheet.Draw(Of(4), 4, 50, "t", false), eight = ImageSheet.Draw(Of(8), 4, 50, "t", false),
            five = ImageSheet.Draw(Of(5), 4, 50, "t", false);
        Assert.Equal(four.Width, eight.Width);
        Assert.Equal(58, eight.Height - four.Height);
        Assert.Equal(eight.Height, five.Height);
        Assert.True(ImageSheet.Draw(Of(2), 4, 50, "t", false).Width < four.Width);
    }

    [Fact]
    public void A_sheet_of_nothing_is_its_title() =>
        Assert.InRange(Pixels.Inked(ImageSheet.Draw([], 4, 50, "Nothing kept", synthetic: true)), .01, .5);

    [Fact]
    public void A_slide_shows_its_patches_where_they_lie()
    {
        var white = new RgbImage(100, 50, Enumerable.Repeat((byte)250, 15000).ToArray());
        var picture = SlideOverview.Draw(white, 1000, [new(0, 0, 200, PatchVerdict.Kept),
            new(800, 300, 200, PatchVerdict.White), new(0, 300, 200, PatchVerdict.CellSparse)], "Slide", synthetic: true);
        using var bitmap = Pixels.Decode(picture);
        // 1000 slide pixels are 560 here, below a head of 70 and beside a margin of 14
        Assert.True(Near(bitmap.GetPixel(14 + 56, 70 + 1), _kept));
        Assert.True(bitmap.GetPixel(14 + 448 + 56, 70 + 168) is var edge
            && edge.Red > edge.Blue + 40, "the edge of the dropped patch is vermilion");
        Assert.True(Near(bitmap.GetPixel(14 + 448 + 56, 70 + 168 + 56), "#FAFAFA"), "a white patch is not crossed out");
        Assert.True(bitmap.GetPixel(14 + 56, 70 + 168 + 56) is var cross && cross.Red > cross.Blue + 40, "a cell-sparse patch is");
        Assert.True(Near(bitmap.GetPixel(14 + 280, 70 + 140), "#FAFAFA"));
    }

    [Fact]
    public void The_pipeline_is_a_small_card_with_clear_corners()
    {
        var picture = PipelinePicture.Draw();
        Assert.InRange(picture.Png.Length, 20_000, 150_000);
        using var bitmap = Pixels.Decode(picture);
        Assert.Equal(0, bitmap.GetPixel(0, 0).Alpha);
        Assert.Equal(255, bitmap.GetPixel(picture.Width / 2, picture.Height / 2).Alpha);
        Assert.All(FigureStyle.Palette.Take(4), colour => Assert.True(Pixels.Count(picture, colour) > 200, colour));
        Assert.Equal(picture.Png, PipelinePicture.Draw().Png);
    }

    [Fact]
    public void A_picture_is_saved_as_it_is()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("mhdnet-picture").FullName, "sheet.png");
        var sheet = ImageSheet.Draw([Tile.Grey(new byte[4], 2, 2)], 1, 50, "t", false);
        sheet.Save(path);
        Assert.Equal(sheet.Png, File.ReadAllBytes(path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static bool Near(SkiaSharp.SKColor pixel, string colour) =>
        SkiaSharp.SKColor.Parse(colour) is var wanted && Math.Abs(pixel.Red - wanted.Red)
        + Math.Abs(pixel.Green - wanted.Green) + Math.Abs(pixel.Blue - wanted.Blue) < 60;

    [Fact]
    public void A_long_caption_takes_two_lines_and_a_wide_sheet_larger_letters()
    {
        Tile[] Of(string caption, int count) => [.. Enumerable.Range(0, count).Select(_ => Tile.Grey(new byte[4], 2, 2, caption))];
        var one = ImageSheet.Draw(Of("short", 1), 1, 100, "t", false).Height;
        Assert.InRange(ImageSheet.Draw(Of("CT 1: pathology frame 4", 1), 1, 100, "t", false).Height - one, 10, 25);
        Assert.Equal(one, ImageSheet.Draw(Of("unbreakable_caption_of_one_word", 1), 1, 100, "t", false).Height);
        Assert.True(ImageSheet.Draw(Of("short", 16), 16, 100, "t", false).Height > one + 20, "shown at half its size, 13 pixels are 6");
    }
}
