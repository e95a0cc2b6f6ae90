using System.Globalization;
using System.Text.RegularExpressions;
using BitMiracle.LibTiff.Classic;

namespace MhdNet.Data.Slides;

/// <summary>Edge of a level-0 pixel in micrometres, from the first of its sources that makes sense.</summary>
/// <param name="Microns">The edge; null where no source states one.</param>
/// <param name="Note">What is unusual about it; empty otherwise.</param>
internal sealed partial record SlideResolution(double? Microns, string Note)
{
    // a 200x objective and a 1x one
    private const double Finest = 0.05;
    private const double Coarsest = 10;
    private const double MicronsTimesMagnification = 10; // 0.5 um at 20x, 0.25 um at 40x

    /// <summary>
    /// Reads the current directory: `MPP` of an Aperio description ("... |AppMag = 20|MPP = 0.4990|..."), else the resolution of TIFF where
    /// it is a microscope's, else the nominal one of Aperio's `AppMag`.
    /// </summary>
    public static SlideResolution Read(Tiff tiff, string description)
    {
        if (Number(AperioMpp().Match(description)) is var stated && Sensible(stated))
        {
            return new SlideResolution(stated, "");
        }

        if (Tags(tiff) is var tags && Sensible(tags))
        {
            return new SlideResolution(tags, "");
        }

        var magnification = Number(AperioMagnification().Match(description));
        return Sensible(MicronsTimesMagnification / magnification)
            ? new SlideResolution(MicronsTimesMagnification / magnification, string.Create(CultureInfo.InvariantCulture,
                $"no microns per pixel: taken from the magnification of {magnification:0.#}"))
            : new SlideResolution(null, "");
    }

    private static double Tags(Tiff tiff)
    {
        var perUnit = tiff.GetField(TiffTag.XRESOLUTION)?[0].ToDouble() ?? 0;
        var unit = (ResUnit)(tiff.GetFieldDefaulted(TiffTag.RESOLUTIONUNIT)?[0].ToInt() ?? 0);
        return (unit switch { ResUnit.CENTIMETER => 10_000, ResUnit.INCH => 25_400, _ => 0 }) / perUnit;
    }

    private static bool Sensible(double microns) => microns is >= Finest and <= Coarsest;

    private static double Number(Match match) =>
        match.Success && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number : double.NaN;

    [GeneratedRegex(@"\|\s*MPP\s*=\s*([0-9.]+)")]
    private static partial Regex AperioMpp();

    [GeneratedRegex(@"\|\s*AppMag\s*=\s*([0-9.]+)")]
    private static partial Regex AperioMagnification();
}
