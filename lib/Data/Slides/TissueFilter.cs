namespace MhdNet.Data.Slides;

/// <summary>Why a slide patch is kept or dropped.</summary>
public enum PatchVerdict
{
    /// <summary>Tissue with cells: kept.</summary>
    Kept,

    /// <summary>All, or nearly all, of it is white glass.</summary>
    White,

    /// <summary>Tissue, or pen and dust, without enough nuclei.</summary>
    CellSparse,
}

/// <summary>What the tissue filter saw in a patch.</summary>
/// <param name="White">Share of near-white pixels.</param>
/// <param name="Nuclei">Share of pixels in nuclei.</param>
/// <param name="Verdict">What follows from the two.</param>
public readonly record struct PatchJudgement(double White, double Nuclei, PatchVerdict Verdict);

/// <summary>
/// Drops all-white and cell-sparse patches (Sec. IV-A; the paper gives no thresholds). A pixel is near-white when none of its channels is
/// below 215. It is in a nucleus when its optical density, split into haematoxylin, eosin and a remainder by the stain vectors of Ruifrok
/// and Johnston (2001), holds at least 0.35 of haematoxylin, and more of it than of eosin.
/// </summary>
public static class TissueFilter
{
    private const byte NearWhite = 215;
    private const float NuclearHaematoxylin = 0.35f;

    // optical density of each of the 256 grey values, base 10; 0 counts as 1
    private static readonly float[] Density = [.. Enumerable.Range(0, 256).Select(value => -MathF.Log10(Math.Max(value, 1) / 255f))];

    // rows of the inverse of the three unit stain vectors: densities (R, G, B) -> amounts of haematoxylin and of eosin
    private static readonly (float[] Haematoxylin, float[] Eosin) Unmixing =
        Invert([0.65, 0.70, 0.29], [0.07, 0.99, 0.11], [0.27, 0.57, 0.78]);

    // what each value of a channel adds to the two amounts
    private static readonly (float Haematoxylin, float Eosin)[] Red = Parts(0), Green = Parts(1), Blue = Parts(2);

    /// <summary>Judges a patch.</summary>
    /// <param name="rgb">Its pixels, interleaved, in any order.</param>
    /// <param name="options">The two thresholds.</param>
    public static PatchJudgement Judge(ReadOnlySpan<byte> rgb, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int white = 0, nuclei = 0;
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            if (Math.Min(rgb[i], Math.Min(rgb[i + 1], rgb[i + 2])) >= NearWhite)
            {
                white++;
                continue;
            }

            var (haematoxylin, eosin) = Stains(rgb[i], rgb[i + 1], rgb[i + 2]);
            nuclei += IsNuclear(haematoxylin, eosin) ? 1 : 0;
        }

        double pixels = rgb.Length / 3;
        var verdict = white / pixels > options.MaximumWhite ? PatchVerdict.White
            : nuclei / pixels < options.MinimumNuclei ? PatchVerdict.CellSparse
            : PatchVerdict.Kept;
        return new PatchJudgement(white / pixels, nuclei / pixels, verdict);
    }

    /// <summary>Amounts of haematoxylin and of eosin in a pixel, optical density.</summary>
    internal static (float Haematoxylin, float Eosin) Stains(byte r, byte g, byte b)
    {
        var ((hr, er), (hg, eg), (hb, eb)) = (Red[r], Green[g], Blue[b]);
        return (hr + hg + hb, er + eg + eb);
    }

    /// <summary>Whether a pixel with these amounts is in a nucleus.</summary>
    internal static bool IsNuclear(float haematoxylin, float eosin) => haematoxylin >= NuclearHaematoxylin && haematoxylin > eosin;

    // densities = amounts x stains, so amounts = densities x stains^-1; column j of the inverse, by cross products
    private static (float[] Haematoxylin, float[] Eosin) Invert(double[] haematoxylin, double[] eosin, double[] rest)
    {
        double[][] unit = [Unit(haematoxylin), Unit(eosin), Unit(rest)];
        var determinant = Dot(unit[0], Cross(unit[1], unit[2]));
        return (Scaled(Cross(unit[1], unit[2]), determinant), Scaled(Cross(unit[2], unit[0]), determinant));
    }

    private static (float Haematoxylin, float Eosin)[] Parts(int channel) =>
        Array.ConvertAll(Density, density => (Unmixing.Haematoxylin[channel] * density, Unmixing.Eosin[channel] * density));

    private static float[] Scaled(double[] vector, double by) => Array.ConvertAll(vector, value => (float)(value / by));

    private static double[] Unit(double[] vector) => Array.ConvertAll(vector, value => value / Math.Sqrt(Dot(vector, vector)));

    private static double Dot(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);

    private static double[] Cross(double[] a, double[] b) =>
        [(a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0])];
}
