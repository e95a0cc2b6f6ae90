
using MhdNet.Data;
using MhdNet.Data.Slides;

namespace MhdNet.Cli.Bench;

/// <summary>Slides: every patch of the grid as RGB, white ones too, from the same level.</summary>
internal sealed class SlideContest : ReaderContest
{
    private readonly IReadOnlyList<Grid> _grids;

    private SlideContest(IReadOnlyList<string> slides)
    {
        _grids = [.. slides.Select(Lay)];
        Count = _grids.Sum(grid => grid.Columns * grid.Rows);
    }

    public override string Input =>
        $"slides: {_grids.Count}, {Count} patches of {Edges} pixels; OpenSlide {OtherVersion ?? "is missing"}";

    public override string What => "patches";

    public override int Count { get; }

    public override string Other => "OpenSlide";

    public override string? OtherVersion => OpenSlide.Version;

    public override string Missing => OpenSlide.Missing;

    private string Edges => string.Join(" or ", _grids.Select(grid => grid.Edge).Distinct().Order());

    /// <summary>The contest; null where there is no slide.</summary>
    public static SlideContest? Of(IReadOnlyList<string> slides) => slides.Count == 0 ? null : new SlideContest(slides);

    public override void Here(int workers) => Each(_grids.Count, workers, i =>
    {
        var (grid, rgb) = (_grids[i], new byte[_grids[i].Edge * _grids[i].Edge * 3]);
        using var slide = WholeSlides.Open(grid.Path);
        foreach (var (x, y) in grid.Corners())
        {
            slide.ReadRegion(x, y, grid.Edge, grid.Edge, rgb, grid.Level);
        }
    });

    public override void There(int workers) => Each(_grids.Count, workers, i =>
    {
        var (grid, rgb) = (_grids[i], new byte[_grids[i].Edge * _grids[i].Edge * 3]);
        using var slide = new OpenSlide(grid.Path);
        foreach (var (x, y) in grid.Corners())
        {
            slide.ReadRegion((long)(x * grid.Downsample), (long)(y * grid.Downsample), grid.Level, grid.Edge, grid.Edge, rgb);
        }
    });

    public override void Dispose()
    {
        // each reading closes its slides itself
    }

    private static Grid Lay(string path)
    {
        using var slide = WholeSlides.Open(path);
        var grid = PatchGrid.Create(slide, new PreprocessingOptions());
        return new Grid(path, grid.Level, slide.Downsamples[grid.Level], grid.Edge, grid.Columns, grid.Rows);
    }

    private sealed record Grid(string Path, int Level, double Downsample, int Edge, int Columns, int Rows)
    {
        /// <summary>Upper left corners in pixels of the level, in raster order.</summary>
        public IEnumerable<(int X, int Y)> Corners()
        {
            for (var row = 0; row < Rows; row++)
            {
                for (var column = 0; column < Columns; column++)
                {
                    yield return (column * Edge, row * Edge);
                }
            }
        }
    }
}
