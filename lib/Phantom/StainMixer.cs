using System.Buffers.Binary;
using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>
/// Turns amounts of haematoxylin and eosin into colour: optical densities add, light is what they let through (Ruifrok and
/// Johnston 2001). The stain vectors lie between theirs and those of Macenko et al. 2009, whose eosin is less magenta. Every
/// slide is stained a little differently.
/// </summary>
internal sealed class StainMixer
{
    private const double Whole = 1L << 52; // added to a whole number, it leaves that in the lowest bits
    private const double Doubt = 1e-9; // grey values, far above the difference of the two ways
    private readonly double[] _haematoxylin;
    private readonly double[] _eosin;
    private readonly double[] _glass;

    public StainMixer(CounterRandom random)
    {
        _haematoxylin = Jitter(random, [0.63, 0.71, 0.33], 1 + (0.10 * random.NextGaussian()));
        _eosin = Jitter(random, [0.14, 0.90, 0.40], 1 + (0.10 * random.NextGaussian()));
        _glass = [random.Between(240, 247), random.Between(239, 246), random.Between(241, 248)];
    }

    /// <summary>
    /// Colours a slide, several pixels at a time, with exponentials that may differ from those of <see cref="Math"/> in the last bits;
    /// where this could show in a colour, it is computed by itself.
    /// </summary>
    /// <param name="haematoxylin">Amounts, (size * size).</param>
    /// <param name="eosin">Amounts, (size * size).</param>
    /// <param name="random">Noise of the camera.</param>
    /// <returns>Red, green and blue of each pixel.</returns>
    public byte[] Mix(ReadOnlySpan<float> haematoxylin, ReadOnlySpan<float> eosin, CounterRandom random)
    {
        var rgb = GC.AllocateUninitializedArray<byte>(haematoxylin.Length * 3);
        var (width, first) = (Vector<float>.Count, 0);
        for (; first < haematoxylin.Length - width; first += width) // a pixel is written with the first byte of the next one
        {
            Vector.Widen(new Vector<float>(haematoxylin[first..]), out var h1, out var h2);
            Vector.Widen(new Vector<float>(eosin[first..]), out var e1, out var e2);
            if (Mix(h1, e1, random.BitsAt(first), rgb.AsSpan(3 * first))
                | Mix(h2, e2, random.BitsAt(first + Vector<ulong>.Count), rgb.AsSpan(3 * (first + Vector<ulong>.Count))))
            {
                Mix(haematoxylin, eosin, random, first, width, rgb);
            }
        }

        Mix(haematoxylin, eosin, random, first, haematoxylin.Length - first, rgb);
        return rgb;
    }

    // whether a colour is in doubt
    private bool Mix(Vector<double> haematoxylin, Vector<double> eosin, Vector<ulong> grain, Span<byte> rgb)
    {
        var (pixels, doubt) = (Vector<ulong>.Zero, Vector<long>.Zero);
        for (var channel = 0; channel < 3; channel++)
        {
            var density = (haematoxylin * _haematoxylin[channel]) + (eosin * _eosin[channel]);
            var noise = ((grain >> (16 * channel)) & new Vector<ulong>(0xFFFF)) | Vector.AsVectorUInt64(new Vector<double>(Whole));
            var value = (Exponential.Compute(density * -Math.Log(10)) * _glass[channel])
                + ((Vector.AsVectorDouble(noise) - new Vector<double>(Whole)) * (4 / 65536.0)) - new Vector<double>(1.5);
            var colour = Vector.Floor(Vector.MinNative(Vector.MaxNative(value, Vector<double>.Zero), new Vector<double>(255)));
            var nearest = Vector.Floor(value + new Vector<double>(0.5));
            doubt |= Vector.LessThan(Vector.Abs(value - nearest), new Vector<double>(Doubt));
            pixels |= (Vector.AsVectorUInt64(colour + new Vector<double>(Whole)) & new Vector<ulong>(255)) << (8 * channel);
        }

        for (var i = 0; i < Vector<ulong>.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rgb[(3 * i)..], (uint)pixels[i]);
        }

        return Vector.LessThanAny(doubt, Vector<long>.Zero);
    }

    private void Mix(ReadOnlySpan<float> haematoxylin, ReadOnlySpan<float> eosin, CounterRandom random, int first, int count, byte[] rgb)
    {
        for (var i = first; i < first + count; i++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                rgb[(3 * i) + channel] = Colour(haematoxylin[i], eosin[i], random.BitsOf(i), channel);
            }
        }
    }

    private byte Colour(float haematoxylin, float eosin, ulong grain, int channel)
    {
        var density = (haematoxylin * _haematoxylin[channel]) + (eosin * _eosin[channel]);
        var noise = ((grain >> (16 * channel)) & 0xFFFF) / 65536.0 * 4;
        return (byte)Math.Clamp((_glass[channel] * Math.Exp(-Math.Log(10) * density)) + noise - 1.5, 0, 255);
    }

    private static double[] Jitter(CounterRandom random, double[] vector, double strength)
    {
        var moved = vector.Select(v => Math.Max(0.01, v + (0.03 * random.NextGaussian()))).ToArray();
        var norm = Math.Sqrt(moved.Sum(v => v * v));
        return [.. moved.Select(v => v / norm * Math.Clamp(strength, 0.75, 1.25))];
    }
}
