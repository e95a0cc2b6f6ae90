namespace MhdNet.Phantom;

/// <summary>
/// Turns amounts of haematoxylin and eosin into colour: optical densities add, light is what they let through (Ruifrok and
/// Johnston 2001). The stain vectors lie between theirs and those of Macenko et al. 2009, whose eosin is less magenta. Every
/// slide is stained a little differently.
/// </summary>
internal sealed class StainMixer
{
    private readonly double[] _haematoxylin;
    private readonly double[] _eosin;
    private readonly double[] _glass;

    public StainMixer(CounterRandom random)
    {
        _haematoxylin = Jitter(random, [0.63, 0.71, 0.33], 1 + (0.10 * random.NextGaussian()));
        _eosin = Jitter(random, [0.14, 0.90, 0.40], 1 + (0.10 * random.NextGaussian()));
        _glass = [random.Between(240, 247), random.Between(239, 246), random.Between(241, 248)];
    }

    /// <summary>Colours a slide.</summary>
    /// <param name="haematoxylin">Amounts, (size * size).</param>
    /// <param name="eosin">Amounts, (size * size).</param>
    /// <param name="random">Noise of the camera.</param>
    /// <returns>Red, green and blue of each pixel.</returns>
    public byte[] Mix(float[] haematoxylin, float[] eosin, CounterRandom random)
    {
        var rgb = new byte[haematoxylin.Length * 3];
        for (var i = 0; i < haematoxylin.Length; i++)
        {
            var grain = random.NextBits();
            for (var channel = 0; channel < 3; channel++)
            {
                var density = (haematoxylin[i] * _haematoxylin[channel]) + (eosin[i] * _eosin[channel]);
                var noise = ((grain >> (16 * channel)) & 0xFFFF) / 65536.0 * 4;
                rgb[(3 * i) + channel] = (byte)Math.Clamp((_glass[channel] * Math.Exp(-Math.Log(10) * density)) + noise - 1.5, 0, 255);
            }
        }

        return rgb;
    }

    private static double[] Jitter(CounterRandom random, double[] vector, double strength)
    {
        var moved = vector.Select(v => Math.Max(0.01, v + (0.03 * random.NextGaussian()))).ToArray();
        var norm = Math.Sqrt(moved.Sum(v => v * v));
        return [.. moved.Select(v => v / norm * Math.Clamp(strength, 0.75, 1.25))];
    }
}
