using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>
/// The noise of the scanner on one slice: Gaussian, correlated along a row as reconstruction filters do. It is drawn several pixels at a
/// time with logarithms and sines that may differ from those of <see cref="Math"/> in the last bits; a pixel that this could bring to
/// another whole number of HU is drawn again, one by one.
/// </summary>
internal sealed class ScannerNoise
{
    private const double Middle = 0.8, Side = 0.4243; // 0.8^2 + 2 * 0.4243^2 = 1
    private const float Doubt = 0.001f; // HU, far above the difference of the two ways
    private readonly double[] _gaussians;

    /// <param name="pixels">Of a slice.</param>
    public ScannerNoise(int pixels)
    {
        var pairs = (pixels + 3) / 2;
        _gaussians = new double[2 * (pairs + Vector<double>.Count)];
    }

    /// <summary>A slice with noise, in whole HU.</summary>
    /// <param name="hounsfield">The slice.</param>
    /// <param name="random">Its stream, from the start.</param>
    /// <param name="sigma">SD, HU.</param>
    /// <param name="voxels">Gets the slice.</param>
    public void Add(ReadOnlySpan<float> hounsfield, CounterRandom random, double sigma, Span<short> voxels)
    {
        Draw(random);
        var i = 0;
        for (var (width, half) = (Vector<float>.Count, Vector<double>.Count); i <= voxels.Length - width; i += width)
        {
            var value = new Vector<float>(hounsfield[i..]) + Vector.Narrow(Noise(i) * sigma, Noise(i + half) * sigma);
            var rounded = Vector.Round(value);
            if (Vector.GreaterThanAny(Vector.Abs(value - rounded), new Vector<float>(0.5f - Doubt)))
            {
                Add(hounsfield, random, sigma, voxels, i, width);
                continue;
            }

            var whole = Vector.ConvertToInt32(rounded);
            for (var k = 0; k < width; k++)
            {
                voxels[i + k] = (short)Math.Clamp(whole[k], -1024, 3071);
            }
        }

        Add(hounsfield, random, sigma, voxels, i, voxels.Length - i);
    }

    // pixels one by one
    private static void Add(
        ReadOnlySpan<float> hounsfield, CounterRandom random, double sigma, Span<short> voxels, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            var noise = sigma * ((Side * random.GaussianAt(i)) + (Middle * random.GaussianAt(i + 1)) + (Side * random.GaussianAt(i + 2)));
            voxels[i] = (short)Math.Clamp(MathF.Round(hounsfield[i] + (float)noise), -1024, 3071);
        }
    }

    private Vector<double> Noise(int i) => ((new Vector<double>(_gaussians, i) + new Vector<double>(_gaussians, i + 2)) * Side)
        + (new Vector<double>(_gaussians, i + 1) * Middle);

    // Box and Muller, as CounterRandom draws them one by one
    private void Draw(CounterRandom random)
    {
        var width = Vector<double>.Count;
        Span<double> cosines = stackalloc double[width], sines = stackalloc double[width];
        for (var i = 0; i + (2 * width) <= _gaussians.Length; i += 2 * width)
        {
            for (var k = 0; k < width; k++)
            {
                (cosines[k], sines[k]) = (random.UniformAt(i + (2 * k)), random.UniformAt(i + (2 * k) + 1));
            }

            var radius = Vector.SquareRoot(Vector.Log(Vector<double>.One - new Vector<double>(cosines)) * -2);
            var (sine, cosine) = Vector.SinCos(new Vector<double>(sines) * (2 * Math.PI));
            (radius * cosine).CopyTo(cosines);
            (radius * sine).CopyTo(sines);
            for (var k = 0; k < width; k++)
            {
                (_gaussians[i + (2 * k)], _gaussians[i + (2 * k) + 1]) = (cosines[k], sines[k]);
            }
        }
    }
}
