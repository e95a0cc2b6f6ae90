using System.Runtime.CompilerServices;

namespace MhdNet.Networks.Kernels;

/// <summary>The two passes over whole tensors that forward and backward are made of.</summary>
internal unsafe interface IInvolutionPasses
{
    /// <summary>Sums every pixel's neighbours under its kernel; mirrored (the transpose), under the neighbours' kernels.</summary>
    public void Gather(float* x, float* k, float* y, bool mirrored);

    /// <summary>Multiplies every pixel of g with each of its neighbours in x, summed over channels: the kernels' gradient.</summary>
    public void Correlate(float* g, float* x, float* dk);
}

/// <summary>Cuts tensors into bands of rows, shares the bands among threads and runs the tiles over them.</summary>
internal sealed unsafe class InvolutionPasses<TLanes, TVector>(InvolutionSize size, int threads) : IInvolutionPasses
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const int BandRows = 28;   // few margins are copied twice, and rows that are soon needed again stay in a core's own cache
    private const int SmallWork = 1 << 20;   // multiply-adds that take less time than waking a thread

    private readonly int _margin = size.Kappa / 2;
    private readonly int _bands = (size.Rows + BandRows - 1) / BandRows;

    public void Gather(float* x, float* k, float* y, bool mirrored)
    {
        var channels = InvolutionTile<TLanes, TVector>.Channels;
        var columns = RoundUp(size.Columns, InvolutionTile<TLanes, TVector>.Pixels);
        Share(
            () => new Scratch(
                new PaddedRows(BandRows + (2 * _margin), columns + (2 * _margin), channels),
                new PaddedRows(BandRows, columns, size.Taps),
                mirrored ? new PaddedRows(BandRows + (2 * _margin), columns + (2 * _margin), size.Taps) : null,
                new PaddedRows(1, InvolutionTile<TLanes, TVector>.Pixels, channels)),
            (frame, firstRow, rows, scratch) =>
            {
                if (scratch.Unmirrored is { } kernels)
                {
                    kernels.Fill(Frame(k, frame, size.Taps), size.Taps, size.Columns, firstRow - _margin, _margin);
                    Mirror(kernels, scratch.Here, rows);
                }
                else
                {
                    scratch.Here.Fill(Frame(k, frame, size.Taps), size.Taps, size.Columns, firstRow, 0);
                }

                for (var channel = 0; channel < size.Channels; channel += channels)
                {
                    scratch.Around.Fill(Frame(x, frame, size.Channels), size.Channels, size.Columns, firstRow - _margin, _margin, channel);
                    for (var row = 0; row < rows; row++)
                    {
                        GatherRow(scratch, row, channel, Row(Frame(y, frame, size.Channels), firstRow + row, size.Channels));
                    }
                }
            });
    }

    public void Correlate(float* g, float* x, float* dk)
    {
        const int Neighbours = InvolutionTile<TLanes, TVector>.Neighbours;
        var channels = RoundUp(size.Channels, TLanes.Width);
        var columns = RoundUp(size.Columns, 2);
        var reach = RoundUp(size.Kappa + 1, Neighbours);   // neighbours of two pixels, in whole tiles
        Share(
            () => new Scratch(
                new PaddedRows(BandRows + (2 * _margin), columns - 2 + reach, channels),
                new PaddedRows(1, columns, channels),
                null,
                new PaddedRows(1, 1, 2 * Neighbours)),
            (frame, firstRow, rows, scratch) =>
            {
                scratch.Around.Fill(Frame(x, frame, size.Channels), size.Channels, size.Columns, firstRow - _margin, _margin);
                for (var row = 0; row < rows; row++)
                {
                    scratch.Here.Fill(Frame(g, frame, size.Channels), size.Channels, size.Columns, firstRow + row, 0);
                    var result = Row(Frame(dk, frame, size.Taps), firstRow + row, size.Taps);
                    for (var u = 0; u < size.Kappa; u++)
                    {
                        for (var first = 0; first < reach; first += Neighbours)
                        {
                            CorrelateRow(scratch, row, u, first, result);
                        }
                    }
                }
            });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherRow(Scratch scratch, int row, int channel, Span<float> y)
    {
        const int Pixels = InvolutionTile<TLanes, TVector>.Pixels;
        var count = Math.Min(scratch.Around.Channels, size.Channels - channel);
        for (var column = 0; column < size.Columns; column += Pixels)
        {
            var pixels = Math.Min(Pixels, size.Columns - column);
            float* x = scratch.Around.At(row, column), k = scratch.Here.At(row, column);
            var whole = pixels == Pixels && count == scratch.Around.Channels;
            if (whole)
            {
                var there = y.Slice((column * size.Channels) + channel, ((Pixels - 1) * size.Channels) + count);
                fixed (float* to = there)
                {
                    InvolutionTile<TLanes, TVector>.Gather(x, scratch.Around.RowStride, k, size.Kappa, to, size.Channels);
                }

                continue;
            }

            var tile = scratch.Tile;
            InvolutionTile<TLanes, TVector>.Gather(x, scratch.Around.RowStride, k, size.Kappa, tile.At(0, 0), tile.Channels);
            for (var p = 0; p < pixels; p++)
            {
                new ReadOnlySpan<float>(tile.At(0, p), count).CopyTo(y[(((column + p) * size.Channels) + channel)..]);
            }
        }
    }

    // neighbours first to first + 7 of row u; the second pixel's neighbour j is tap j - 1
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CorrelateRow(Scratch scratch, int row, int u, int first, Span<float> dk)
    {
        const int Neighbours = InvolutionTile<TLanes, TVector>.Neighbours;
        var sums = new Span<float>(scratch.Tile.At(0, 0), 2 * Neighbours);
        for (var column = 0; column < size.Columns; column += 2)
        {
            InvolutionTile<TLanes, TVector>.Correlate(
                scratch.Here.At(0, column), scratch.Around.At(row + u, column + first), scratch.Around.Channels, scratch.Tile.At(0, 0));
            for (var p = 0; p < Math.Min(2, size.Columns - column); p++)
            {
                var tap = Math.Max(0, first - p);
                var skip = tap - (first - p);   // the second pixel does not meet the first neighbour
                var taps = Math.Min(size.Kappa, first - p + Neighbours) - tap;
                if (taps > 0)
                {
                    var place = ((column + p) * size.Taps) + (u * size.Kappa) + tap;
                    sums.Slice((p * Neighbours) + skip, taps).CopyTo(dk[place..]);
                }
            }
        }
    }

    // of the pixel at (u, v) from here, the tap that reaches back: (-u, -v)
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mirror(PaddedRows around, PaddedRows mirrored, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < size.Columns; column++)
            {
                var to = mirrored.At(row, column);
                for (var u = 0; u < size.Kappa; u++)
                {
                    var from = around.At(row + u, column) + size.Taps - 1 - (u * size.Kappa);
                    for (var v = 0; v < size.Kappa; v++, from += size.Taps - 1)
                    {
                        *to++ = *from;
                    }
                }
            }
        }
    }

    private void Share(Func<Scratch> scratch, Action<int, int, int, Scratch> band)
    {
        void Run(int unit, Scratch own)
        {
            var (frame, first) = (unit / _bands, unit % _bands * BandRows);
            band(frame, first, Math.Min(BandRows, size.Rows - first), own);
        }

        if (threads == 1 || size.MultiplyAdds < SmallWork)
        {
            using var own = scratch();
            for (var unit = 0; unit < size.Frames * _bands; unit++)
            {
                Run(unit, own);
            }

            return;
        }

        Parallel.For(0, size.Frames * _bands, new ParallelOptions { MaxDegreeOfParallelism = threads }, scratch, (unit, _, own) =>
        {
            Run(unit, own);
            return own;
        }, own => own.Dispose());
    }

    private Span<float> Frame(float* tensor, int frame, int channels)
    {
        var length = size.Rows * size.Columns * channels;
        return new Span<float>(tensor + ((nint)frame * length), length);
    }

    private Span<float> Row(Span<float> frame, int row, int channels) =>
        frame.Slice(row * size.Columns * channels, size.Columns * channels);

    private static int RoundUp(int count, int step) => (count + step - 1) / step * step;

    /// <summary>One thread's memory.</summary>
    /// <param name="Around">The pixels' neighbours: features, with a margin.</param>
    /// <param name="Here">What multiplies them: the pixels' kernels, or their values.</param>
    /// <param name="Unmirrored">Kernels before they are mirrored, with a margin; null where they are not.</param>
    /// <param name="Tile">A tile's result, where it is not stored straight away.</param>
    private sealed record Scratch(PaddedRows Around, PaddedRows Here, PaddedRows? Unmirrored, PaddedRows Tile) : IDisposable
    {
        public void Dispose()
        {
            Around.Dispose();
            Here.Dispose();
            Unmirrored?.Dispose();
            Tile.Dispose();
        }
    }
}
