using MhdNet.Figures;
using MhdNet.Methods;
using SkiaSharp;

namespace MhdNet.Tests.Figures;

/// <summary>The pictures of the methods' ideas: that they can be read, and that they do not contradict the methods.</summary>
public sealed class MethodSketchesTests
{
    public static TheoryData<string> Names => [.. MethodSketches.All.Keys];

    [Fact]
    public void Every_method_has_one() => Assert.Equal(
        ComparisonMethods.All.Values.Select(method => method.Name).Append(Experiment.Paper.Name).Order(StringComparer.Ordinal),
        MethodSketches.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_clipped_or_covers_anything_else(string name)
    {
        const float PageWidth = 960;
        var layout = new SketchLayout(MethodSketches.All[name]);
        Assert.InRange(layout.Size.Width, 1, PageWidth - 8);
        var boxes = layout.Boxes.ToList();
        var words = layout.Arrows.Where(arrow => arrow.Arrow.Text.Length > 0).ToList();
        Assert.All(boxes, box => Assert.DoesNotContain(boxes, other => other != box && other.Place.IntersectsWith(box.Place)));
        Assert.All(words, one =>
        {
            Assert.True(one.Words.Left >= 0 && one.Words.Right <= layout.Size.Width, one.Arrow.Text);
            Assert.DoesNotContain(boxes, box => box.Place.IntersectsWith(one.Words));
            Assert.DoesNotContain(words, other => other.Arrow != one.Arrow && other.Words.IntersectsWith(one.Words));
            Assert.DoesNotContain(layout.Arrows, arrow => Stretches(arrow.Path).Any(stretch => stretch.IntersectsWith(one.Words)));
        });
        Assert.All(layout.Arrows, arrow => Assert.DoesNotContain(boxes, box =>
            box.Box.Name != arrow.Arrow.From && box.Box.Name != arrow.Arrow.To
            && Stretches(arrow.Path).Any(stretch => stretch.IntersectsWith(box.Place))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_deployed_leads_from_what_the_test_has_to_the_class(string name)
    {
        var sketch = MethodSketches.All[name];
        var group = ComparisonMethods.All.Values.FirstOrDefault(method => method.Name == name)?.Group ?? MethodGroup.MissingModality;
        var deployed = sketch.Arrows.Where(arrow => !arrow.TrainingOnly).ToLookup(arrow => arrow.To, arrow => arrow.From);
        var behind = new HashSet<string>();
        void Walk(string part)
        {
            if (behind.Add(part))
            {
                deployed[part].ToList().ForEach(Walk);
            }
        }

        Walk("class");
        Assert.Contains("CT", behind);
        Assert.Equal(group == MethodGroup.MultiModal, behind.Contains("pathology"));
        Assert.Equal(group != MethodGroup.CtAlone, sketch.Boxes.Any(box => box.Name == "pathology"));
        Assert.All(sketch.Boxes, box => Assert.Equal(box.TrainingOnly, !behind.Contains(box.Name)));
        Assert.All(sketch.Boxes.Where(_ => group == MethodGroup.CtAlone), box => Assert.Equal(SketchSees.Ct, box.Sees));
    }

    [Fact]
    public void A_picture_is_as_wide_as_a_page_and_has_the_colours_of_what_its_parts_see()
    {
        var picture = MethodSketches.Draw("SCKD");
        Assert.Equal(1440, picture.Width);
        foreach (var colour in new[] { 0, 2, 3 })
        {
            Assert.True(Pixels.Count(picture, FigureStyle.Palette[colour]) > 100, FigureStyle.Palette[colour]);
        }

        Assert.Equal(0, Pixels.Count(MethodSketches.Draw("SCM-Net"), FigureStyle.Palette[3])); // it sees no pathology
        Assert.Contains("SCKD", Assert.Throws<ArgumentException>(() => MethodSketches.Draw("nobody")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_arrow_that_cannot_be_read_or_leads_nowhere_is_refused()
    {
        SketchBox[] boxes = [new("a", 0, 0, SketchSees.Ct), new("b\nsmaller", 1, 0, SketchSees.Ct)];
        var arrow = Assert.Single(new Sketch("x", boxes, ["a ~> b: words: two"]).Arrows);
        Assert.Equal(new SketchArrow("a", "b", "words: two", TrainingOnly: true), arrow);
        Assert.Throws<ArgumentException>(() => new Sketch("x", boxes, ["a, b"]));
        Assert.Throws<ArgumentException>(() => new Sketch("x", boxes, ["a -> c"]));
    }

    // an arrow's straight parts, a point wide, without what lies inside the boxes at its ends
    private static IEnumerable<SKRect> Stretches(IReadOnlyList<(float X, float Y)> path) => path.Zip(path.Skip(1), (a, b) => new SKRect(
        Math.Min(a.X, b.X) + 0.5f, Math.Min(a.Y, b.Y) + 0.5f, Math.Max(a.X, b.X) + 0.6f, Math.Max(a.Y, b.Y) + 0.6f));
}
