namespace MhdNet.Phantom;

/// <summary>A rendered CT of a synthetic patient.</summary>
/// <param name="Size">Rows and columns.</param>
/// <param name="Slices">Number of slices, from the neck to the liver.</param>
/// <param name="PixelSpacing">mm.</param>
/// <param name="SliceSpacing">mm.</param>
/// <param name="Hounsfield">(slices, rows, columns); rows from front to back, columns from the patient's right to left.</param>
/// <param name="TumourArea">Tumour in each slice, mm^2.</param>
/// <param name="TumourFirst">First slice that shows the tumour.</param>
/// <param name="TumourLast">Last slice that shows it.</param>
/// <param name="Contrast">Whether contrast medium was given.</param>
/// <param name="NoiseSigma">SD of the scanner's noise, HU.</param>
public sealed record PhantomCt(
    int Size, int Slices, double PixelSpacing, double SliceSpacing, short[] Hounsfield, double[] TumourArea,
    int TumourFirst, int TumourLast,
    bool Contrast, double NoiseSigma);

/// <summary>
/// Draws the chest CT of a synthetic patient: body with fat and muscle, ribs, shoulder blades, spine, sternum, lungs with
/// vessels, heart, great vessels, trachea, gullet, liver, spleen and stomach, and the tumour.
/// </summary>
public static class PhantomThorax
{
    /// <summary>Renders a patient.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="truth">The tumour.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="slices">Number of slices.</param>
    /// <param name="ctNoise">Factor on the scanner's noise.</param>
    public static PhantomCt Render(long seed, long patient, PhantomTruth truth, int size, int slices, double ctNoise)
    {
        ArgumentNullException.ThrowIfNull(truth);
        var scan = new PhantomScan(seed, patient, truth, size, slices, ctNoise);
        var volume = new short[slices * size * size];
        var area = new double[slices];
        for (var slice = 0; slice < slices; slice++)
        {
            area[slice] = scan.Draw(slice, volume.AsSpan(slice * size * size, size * size));
        }

        var (first, last) = PhantomScan.Visible(area);
        return new(
            size, slices, scan.PixelSpacing, scan.SliceSpacing, volume, area, first, last, scan.Contrast, scan.NoiseSigma);
    }
}
