using MhdNet.Data;
using MhdNet.Data.Slides;

namespace MhdNet.Phantom;

/// <summary>
/// A slide that is in no file, with the pixels that a reader finds in the file that <see cref="SvsWriter"/> makes of it: the same levels
/// and tiles, each compressed and decoded when it is asked for.
/// </summary>
/// <param name="image">Level 0.</param>
/// <param name="isPyramid">Whether it has further levels.</param>
internal sealed class DrawnSlide(RgbImage image, bool isPyramid) : TiledSlide(Levels(image, isPyramid))
{
    private readonly Dictionary<int, RgbImage> _levels = new() { [0] = image };
    private readonly JpegLoss _loss = new(SvsWriter.TileSize, SvsWriter.TileSize, SvsWriter.Quality);
    private readonly byte[] _tile = new byte[(3 * SvsWriter.TileSize * SvsWriter.TileSize) + 1];

    public override string Source => "a drawn slide";

    public override double? MicronsPerPixel => PhantomTissue.MicronsPerPixel;

    public override bool Synthetic => true;

    public override string Note => "";

    public override void Dispose()
    {
    }

    protected override void Decode(int level, int number, byte[] pixels)
    {
        if (!_levels.TryGetValue(level, out var picture))
        {
            _levels[level] = picture = SvsWriter.Reduce(image, SvsWriter.Downsamples[level - 1]);
        }

        var columns = Grid(picture.Width, picture.Height).Columns;
        var (left, top) = (number % columns * SvsWriter.TileSize, number / columns * SvsWriter.TileSize);
        SvsWriter.Cut(picture, left, top, _tile);
        _loss.Apply(_tile, Math.Min(SvsWriter.TileSize, picture.Height - top), pixels);
    }

    private static TileGrid[] Levels(RgbImage image, bool isPyramid) =>
        [.. SvsWriter.Downsamples.Take(isPyramid ? SvsWriter.Downsamples.Count : 0).Prepend(1)
            .Select(downsample => Grid(image.Width / downsample, image.Height / downsample))];

    private static TileGrid Grid(int width, int height) => new(width, height, SvsWriter.TileSize, SvsWriter.TileSize);
}
