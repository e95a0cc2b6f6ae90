using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>What a stream of random numbers is for; adding a purpose never moves the numbers of another.</summary>
public enum PhantomPurpose
{
    /// <summary>Which patient has which type.</summary>
    Labels = 1,

    /// <summary>True parameters and the grade shift.</summary>
    Parameters,

    /// <summary>Sex and age, as in Table I.</summary>
    Demographics,

    /// <summary>Body habitus, contrast, placement of organs.</summary>
    Anatomy,

    /// <summary>Branching of the lung vessels.</summary>
    LungVessels,

    /// <summary>Shape and inside of the tumour.</summary>
    Tumour,

    /// <summary>Noise of the scanner.</summary>
    CtNoise,

    /// <summary>A slide; the number of the slide is added.</summary>
    Slide = 100,
}

/// <summary>
/// Counter-based random numbers: the n-th number is a hash of (seed, patient, purpose, n), so a patient looks the same
/// whatever was drawn before, on whichever thread. The hash is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
/// </summary>
public sealed class CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _counter;
    private double? _spare;

    /// <summary>Opens the stream of a patient for one purpose.</summary>
    public CounterRandom(long seed, long patient, PhantomPurpose purpose, int number = 0)
        : this(Mix(Mix(Mix((ulong)seed + Golden) + (ulong)patient) + (ulong)((int)purpose + number)))
    {
    }

    /// <summary>Opens the stream of a key.</summary>
    public CounterRandom(ulong key) => Key = key;

    /// <summary>The key all numbers of this stream derive from; noise fields take it.</summary>
    public ulong Key { get; }

    /// <summary>A 64-bit hash without fixed structure.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A stream of its own below this one.</summary>
    public CounterRandom Fork(ulong number) => new(Mix(Key + Mix(number + 1)));

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits() => Mix(Key + (++_counter * Golden));

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => Uniform(NextBits());

    /// <summary>The n-th number of a stream that gives uniform ones alone, counted from 0.</summary>
    public double UniformAt(int index) => Uniform(BitsOf(index));

    /// <summary>The n-th 64 bits of a stream, counted from 0.</summary>
    public ulong BitsOf(int index) => Mix(Key + (((ulong)index + 1) * Golden));

    /// <summary>The n-th and the following 64 bits of a stream.</summary>
    public Vector<ulong> BitsAt(int index)
    {
        var z = new Vector<ulong>(Key + (((ulong)index + 1) * Golden)) + (Vector<ulong>.Indices * Golden);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>The n-th number of a stream that gives Gaussian ones alone, counted from 0.</summary>
    public double GaussianAt(int index)
    {
        var (sine, cosine) = Pair(UniformAt(index & ~1), UniformAt(index | 1));
        return index % 2 == 0 ? cosine : sine;
    }

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform integer in [0, count).</summary>
    public int Below(int count) => (int)(NextDouble() * count);

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double NextGaussian()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        var (sine, cosine) = Pair(NextDouble(), NextDouble());
        _spare = sine;
        return cosine;
    }

    /// <summary>Puts a list in random order.</summary>
    public void Shuffle<T>(IList<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    private static double Uniform(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    private static (double Sine, double Cosine) Pair(double first, double second)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - first));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * second);
        return (radius * sine, radius * cosine);
    }
}
