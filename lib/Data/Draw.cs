namespace MhdNet.Data;

/// <summary>
/// Counter-based pseudo-random numbers: a value depends on its seed and key alone, not on how many were drawn before, on the order of
/// files or on the thread. (SplitMix64's finaliser over FNV-1a of the key.)
/// </summary>
internal static class Draw
{
    /// <summary>64 uniform bits for a seed and a key.</summary>
    public static ulong Bits(ulong seed, string key, long counter = 0)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in key)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return Mix(Mix(hash + Mix(seed)) + (ulong)counter);
    }

    /// <summary>Uniform from 0, included, to 1, excluded, for a seed and a key.</summary>
    public static double Share(ulong seed, string key, long counter = 0) => (Bits(seed, key, counter) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1.</summary>
    public static int Index(ulong seed, string key, long counter, int count) => (int)(Bits(seed, key, counter) % (ulong)count);

    /// <summary>The items in an order that depends on the seed and on each item's key only.</summary>
    public static List<T> Shuffled<T>(IEnumerable<T> items, Func<T, string> key, ulong seed) =>
        [.. items.OrderBy(item => Bits(seed, key(item))).ThenBy(key, StringComparer.Ordinal)];

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
