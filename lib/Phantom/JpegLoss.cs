using System.Buffers.Binary;
using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>
/// What JPEG (ITU-T T.81) leaves of a picture, without its code: colours to luminance and halved chrominance, cosine transforms,
/// quantisation, and all the way back, in the whole numbers of the encoder that writes slides (LibTiff.NET's, which halves chrominance in
/// its transform) and of the decoder that reads them (libjpeg-turbo's, which interpolates it). Not safe for several threads.
/// </summary>
internal sealed class JpegLoss
{
    /// <summary>Columns and rows of the squares in which JPEG halves chrominance.</summary>
    public const int Square = 16;

    private const int Half = 1 << 15; // of the 16 bits behind the point
    private readonly int _width, _height, _squares;
    private readonly int[] _luminance, _blue, _red;
    private readonly JpegChannel _plain, _halved;
    private readonly uint[] _pixels;
    private readonly int[] _blueSums, _redSums;

    /// <param name="width">Columns, a multiple of the numbers in a vector times <see cref="Square"/>.</param>
    /// <param name="height">Rows, a multiple of <see cref="Square"/>.</param>
    /// <param name="quality">1 to 100.</param>
    public JpegLoss(int width, int height, int quality)
    {
        (_width, _height, _squares) = (width, height, width / Square);
        (_luminance, _blue, _red) = (new int[width * height], new int[width * height], new int[width * height]);
        (_plain, _halved) = (new JpegChannel(width, height, JpegTables.Luminance(quality)),
            new JpegChannel(width, height, JpegTables.Chrominance(quality)));
        _pixels = new uint[_squares];
        (_blueSums, _redSums) = (new int[(8 * _squares) + 2], new int[(8 * _squares) + 2]);
    }

    /// <summary>Compresses and decodes the upper rows of a picture.</summary>
    /// <param name="rgb">(height, width, 3), and one byte more.</param>
    /// <param name="rows">How many rows are needed.</param>
    /// <param name="decoded">Gets these rows, (height, width, 3).</param>
    public void Apply(ReadOnlySpan<byte> rgb, int rows, Span<byte> decoded)
    {
        // interpolation looks at the next square
        var height = Math.Min(_height, ((rows + Square - 1) / Square * Square) + Square);
        for (var y = 0; y < height; y++)
        {
            Separate(rgb.Slice(3 * y * _width, (3 * _width) + 1), y * _width);
        }

        _plain.Lose(_luminance, height);
        _halved.LoseHalved(_blue, height);
        _halved.LoseHalved(_red, height);
        for (var y = 0; y < rows; y++)
        {
            var near = y / 2;
            var other = Math.Clamp(y % 2 == 0 ? near - 1 : near + 1, 0, (height / 2) - 1);
            Add(_blue, near, other, _blueSums);
            Add(_red, near, other, _redSums);
            Combine(y * _width, decoded.Slice(3 * y * _width, 3 * _width));
        }
    }

    // In a row, the n-th columns of all squares stand together, of luminance first those of the left blocks, then those of the right ones:
    // the same pixel of several squares makes a vector.
    private void Separate(ReadOnlySpan<byte> rgb, int row)
    {
        var last = new Vector<uint>(255);
        for (var column = 0; column < Square; column++)
        {
            for (var square = 0; square < _squares; square++)
            {
                _pixels[square] = BinaryPrimitives.ReadUInt32LittleEndian(rgb[(3 * ((Square * square) + column))..]);
            }

            for (var square = 0; square < _squares; square += Vector<uint>.Count)
            {
                var pixels = new Vector<uint>(_pixels, square);
                var r = Vector.AsVectorInt32(pixels & last);
                var g = Vector.AsVectorInt32((pixels >> 8) & last);
                var b = Vector.AsVectorInt32((pixels >> 16) & last);
                var (half, zero) = (new Vector<int>(Half), new Vector<int>((128 << 16) + Half - 1));
                (((r * 19595) + (g * 38470) + (b * 7471) + half) >> 16).CopyTo(_luminance, row + Block(column) + square);
                (((b * 32768) - (r * 11059) - (g * 21709) + zero) >> 16).CopyTo(_blue, row + (column * _squares) + square);
                (((r * 32768) - (g * 27439) - (b * 5329) + zero) >> 16).CopyTo(_red, row + (column * _squares) + square);
            }
        }
    }

    // a row of chrominance of half width from the two nearest ones, three to one, its first and last column repeated outside
    private void Add(int[] plane, int near, int other, int[] sums)
    {
        var row = 8 * _squares;
        for (var i = 0; i < row; i += Vector<int>.Count)
        {
            ((new Vector<int>(plane, (near * row) + i) * 3) + new Vector<int>(plane, (other * row) + i)).CopyTo(sums, i + 1);
        }
    }

    private void Combine(int row, Span<byte> rgb)
    {
        for (var column = 0; column < Square; column += 2)
        {
            for (var square = 0; square < _squares; square += Vector<int>.Count)
            {
                var (blue, red) = (Interpolate(_blueSums, column / 2, square), Interpolate(_redSums, column / 2, square));
                var first = Pixels(new Vector<int>(_luminance, row + Block(column) + square), blue.First, red.First);
                var second = Pixels(new Vector<int>(_luminance, row + Block(column + 1) + square), blue.Second, red.Second);
                for (var i = 0; i < Vector<int>.Count; i++)
                {
                    var two = (ulong)(uint)first[i] | ((ulong)(uint)second[i] << 24);
                    var target = rgb.Slice(3 * ((Square * (square + i)) + column), 6);
                    BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)two);
                    BinaryPrimitives.WriteUInt16LittleEndian(target[4..], (ushort)(two >> 32));
                }
            }
        }
    }

    // two columns of full width from one of half width and its neighbours, three to one
    private (Vector<int> First, Vector<int> Second) Interpolate(int[] sums, int column, int square)
    {
        var here = new Vector<int>(sums, 1 + (column * _squares) + square) * 3;
        var before = column > 0 ? new Vector<int>(sums, 1 + ((column - 1) * _squares) + square) : Shifted(sums, 7, square, -1);
        var after = column < 7 ? new Vector<int>(sums, 1 + ((column + 1) * _squares) + square) : Shifted(sums, 0, square, 1);
        return ((here + before + new Vector<int>(8)) >> 4, (here + after + new Vector<int>(7)) >> 4);
    }

    // a column of the squares before or after; there is none before the first and after the last
    private Vector<int> Shifted(int[] sums, int column, int square, int by)
    {
        var shifted = new Vector<int>(sums, 1 + (column * _squares) + square + by);
        return by < 0 && square == 0 ? shifted.WithElement(0, sums[1])
            : by > 0 && square + Vector<int>.Count == _squares ? shifted.WithElement(Vector<int>.Count - 1, sums[8 * _squares])
            : shifted;
    }

    private static Vector<int> Pixels(Vector<int> luminance, Vector<int> blue, Vector<int> red)
    {
        (blue, red) = (blue - new Vector<int>(128), red - new Vector<int>(128));
        var half = new Vector<int>(Half);
        return Byte(luminance + (((red * 91881) + half) >> 16))
            | (Byte(luminance + ((half - (blue * 22554) - (red * 46802)) >> 16)) << 8)
            | (Byte(luminance + (((blue * 116130) + half) >> 16)) << 16);
    }

    private int Block(int column) => (((column & 7) * 2) + (column >> 3)) * _squares;

    private static Vector<int> Byte(Vector<int> value) =>
        Vector.MinNative(Vector.MaxNative(value, Vector<int>.Zero), new Vector<int>(255));
}
