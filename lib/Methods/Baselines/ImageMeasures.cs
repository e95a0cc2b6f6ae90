using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Methods.Baselines;

/// <summary>
/// Hand-made measures of the tumour in a stored CT sequence: size, outline and grey values of the largest piece of soft tissue in front of
/// the heart, frame by frame (<see cref="TumourSegmentation"/>). A sequence holds no slice spacing and no values outside the window of
/// preprocessing: sizes are taken within frames, air is what is black and calcium what is white.
/// </summary>
public static class ImageMeasures
{
    private const double Black = 0.05, White = 0.98; // of the window
    private const double Necrotic = 35;              // HU
    private const double Chest = 360;                // mm, of a whole slice: the field of view is not stored
    private const short Air = -1000;

    /// <summary>Names of the measures.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "frames with tumour", "diameter mm", "largest diameter mm", "eccentricity", "solidity", "roughness", "mean HU", "SD HU",
        "low share", "calcium",
    ];

    /// <summary>Measures a sequence.</summary>
    /// <param name="pixels">uint8, (T, H, W), H = W = the options' size.</param>
    /// <param name="options">How the sequence was cut: window and field of view.</param>
    /// <returns>One value a name; zeros where no frame shows soft tissue.</returns>
    public static double[] Measure(byte[] pixels, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(options);
        var (area, spacing) = (options.Size * options.Size, (options.FieldOfViewMillimetres ?? Chest) / options.Size);
        var volume = new CtVolume(pixels.Length / area, options.Size, options.Size,
            frame => Hounsfield(pixels.AsSpan(frame * area, area), options), spacing, spacing, 1, "a sequence");
        var cage = TumourSegmentation.RibCage(volume, 0, volume.Slices - 1, cropped: options.FieldOfViewMillimetres is not null);
        var (regions, inside, calcium) = (new List<PixelRegion>(), new List<double>(), 0);
        for (var frame = 0; frame < volume.Slices; frame++)
        {
            var values = Array.ConvertAll(volume.Slice(frame).ToArray(), value => (float)value);
            if (TumourSegmentation.Tumour(values, cage, spacing) is not { } region)
            {
                continue;
            }

            regions.Add(region);
            var core = region.Mask().Eroded(1);
            foreach (var i in region.Indices.Where(i => core.Pixels[i]))
            {
                inside.Add(values[i]);
                calcium += pixels[(frame * area) + i] > 255 * White ? 1 : 0;
            }
        }

        return inside.Count == 0 ? new double[Names.Count]
            : [regions.Count, .. Outline(regions, spacing), .. Greys(inside), Math.Log(1 + (calcium * spacing * spacing))];
    }

    private static double[] Outline(List<PixelRegion> regions, double spacing)
    {
        double Diameter(PixelRegion region) => spacing * Math.Sqrt(4 / Math.PI * region.Area);
        var areas = regions.Sum(region => region.Area);
        double Mean(Func<PixelRegion, double> measure) => regions.Sum(region => region.Area * measure(region)) / areas;
        return
        [
            regions.Average(Diameter), regions.Max(Diameter), Mean(region => region.Eccentricity),
            Mean(region => region.Area / region.HullArea), Mean(region => region.Perimeter / Math.Sqrt(4 * Math.PI * region.Area)),
        ];
    }

    private static double[] Greys(List<double> inside)
    {
        var mean = inside.Average();
        return
        [
            mean, Math.Sqrt(inside.Average(value => (value - mean) * (value - mean))),
            inside.Count(value => value < Necrotic) / (double)inside.Count,
        ];
    }

    private static short[] Hounsfield(ReadOnlySpan<byte> pixels, PreprocessingOptions options)
    {
        var values = new short[pixels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var share = pixels[i] / 255.0;
            values[i] = share <= Black ? Air : (short)Math.Round(options.WindowCentre + ((share - 0.5) * options.WindowWidth));
        }

        return values;
    }
}
