using FsCheck.Xunit;
using MhdNet.Data.Sequences;

namespace MhdNet.Tests.Data;

/// <summary>How a sequence is varied in training.</summary>
public sealed class SequenceViewTests
{
    private const int Size = 16;

    [Fact]
    public void Stored_gives_every_value_back() => Assert.Equal(Ramp(3), Seen(SequenceView.Stored, Ramp(3), 3));

    [Fact]
    public void Mirrored_reverses_every_row()
    {
        var expected = Ramp(1).Chunk(Size).SelectMany(row => row.Reverse()).ToArray();
        Assert.Equal(expected, Seen(SequenceView.Mirrored, Ramp(1), 1));
    }

    // by hand: the point half a column to the right and a quarter row down of each pixel; at the border the last pixel
    [Theory]
    [InlineData(0, 0, 0.5f + (0.25f * Size))]
    [InlineData(3, 2, (2 * Size) + 3 + 0.5f + (0.25f * Size))]
    [InlineData(Size - 1, 0, Size - 1 + (0.25f * Size))]
    [InlineData(Size - 1, Size - 1, (Size * Size) - 1)]
    public void Between_pixels_it_is_bilinear(int column, int row, float expected)
    {
        var values = Enumerable.Range(0, Size * Size).Select(i => (float)i).ToArray();
        Assert.Equal(expected, Seen(SequenceView.Stored with { Right = 0.5, Down = 0.25 }, values, 1)[(row * Size) + column], 4);
    }

    [Fact]
    public void Contrast_and_brightness_are_a_channels_and_stay_within_the_window()
    {
        var view = SequenceView.Stored with { Gains = [1, 2], Offsets = [0.25f, 0] };
        float[] values = [.. Enumerable.Repeat(0.5f, 2 * Size * Size), .. Enumerable.Repeat(0.75f, 2 * Size * Size)];
        var seen = Seen(view, values, 2);
        Assert.All(seen[..(2 * Size * Size)], value => Assert.Equal(0.75f, value));
        Assert.All(seen[(2 * Size * Size)..], value => Assert.Equal(1, value));
    }

    [Fact]
    public void All_frames_are_seen_alike()
    {
        var frame = Ramp(1);
        var view = SequenceView.Draw(Augmentation.Full, Modality.Ct, Size, 7, "a");
        var seen = Seen(view, [.. frame, .. frame], 1);
        Assert.Equal(seen[..frame.Length], seen[frame.Length..]);
    }

    [Property]
    public void A_view_depends_on_seed_and_id_alone(ulong seed, string id)
    {
        foreach (var modality in Enum.GetValues<Modality>())
        {
            var (first, again) = (Draw(seed, id ?? "", modality), Draw(seed, id ?? "", modality));
            var channels = modality == Modality.Ct ? 1 : 3;
            Assert.Equal(Seen(first, Ramp(channels), channels), Seen(again, Ramp(channels), channels));
        }
    }

    [Property]
    public void Pathology_keeps_its_pixels_but_for_colour(ulong seed)
    {
        var view = Draw(seed, "slide", Modality.Wsi) with { Gains = [], Offsets = [] };
        Assert.Equal(Ramp(1).Order(), Seen(view, Ramp(1), 1).Order());
    }

    [Property]
    public void Ct_stays_within_what_is_said(ulong seed)
    {
        var view = Draw(seed, "series", Modality.Ct);
        var scale = 1 / Math.Sqrt((view.YX * view.YX) + (view.YY * view.YY));
        Assert.InRange(scale, 0.9, 1.1);
        Assert.InRange(Math.Abs(Math.Atan2(view.YX, view.YY)), 0, 12 * Math.PI / 180);
        Assert.InRange(Math.Abs((view.XX * view.YY) - (view.XY * view.YX)), 1 / 1.21 - 1e-9, 1 / 0.81 + 1e-9); // no shear
        Assert.InRange(Math.Abs(view.Right), 0, 0.06 * Size);
        Assert.InRange(Math.Abs(view.Down), 0, 0.06 * Size);
    }

    [Fact]
    public void All_eight_symmetries_of_the_square_are_drawn()
    {
        var drawn = Enumerable.Range(0, 200).Select(seed => Draw((ulong)seed, "slide", Modality.Wsi))
            .Select(view => (view.XX, view.XY, view.YX, view.YY)).ToHashSet();
        Assert.Equal(8, drawn.Count);
    }

    [Fact]
    public void None_and_mirror_vary_nothing_else()
    {
        var views = Enumerable.Range(0, 50).Select(seed => SequenceView.Draw(Augmentation.Mirror, Modality.Ct, Size, (ulong)seed, "a"));
        Assert.Equal(2, views.Distinct().Count());
        Assert.All(Enumerable.Range(0, 50), seed =>
            Assert.Same(SequenceView.Stored, SequenceView.Draw(Augmentation.None, Modality.Ct, Size, (ulong)seed, "a")));
    }

    private static SequenceView Draw(ulong seed, string id, Modality modality) =>
        SequenceView.Draw(Augmentation.Full, modality, Size, seed, id);

    // every value another, in [-1, 1]
    private static float[] Ramp(int channels) =>
        [.. Enumerable.Range(0, channels * Size * Size).Select(i => (2f * i / ((channels * Size * Size) - 1)) - 1)];

    private static float[] Seen(SequenceView view, float[] values, int channels)
    {
        var seen = new float[values.Length];
        view.Fill(values, channels, Size, seen);
        return seen;
    }
}
