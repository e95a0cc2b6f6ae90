using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MhdNet.Networks.Kernels;

/// <summary>
/// A few rows of one frame, (rows, columns, channels), with a margin of zeros and whole vectors of channels: the kernels read here
/// without asking where a frame ends. Spans fill it, so nothing outside a tensor is ever read.
/// </summary>
internal sealed unsafe class PaddedRows : IDisposable
{
    private readonly float* _start;

    public PaddedRows(int rows, int columns, int channels)
    {
        (Rows, Columns, Channels) = (rows, columns, channels);
        var bytes = (nuint)rows * (nuint)columns * (nuint)channels * sizeof(float);
        _start = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(_start, bytes);
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Channels { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride => Columns * Channels;

    /// <summary>The first channel at a place.</summary>
    public float* At(int row, int column) => _start + ((nint)row * RowStride) + (column * Channels);

    /// <summary>Takes rows and channels of a frame; rows outside it become zero.</summary>
    /// <param name="frame">(height, width, channels).</param>
    /// <param name="channels">Channels of the frame.</param>
    /// <param name="width">Columns of the frame.</param>
    /// <param name="firstRow">The frame's row that becomes row 0 here; may be negative.</param>
    /// <param name="margin">The column here that the frame's first becomes.</param>
    /// <param name="from">The frame's channel that becomes channel 0 here.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(ReadOnlySpan<float> frame, int channels, int width, int firstRow, int margin, int from = 0)
    {
        var count = Math.Min(Channels, channels - from);
        var height = frame.Length / (width * channels);
        for (var row = 0; row < Rows; row++)
        {
            var here = new Span<float>(At(row, margin), width * Channels);
            var source = row + firstRow;
            if (source < 0 || source >= height)
            {
                here.Clear();
                continue;
            }

            var there = frame.Slice(source * width * channels, width * channels);
            if (count == channels && count == Channels)
            {
                there.CopyTo(here);
                continue;
            }

            for (var column = 0; column < width; column++)
            {
                Copy(there.Slice((column * channels) + from, count), here[(column * Channels)..]);
            }
        }
    }

    // four vectors at once: for the few channels of a pixel a call of CopyTo costs as much again
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ReadOnlySpan<float> from, Span<float> to)
    {
        const int Four = 64;
        while (from.Length >= Four)
        {
            Vector512<float> a = Vector512.Create(from), b = Vector512.Create(from[16..]);
            Vector512<float> c = Vector512.Create(from[32..]), d = Vector512.Create(from[48..]);
            a.CopyTo(to);
            b.CopyTo(to[16..]);
            c.CopyTo(to[32..]);
            d.CopyTo(to[48..]);
            from = from[Four..];
            to = to[Four..];
        }

        if (from.Length > 0)
        {
            from.CopyTo(to);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
    }
}
