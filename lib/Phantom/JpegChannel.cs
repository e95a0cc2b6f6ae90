using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>
/// One channel of a JPEG picture through the forward transform, quantisation and the inverse transform. In a row of a channel, the first
/// columns of all its blocks stand first, then the second ones: a vector holds the same pixel of several blocks.
/// </summary>
internal sealed class JpegChannel
{
    private readonly int _width;
    private readonly Vector<int>[] _halfSteps;
    private readonly Vector<float>[] _forwardSteps;
    private readonly Vector<int>[] _steps;
    private readonly int[] _narrow;

    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="steps">Of the quantisation, (8, 8).</param>
    public JpegChannel(int width, int height, int[] steps)
    {
        _width = width;
        _steps = Array.ConvertAll(steps, step => new Vector<int>(step));
        _halfSteps = Array.ConvertAll(steps, step => new Vector<int>(4 * step)); // coefficients are 8 times as large
        _forwardSteps = Array.ConvertAll(steps, step => new Vector<float>(8 * step));
        _narrow = new int[width / 2 * height];
    }

    /// <summary>A channel of full size.</summary>
    /// <param name="plane">(height, 8, width / 8); gets what is left, 0 to 255.</param>
    /// <param name="height">Its upper rows that are needed, a multiple of 16.</param>
    public void Lose(int[] plane, int height)
    {
        Span<Vector<int>> block = stackalloc Vector<int>[8];
        var blocks = _width / 8;
        for (var y = 0; y < height; y++)
        {
            for (var b = 0; b < blocks; b += Vector<int>.Count)
            {
                Load(plane, (y * _width) + b, blocks, block);
                JpegTransform.ForwardRow(block);
                Store(plane, (y * _width) + b, blocks, block);
            }
        }

        for (var y = 0; y < height; y += 8)
        {
            for (var at = 0; at < _width; at += Vector<int>.Count)
            {
                Load(plane, (y * _width) + at, _width, block);
                JpegTransform.ForwardColumn(block);
                Quantise(block, at / blocks);
                JpegTransform.InverseColumn(block);
                Store(plane, (y * _width) + at, _width, block);
            }
        }

        InverseRows(plane, height, _width);
    }

    /// <summary>A channel whose halving is part of the transform.</summary>
    /// <param name="plane">(height, 16, width / 16); gets what is left, 0 to 255, as (height / 2, 8, width / 16).</param>
    /// <param name="height">Its upper rows that are needed, a multiple of 16.</param>
    public void LoseHalved(int[] plane, int height)
    {
        Span<Vector<int>> square = stackalloc Vector<int>[16];
        var (squares, narrow) = (_width / 16, _width / 2);
        for (var y = 0; y < height; y++)
        {
            for (var s = 0; s < squares; s += Vector<int>.Count)
            {
                Load(plane, (y * _width) + s, squares, square);
                JpegTransform.ForwardRowHalved(square);
                Store(_narrow, (y * narrow) + s, squares, square[..8]);
            }
        }

        for (var y = 0; y < height; y += 16)
        {
            for (var at = 0; at < narrow; at += Vector<int>.Count)
            {
                Load(_narrow, (y * narrow) + at, narrow, square);
                JpegTransform.ForwardColumnHalved(square);
                Quantise(square, at / squares);
                JpegTransform.InverseColumn(square);
                Store(plane, (y / 2 * narrow) + at, narrow, square[..8]);
            }
        }

        InverseRows(plane, height / 2, narrow);
    }

    private static void InverseRows(int[] plane, int height, int width)
    {
        Span<Vector<int>> block = stackalloc Vector<int>[8];
        var blocks = width / 8;
        for (var y = 0; y < height; y++)
        {
            for (var b = 0; b < blocks; b += Vector<int>.Count)
            {
                Load(plane, (y * width) + b, blocks, block);
                JpegTransform.InverseRow(block);
                Store(plane, (y * width) + b, blocks, block);
            }
        }
    }

    // to whole steps, halves away from zero, and back
    private void Quantise(Span<Vector<int>> coefficients, int column)
    {
        for (var i = 0; i < 8; i++)
        {
            var (step, value) = ((8 * i) + column, coefficients[i]);
            var steps = Vector.ConvertToInt32(Vector.ConvertToSingle(Vector.Abs(value) + _halfSteps[step]) / _forwardSteps[step]);
            var size = steps * _steps[step];
            coefficients[i] = Vector.ConditionalSelect(Vector.LessThan(value, Vector<int>.Zero), -size, size);
        }
    }

    private static void Load(int[] from, int index, int stride, Span<Vector<int>> values)
    {
        for (var i = 0; i < values.Length; i++, index += stride)
        {
            values[i] = new Vector<int>(from, index);
        }
    }

    private static void Store(int[] to, int index, int stride, ReadOnlySpan<Vector<int>> values)
    {
        for (var i = 0; i < values.Length; i++, index += stride)
        {
            values[i].CopyTo(to, index);
        }
    }
}
