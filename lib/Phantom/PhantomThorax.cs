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
/// vessels, heart, great vessels, trachea, gullet, liver, spleen and stomach, and the tumour in the anterior mediastinum.
/// </summary>
public static class PhantomThorax
{
    private const double ScanLength = 300;    // mm, from the top of the lungs into the liver
    private const double VisibleArea = 40;    // mm^2 of tumour from which on a reader marks a slice

    /// <summary>Renders a patient.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="parameters">The tumour.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="slices">Number of slices.</param>
    /// <param name="ctNoise">Factor on the scanner's noise.</param>
    public static PhantomCt Render(long seed, long patient, PhantomParameters parameters, int size, int slices, double ctNoise)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var anatomy = new ThoraxAnatomy(seed, patient);
        var (pixel, step) = Spacing(anatomy, size, slices);
        var tumour = new PhantomTumour(seed, patient, parameters, anatomy.AnteriorWall, ScanLength);
        var painter = new ThoraxPainter(anatomy, tumour);
        var canvas = new SliceCanvas(size, pixel);
        var volume = new short[slices * size * size];
        var area = new double[slices];
        for (var slice = 0; slice < slices; slice++)
        {
            painter.Paint(canvas, (slice + 0.5) * step, step);
            area[slice] = canvas.Tumour.Sum() * pixel * pixel;
            AddNoise(new CounterRandom(seed, patient, PhantomPurpose.CtNoise).Fork((ulong)slice), canvas.Hounsfield, size,
                anatomy.NoiseSigma * ctNoise);
            var voxels = volume.AsSpan(slice * size * size, size * size);
            for (var i = 0; i < voxels.Length; i++)
            {
                voxels[i] = (short)Math.Clamp(MathF.Round(canvas.Hounsfield[i]), -1024, 3071);
            }
        }

        return new(
            size, slices, pixel, step, volume, area, Array.FindIndex(area, a => a >= VisibleArea),
            Array.FindLastIndex(area, a => a >= VisibleArea),
            anatomy.Contrast, anatomy.NoiseSigma * ctNoise);
    }

    /// <summary>Distance of pixels and of slices in a patient's CT, mm.</summary>
    internal static (double Pixel, double Slice) Spacing(long seed, long patient, int size, int slices) =>
        Spacing(new ThoraxAnatomy(seed, patient), size, slices);

    private static (double Pixel, double Slice) Spacing(ThoraxAnatomy anatomy, int size, int slices) =>
        (anatomy.FieldOfView / size, ScanLength / slices);

    // Reconstruction filters correlate neighbouring pixels of a row; the weights keep the SD.
    private static void AddNoise(CounterRandom random, float[] hounsfield, int size, double sigma)
    {
        const double Middle = 0.8, Side = 0.4243; // 0.8^2 + 2 * 0.4243^2 = 1
        var previous = random.NextGaussian();
        var current = random.NextGaussian();
        for (var i = 0; i < size * size; i++)
        {
            var next = random.NextGaussian();
            hounsfield[i] += (float)(sigma * ((Side * previous) + (Middle * current) + (Side * next)));
            (previous, current) = (current, next);
        }
    }
}
