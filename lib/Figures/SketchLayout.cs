using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>
/// Where the parts of a <see cref="Sketch"/> go, in points: columns as wide as their widest part, gaps as wide as the words and the turns
/// in them. An arrow runs straight where it can; else it turns in the gap before its target, each target in a track of its own, and one
/// that runs back turns above or below its source.
/// </summary>
public sealed class SketchLayout
{
    /// <summary>Size of a part's name; all other letters are <see cref="FigureStyle.SmallLetters"/>.</summary>
    internal const float NameLetters = 15;

    /// <summary>From one line of a part to the next.</summary>
    internal const float LineHeight = 18;

    /// <summary>From a part's upper edge to the baseline of its name.</summary>
    internal const float FirstBaseline = 21;

    private const float Margin = 11, Gap = 34, Track = 17, BetweenLanes = 32, Head = 5, Aside = 7;
    private readonly Sketch _sketch;
    private readonly IReadOnlyList<float> _widths;
    private readonly Dictionary<string, SKRect> _boxes;

    /// <summary>Lays a sketch out from the origin.</summary>
    public SketchLayout(Sketch sketch)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        _sketch = sketch;
        var columns = Enumerable.Range(0, sketch.Boxes.Max(box => box.Column) + 1);
        var lanes = Enumerable.Range(0, sketch.Boxes.Max(box => box.Lane) + 1);
        _widths = [.. columns.Select(column => sketch.Boxes.Where(box => box.Column == column).Select(WidthOf).DefaultIfEmpty(0).Max())];
        float[] heights = [.. lanes.Select(lane => sketch.Boxes.Where(box => box.Lane == lane).Select(HeightOf).DefaultIfEmpty(0).Max())];
        var gaps = columns.Select(GapBehind).ToList();
        float Left(int column) => _widths.Take(column).Sum() + gaps.Take(column).Sum();
        float Middle(int lane) => heights.Take(lane).Sum() + (lane * BetweenLanes) + (heights[lane] / 2);
        _boxes = sketch.Boxes.ToDictionary(box => box.Name, box =>
            SKRect.Create(Left(box.Column), Middle(box.Lane) - (HeightOf(box) / 2), _widths[box.Column], HeightOf(box)));
        Arrows = [.. sketch.Arrows.Select(arrow => (arrow, PathOf(arrow), PlaceOf(arrow)))];
        Size = new SKSize(
            Math.Max(_boxes.Values.Max(box => box.Right), Arrows.Max(arrow => arrow.Words.Right)),
            heights.Sum() + ((heights.Length - 1) * BetweenLanes));
    }

    /// <summary>Width and height of the whole.</summary>
    public SKSize Size { get; }

    /// <summary>The parts and their places.</summary>
    public IEnumerable<(SketchBox Box, SKRect Place)> Boxes => _sketch.Boxes.Select(box => (box, _boxes[box.Name]));

    /// <summary>The arrows, their corners, and the place of their words.</summary>
    public IReadOnlyList<(SketchArrow Arrow, IReadOnlyList<(float X, float Y)> Path, SKRect Words)> Arrows { get; }

    private static float WidthOf(SketchBox box) =>
        box.Text.Split('\n').Select((line, i) => WidthOf(line, i == 0)).Max() + (2 * Margin);

    private static float HeightOf(SketchBox box) => FirstBaseline + 9 + ((box.Text.Split('\n').Length - 1) * LineHeight);

    private static float WidthOf(string text, bool isName = false)
    {
        using var font = new SKFont(Typefaces.Face(isName), isName ? NameLetters : FigureStyle.SmallLetters);
        return font.MeasureText(text);
    }

    // words stand beside or above the first stretch of an arrow, or above the last one of an arrow that runs back
    private float GapBehind(int column)
    {
        var words = _sketch.Arrows.Where(arrow => arrow.Text.Length > 0).Select(arrow =>
        {
            var (from, to, width) = (_sketch.Box(arrow.From).Column, _sketch.Box(arrow.To).Column, WidthOf(arrow.Text));
            return Math.Min(from, to) != column ? 0
                : from == to ? width + Aside + 8 - (_widths[column] / 2)
                : width + (2 * Aside) + Head;
        });
        return Math.Max(Gap, Math.Max(Aside + Head, words.DefaultIfEmpty(0).Max()) + (Track * Turning(column + 1).Count));
    }

    // the parts of a column into which an arrow turns from the left
    private List<string> Turning(int column) =>
        [.. _sketch.Arrows.Where(arrow => _sketch.Box(arrow.To) is var to && to.Column == column
            && _sketch.Box(arrow.From) is var from && from.Column < column && from.Lane != to.Lane)
            .Select(arrow => arrow.To).Distinct()];

    private IReadOnlyList<(float X, float Y)> PathOf(SketchArrow arrow)
    {
        var (from, to) = (_sketch.Box(arrow.From), _sketch.Box(arrow.To));
        var (a, b) = (_boxes[arrow.From], _boxes[arrow.To]);
        var down = to.Lane > from.Lane;
        if (from.Column == to.Column)
        {
            return [(a.MidX, down ? a.Bottom : a.Top), (b.MidX, down ? b.Top - Head : b.Bottom + Head)];
        }

        if (from.Column > to.Column)
        {
            return [(a.MidX, down ? a.Bottom : a.Top), (a.MidX, b.MidY), (b.Right + Head, b.MidY)];
        }

        var track = b.Left - (Track * (Turning(to.Column).IndexOf(arrow.To) + 1));
        return from.Lane == to.Lane
            ? [(a.Right, a.MidY), (b.Left - Head, b.MidY)]
            : [(a.Right, a.MidY), (track, a.MidY), (track, b.MidY), (b.Left - Head, b.MidY)];
    }

    private SKRect PlaceOf(SketchArrow arrow)
    {
        const float Height = FigureStyle.SmallLetters + 2;
        var (from, to, width) = (_sketch.Box(arrow.From).Column, _sketch.Box(arrow.To).Column, WidthOf(arrow.Text));
        var (a, b) = (_boxes[arrow.From], _boxes[arrow.To]);
        return width == 0 ? SKRect.Empty
            : from == to ? SKRect.Create(a.MidX + Aside, ((Math.Max(a.Top, b.Top) + Math.Min(a.Bottom, b.Bottom)) / 2) - (Height / 2),
            width, Height)
            : from < to ? SKRect.Create(a.Right + Aside, a.MidY - Height - 3, width, Height)
            : SKRect.Create(b.Right + Head + Aside, b.MidY - Height - 3, width, Height);
    }
}
