using FsCheck.Xunit;
using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Tests.Data;

public sealed class CtSequencesTests
{
    private static readonly PreprocessingOptions Small = new() { Frames = 4, Size = 2, WindowCentre = 127.5, WindowWidth = 255 };

    [Theory]
    [InlineData(64, 12, 33)]
    [InlineData(10, 2, 5)]
    [InlineData(48, 9, 25)]
    [InlineData(1, 0, 1)]
    [InlineData(100, 20, 50)]
    public void The_first_fifth_and_the_last_three_tenths_are_discarded(int slices, int first, int count) =>
        Assert.Equal(new SliceRange(first, count), SliceRange.Trim(slices, 0.2, 0.3));

    [Property]
    public bool Cuts_are_whole_disjoint_in_order_and_inside_the_trim(ushort slices, byte frames)
    {
        var (range, length) = (SliceRange.Trim(slices, 0.2, 0.3), frames + 1);
        var cuts = range.Cut(length);
        return cuts.Zip(cuts.Skip(1)).All(pair => pair.Second - pair.First == length)
            && cuts.All(first => first >= range.First && first + length <= range.First + range.Count)
            && range.Count - (cuts.Count * length) < length;
    }

    [Theory]
    [InlineData(10, 20, 0)]
    [InlineData(0, 4, 0)]
    [InlineData(0, 5, 1)]
    [InlineData(6, 7, 2)]
    [InlineData(0, 99, 4)]
    [InlineData(8, 30, 1)]
    public void Overlap_counts_slices_in_common(int first, int last, int overlap) =>
        Assert.Equal(overlap, new SliceRange(5, 4).Overlap(first, last));

    [Theory]
    [InlineData(-1024, 0)]
    [InlineData(-160, 0)]
    [InlineData(40, 127.5)]
    [InlineData(140, 191.25)]
    [InlineData(240, 255)]
    [InlineData(3000, 255)]
    public void The_tumour_window_reaches_from_minus_160_to_240(short hounsfield, float grey) =>
        Assert.Equal(grey, CtSequences.Windowed(hounsfield, 40, 400), 3);

    [Property]
    public bool The_window_is_monotone(short a, short b) =>
        CtSequences.Windowed(Math.Min(a, b), 40, 400) <= CtSequences.Windowed(Math.Max(a, b), 40, 400);

    [Fact]
    public void Shrinking_averages_areas()
    {
        // 4 x 4 -> 2 x 2: means of 2 x 2 blocks
        Assert.Equal([2, 20, 40, 100], Frame(4, 4, [0, 2, 10, 20, 2, 4, 20, 30, 40, 40, 100, 100, 40, 40, 100, 100], 2));
        // 3 x 3 -> 2 x 2: areas of 1.5 x 1.5, 2.25 pixels; a corner lies whole in one, the centre a quarter in each
        Assert.Equal([40, 0, 0, 0], Frame(3, 3, [90, 0, 0, 0, 0, 0, 0, 0, 0], 2));
        Assert.Equal([10, 10, 10, 10], Frame(3, 3, [0, 0, 0, 0, 90, 0, 0, 0, 0], 2));
    }

    [Fact]
    public void Enlarging_interpolates_between_centres_and_the_same_size_changes_nothing()
    {
        Assert.Equal([1, 2, 3, 4], Frame(2, 2, [1, 2, 3, 4], 2));
        // centres of 4 pixels over 2 lie at -0.25, 0.25, 0.75, 1.25
        Assert.Equal([0, 25, 75, 100], Frame(2, 2, [0, 100, 0, 100], 4)[..4]);
    }

    [Property]
    public bool A_flat_slice_stays_flat_at_any_size(byte value, byte rows, byte columns, byte size)
    {
        var (r, c, s) = (1 + (rows % 40), 1 + (columns % 40), 1 + (size % 40));
        return Frame(r, c, [.. Enumerable.Repeat((int)value, r * c)], s).All(pixel => pixel == value);
    }

    [Fact]
    public void Sequences_hold_their_slices_in_order_and_a_short_series_gives_none()
    {
        var volume = Volume(20, 2, 2, (slice, _, _) => (short)slice);
        var sequences = CtSequences.Of(volume, Small);
        Assert.Equal([4, 8], sequences.Select(sequence => sequence.First));
        Assert.Equal([8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11], sequences[1].Pixels);
        Assert.Empty(CtSequences.Of(Volume(5, 2, 2, (_, _, _) => 0), Small));
    }

    [Fact]
    public void The_field_of_view_is_cut_round_the_body_not_the_table()
    {
        // a body of 100 x 200 mm (rows 20..69, columns 10..109 at 2 mm), a table below it, a marker where the mediastinum's centre should
        // be
        var volume = Volume(10, 100, 120, (_, row, column) =>
            row is >= 20 and < 70 && column is >= 10 and < 110 ? (short)(row is 40 or 41 && column is 59 or 60 ? 240 : 40)
            : row is 80 or 81 ? (short)240 : (short)-1000);
        var options = new PreprocessingOptions { Frames = 1, Size = 20, FieldOfViewMillimetres = 40 };
        var frame = CtSequences.Frame(volume, 5, options);
        // 20 px of 2 mm round row 20 + 0.42 * 50 = 41 and column 60: rows 31..50, columns 50..69, nothing resampled
        Assert.All(
            Enumerable.Range(0, 400),
            i => Assert.Equal(i / 20 is 9 or 10 && i % 20 is 9 or 10 ? 255 : 128, frame[i]));
        var outside = CtSequences.Frame(volume, 5, options with { FieldOfViewMillimetres = 400 });
        Assert.Equal(0, outside[0]);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        var volume = Volume(4, 2, 2, (_, _, _) => 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => CtSequences.Of(volume, Small with { Frames = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => CtSequences.Of(volume, Small with { DiscardFirst = 0.7 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => CtSequences.Of(volume, Small with { FieldOfViewMillimetres = 0 }));
    }

    private static byte[] Frame(int rows, int columns, int[] values, int size) =>
        CtSequences.Frame(Volume(1, rows, columns, (_, row, column) => (short)values[(row * columns) + column]),
            0, Small with { Size = size });

    private static CtVolume Volume(int slices, int rows, int columns, Func<int, int, int, short> value)
    {
        var voxels = new short[slices * rows * columns];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = value(i / (rows * columns), i / columns % rows, i % columns);
        }

        return new CtVolume(slices, rows, columns,
            slice => voxels[(slice * rows * columns)..((slice + 1) * rows * columns)], 2, 2, 5, "test");
    }
}
