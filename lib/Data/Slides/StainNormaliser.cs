using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;

namespace MhdNet.Data.Slides;

/// <summary>
/// Stain normalisation after Macenko et al., "A method for normalizing histology slides for quantitative analysis" (ISBI 2009): the two
/// stains of a slide are the extreme directions (1st and 99th percentile of the angle) in the plane of the two largest singular vectors of
/// its optical densities; each pixel's amounts of them, scaled so that their 99th percentiles are the reference's, are drawn again in the
/// reference's stains. MHD-Net's paper does not normalise; this is an option.
/// </summary>
public sealed class StainNormaliser
{
    private const double FaintestDensity = 0.15; // the mean of the channels; fainter is glass
    private const double Percentile = 0.01;
    private const int FewestPixels = 100;
    private const double MostAlike = 100; // condition of the two stains: beyond it they are one

    // red, green, blue of haematoxylin and eosin, and the 99th percentile of each: the reference of M. Veta's implementation, which most
    // others share
    private static readonly Matrix<double> ReferenceStains =
        Matrix<double>.Build.DenseOfArray(new[,] { { 0.5626, 0.2159 }, { 0.7201, 0.8012 }, { 0.4062, 0.5581 } });
    private static readonly double[] ReferenceAmounts = [1.9705, 1.0308];

    // natural logarithm; 255 is clear
    private static readonly double[] Density = [.. Enumerable.Range(0, 256).Select(value => -Math.Log((value + 1) / 256.0))];

    private readonly double[,] _change; // densities of a pixel to normalised ones, (3, 3)

    private StainNormaliser(Matrix<double> change) => _change = change.ToArray();

    /// <summary>Measures the stains of a slide; null where there is too little tissue to tell two of them apart.</summary>
    /// <param name="rgb">Pixels from all over its tissue, interleaved.</param>
    public static StainNormaliser? Estimate(ReadOnlySpan<byte> rgb)
    {
        var tissue = new List<Vector<double>>();
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            var density = Vector<double>.Build.Dense([Density[rgb[i]], Density[rgb[i + 1]], Density[rgb[i + 2]]]);
            if (density.Sum() / 3 >= FaintestDensity)
            {
                tissue.Add(density);
            }
        }

        if (tissue.Count < FewestPixels)
        {
            return null;
        }

        var stains = Stains(tissue);
        if (stains.ConditionNumber() is not < MostAlike)
        {
            return null;
        }

        var unmix = stains.PseudoInverse();
        var amounts = tissue.ConvertAll(density => unmix * density);
        var scale =
            Matrix<double>.Build.DenseOfDiagonalArray([.. ReferenceAmounts.Select((amount, k) => amount / amounts.Select(of => of[k])
                .Quantile(1 - Percentile))]);
        return new StainNormaliser(ReferenceStains * scale * unmix);
    }

    /// <summary>Brings pixels, interleaved, to the reference's stains.</summary>
    public void Apply(Span<byte> rgb)
    {
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            double red = Density[rgb[i]], green = Density[rgb[i + 1]], blue = Density[rgb[i + 2]];
            for (var k = 0; k < 3; k++)
            {
                var density = (_change[k, 0] * red) + (_change[k, 1] * green) + (_change[k, 2] * blue);
                rgb[i + k] = (byte)Math.Clamp(Math.Round((256 * Math.Exp(-density)) - 1), 0, 255);
            }
        }
    }

    // columns: haematoxylin, eosin
    private static Matrix<double> Stains(List<Vector<double>> densities)
    {
        var moments = Matrix<double>.Build.Dense(3, 3);
        densities.ForEach(density => moments += density.OuterProduct(density));
        var vectors = moments.Evd(Symmetricity.Symmetric).EigenVectors; // of rising eigenvalue
        var (main, second) = (vectors.Column(2) * Math.Sign(vectors.Column(2).Sum()), vectors.Column(1));
        var angles = densities.ConvertAll(density => Math.Atan2(density * second, density * main));
        Vector<double>[] extremes = [.. new[] { Percentile, 1 - Percentile }.Select(share => angles.Quantile(share))
            .Select(angle => (main * Math.Cos(angle)) + (second * Math.Sin(angle)))];
        // haematoxylin takes more of the red
        return Matrix<double>.Build.DenseOfColumnVectors(extremes.OrderByDescending(stain => stain[0]));
    }
}
