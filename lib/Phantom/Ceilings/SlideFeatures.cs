
using MhdNet.Data;
using MhdNet.Data.Slides;

namespace MhdNet.Phantom.Ceilings;

/// <summary>
/// Hand-made measures of the cells on an H&amp;E slide, from the patches the tissue filter keeps: nuclei are the connected regions of the
/// filter's own rule (<see cref="TissueFilter"/>), the small ones counted as lymphocytes, the others as epithelium.
/// </summary>
public static class SlideFeatures
{
    private const double SmallBelow = 42, SmallestNucleus = 8, LargestNucleus = 400; // um^2
    private const double DefaultMicrons = 0.5;

    /// <summary>Names of the measures.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "nuclei per mm2", "small share", "radius um", "SD radius", "eccentricity", "SD eccentricity", "nuclear haematoxylin", "eosin",
        "pale share", "spread of small share",
    ];

    /// <summary>Measures a slide; nothing where no patch is kept.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="options">Size of the patches and the tissue filter's thresholds.</param>
    public static double[]? Measure(IWholeSlide slide, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(options);
        var microns = options.MicronsPerPixel ?? slide.MicronsPerPixel ?? DefaultMicrons;
        var (large, shares) = (new List<(double Radius, double Eccentricity)>(), new List<double>());
        var (patches, nuclei, small) = (0, 0, 0);
        double haematoxylin = 0, nuclear = 0, eosin = 0, pale = 0;
        foreach (var patch in PatchGrid.Create(slide, options).Patches().Where(patch => patch.Judgement.Verdict == PatchVerdict.Kept))
        {
            var mask = new PixelMask(options.PatchSize, options.PatchSize);
            for (var i = 0; i < mask.Pixels.Length; i++)
            {
                var (h, e) = TissueFilter.Stains(patch.Rgb[3 * i], patch.Rgb[(3 * i) + 1], patch.Rgb[(3 * i) + 2]);
                if (TissueFilter.IsNuclear(h, e))
                {
                    mask.Pixels[i] = true;
                    (haematoxylin, nuclear) = (haematoxylin + h, nuclear + 1);
                }
                else
                {
                    (eosin, pale) = (eosin + e, pale + (e < 0.15 ? 1 : 0));
                }
            }

            var (few, all) = (small, nuclei);
            foreach (var (area, eccentricity) in Nuclei(mask, microns))
            {
                nuclei++;
                if (area < SmallBelow && eccentricity < 0.75)
                {
                    small++;
                }
                else
                {
                    large.Add((Math.Sqrt(area / Math.PI), eccentricity));
                }
            }

            shares.Add(nuclei > all ? (small - few) / (double)(nuclei - all) : 0);
            patches++;
        }

        if (patches == 0 || large.Count == 0)
        {
            return null;
        }

        var pixels = (double)patches * options.PatchSize * options.PatchSize;
        var (radius, spread) = Spread(large.ConvertAll(nucleus => nucleus.Radius));
        var (shape, spreadOfShape) = Spread(large.ConvertAll(nucleus => nucleus.Eccentricity));
        return
        [
            nuclei / (pixels * microns * microns / 1e6), small / (double)nuclei, radius, spread, shape, spreadOfShape,
            haematoxylin / Math.Max(nuclear, 1), eosin / Math.Max(pixels - nuclear, 1), pale / pixels, Spread(shares).Sd,
        ];
    }

    private static IEnumerable<(double Area, double Eccentricity)> Nuclei(PixelMask mask, double microns) =>
        from region in mask.Opened(1).Regions()
        let area = region.Area * microns * microns
        where area is > SmallestNucleus and < LargestNucleus
        select (area, region.Eccentricity);

    private static (double Mean, double Sd) Spread(List<double> values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
