using System.Globalization;
using System.Text.RegularExpressions;
using BitMiracle.LibTiff.Classic;

namespace MhdNet.Data.Slides;

/// <summary>Edge of a level-0 pixel in micrometres, from the first of its sources that states one.</summary>
/// <param name="Microns">The edge; null where no source states one, or it makes no sense.</param>
/// <param name="Note">What is unusual about it; empty otherwise.</param>
internal sealed partial record SlideResolution(double? Microns, string Note)
{
    private const double Finest = PreprocessingOptions.FinestMicrons, Coarsest = PreprocessingOptions.CoarsestMicrons;
    private const double MicronsTimesMagnification = 10; // 0.5 um at 20x, 0.25 um at 40x
    private const double Square = 0.05;

    /// <summary>
    /// Reads the current directory: `MPP` of an Aperio description ("... |AppMag = 20|MPP = 0.4990|...", in some countries "0,4990"),
    /// Philips' DICOM_PIXEL_SPACING, OME's PhysicalSizeX, else the resolution of TIFF where it is a microscope's, else the nominal one of
    /// Aperio's `AppMag`. A statement that cannot be made out is not passed over for one that says less; 0 is
    /// none.
    /// </summary>
    public static SlideResolution Read(Tiff tiff, string description)
    {
        if (AperioMpp().Match(description) is { Success: true } aperio && Number(aperio.Groups[1].Value) != 0)
        {
            return Stated($"MPP = {aperio.Groups[1].Value.Trim()}", Number(aperio.Groups[1].Value));
        }

        if (PhilipsSpacing().Matches(description) is { Count: > 0 } philips)
        {
            var finest = philips.MinBy(match => Number(match.Groups[1].Value))!; // one a level
            return Stated($"DICOM_PIXEL_SPACING {finest.Groups[1].Value} {finest.Groups[2].Value}",
                1000 * Number(finest.Groups[1].Value), 1000 * Number(finest.Groups[2].Value));
        }

        if (OmeSize("X", description) is { } across)
        {
            return Stated("PhysicalSizeX", across, OmeSize("Y", description) ?? across);
        }

        if (Tags(tiff, TiffTag.XRESOLUTION) is var tags && Sensible(tags))
        {
            return Stated("the resolution of TIFF", tags,
                tiff.GetField(TiffTag.YRESOLUTION)?[0].ToDouble() > 0 ? Tags(tiff, TiffTag.YRESOLUTION) : tags);
        }

        var magnification = Number(AperioMagnification().Match(description).Groups[1].Value);
        return Sensible(MicronsTimesMagnification / magnification)
            ? new SlideResolution(MicronsTimesMagnification / magnification, string.Create(CultureInfo.InvariantCulture,
                $"no microns per pixel: taken from the magnification of {magnification:0.#}"))
            : new SlideResolution(null, "");
    }

    private static SlideResolution Stated(string what, double across, double? down = null) =>
        !Sensible(across) ? new SlideResolution(null, $"{Shortened(what)} is no edge of a pixel")
        : down is { } other && !(Math.Abs(other - across) <= Square * across)
            ? new SlideResolution(null, string.Create(CultureInfo.InvariantCulture,
                $"{Shortened(what)}: pixels of {across:0.###} x {other:0.###} um are not square"))
        : new SlideResolution(across, "");

    private static double Tags(Tiff tiff, TiffTag resolution)
    {
        var perUnit = tiff.GetField(resolution)?[0].ToDouble() ?? 0;
        var unit = (ResUnit)(tiff.GetFieldDefaulted(TiffTag.RESOLUTIONUNIT)?[0].ToInt() ?? 0);
        return (unit switch { ResUnit.CENTIMETER => 10_000, ResUnit.INCH => 25_400, _ => 0 }) / perUnit;
    }

    // micrometres, unless another unit is named (OME-XML, Pixels); null where nothing is stated
    private static double? OmeSize(string axis, string description)
    {
        if (OmePhysicalSize().Matches(description).FirstOrDefault(match => match.Groups[1].Value == axis) is not { } size)
        {
            return null;
        }

        var unit = OmeUnit().Matches(description).FirstOrDefault(match => match.Groups[1].Value == axis)?.Groups[2].Value;
        return Number(size.Groups[2].Value) * (unit switch
        {
            null or "\u00b5m" or "\u03bcm" or "um" or "&#181;m" or "&#xB5;m" or "\u00c2\u00b5m" => 1,
            "nm" => 0.001,
            "mm" => 1000,
            "cm" => 10_000,
            _ => double.NaN,
        });
    }

    private static bool Sensible(double microns) => microns is >= Finest and <= Coarsest;

    // a comma where a point belongs, as software writes it in countries that write numbers so
    private static double Number(string text) =>
        double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number : double.NaN;

    private static string Shortened(string text) => new([.. text.Take(60).Select(letter => char.IsControl(letter) ? '?' : letter)]);

    [GeneratedRegex(@"\|\s*MPP\s*=([^|]*)")]
    private static partial Regex AperioMpp();

    [GeneratedRegex(@"\|\s*AppMag\s*=\s*([0-9.,]+)")]
    private static partial Regex AperioMagnification();

    [GeneratedRegex("""DICOM_PIXEL_SPACING"[^>]*>\s*(?:&quot;|")([^&"]*)(?:&quot;|")\s+(?:&quot;|")([^&"]*)(?:&quot;|")""")]
    private static partial Regex PhilipsSpacing();

    [GeneratedRegex("""\bPhysicalSize([XY])\s*=\s*"([^"]*)""" + "\"")]
    private static partial Regex OmePhysicalSize();

    [GeneratedRegex("""\bPhysicalSize([XY])Unit\s*=\s*"([^"]*)""" + "\"")]
    private static partial Regex OmeUnit();
}
