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
    private const float Doubt = 0.0005f; // grey values, far above what single precision is off by

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
    /// Colours a slide, several pixels at a time in single precision; pixels in which this could show are computed again in double.
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
            var (low, high) = (random.BitsAt(first), random.BitsAt(first + Vector<ulong>.Count));
            if (Mix(new Vector<float>(haematoxylin[first..]), new Vector<float>(eosin[first..]), low, high, rgb.AsSpan(3 * first)))
            {
                Mix(haematoxylin, eosin, random, first, width, rgb);
            }
        }

        Mix(haematoxylin, eosin, random, first, haematoxylin.Length - first, rgb);
        return rgb;
    }

    // whether a colour is in doubt
    private bool Mix(Vector<float> haematoxylin, Vector<float> eosin, Vector<ulong> low, Vector<ulong> high, Span<byte> rgb)
    {
        var bits = Vector.AsVectorInt32(Vector.Narrow(low, high));
        var (mask, half) = (new Vector<int>(0xFFFF), new Vector<float>(0.5f));
        var (pixels, doubt) = (Vector<int>.Zero, Vector<int>.Zero);
        for (var channel = 0; channel < 3; channel++)
        {
            var grain = channel == 0 ? bits & mask : channel == 1 ? (bits >> 16) & mask
                : Vector.AsVectorInt32(Vector.Narrow(low >> 32, high >> 32)) & mask;
            var density = (haematoxylin * (float)_haematoxylin[channel]) + (eosin * (float)_eosin[channel]);
            var value = (Exponential.Compute(density * (float)-Math.Log(10)) * (float)_glass[channel])
                + (Vector.ConvertToSingle(grain) * (4 / 65536f)) - new Vector<float>(1.5f);
            doubt |= Vector.LessThan(Vector.Abs(value - Vector.Floor(value + half)), new Vector<float>(Doubt));
            var colour = Vector.ConvertToInt32(Vector.MinNative(Vector.MaxNative(value, Vector<float>.Zero), new Vector<float>(255)));
            pixels |= colour << (8 * channel);
        }

        for (var i = 0; i < Vector<int>.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rgb[(3 * i)..], pixels[i]);
        }

        return Vector.LessThanAny(doubt, Vector<int>.Zero);
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
