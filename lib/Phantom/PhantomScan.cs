namespace MhdNet.Phantom;

/// <summary>The CT of a synthetic patient, drawn slice by slice as slices are asked for. Not safe for several threads.</summary>
internal sealed class PhantomScan
{
    private const double ScanLength = 300;    // mm, from the top of the lungs into the liver
    private const double VisibleArea = 40;    // mm^2 of tumour from which on a reader marks a slice
    private readonly int _slices;
    private readonly CounterRandom _noise;
    private readonly ThoraxPainter _painter;
    private readonly SliceCanvas _canvas;
    private readonly ScannerNoise _scanner;

    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="truth">The tumour.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="slices">Number of slices.</param>
    /// <param name="ctNoise">Factor on the scanner's noise.</param>
    public PhantomScan(long seed, long patient, PhantomTruth truth, int size, int slices, double ctNoise)
    {
        var anatomy = new ThoraxAnatomy(seed, patient);
        (PixelSpacing, SliceSpacing) = Spacing(anatomy, size, slices);
        (Contrast, NoiseSigma, _slices) = (anatomy.Contrast, anatomy.NoiseSigma * ctNoise, slices);
        _noise = new CounterRandom(seed, patient, PhantomPurpose.CtNoise);
        _painter = new ThoraxPainter(anatomy, truth.LesionIn(seed, patient, anatomy, ScanLength));
        (_canvas, _scanner) = (new SliceCanvas(size, PixelSpacing), new ScannerNoise(size * size));
    }

    /// <summary>Distance of pixels, mm.</summary>
    public double PixelSpacing { get; }

    /// <summary>Distance of slices, mm.</summary>
    public double SliceSpacing { get; }

    /// <summary>Whether contrast medium was given.</summary>
    public bool Contrast { get; }

    /// <summary>SD of the scanner's noise, HU.</summary>
    public double NoiseSigma { get; }

    /// <summary>Distance of pixels and of slices in a patient's CT, mm.</summary>
    public static (double Pixel, double Slice) Spacing(long seed, long patient, int size, int slices) =>
        Spacing(new ThoraxAnatomy(seed, patient), size, slices);

    /// <summary>First and last slice that shows the tumour; -1 where none does.</summary>
    /// <param name="area">Tumour in each slice, mm^2.</param>
    public static (int First, int Last) Visible(double[] area) =>
        (Array.FindIndex(area, a => a >= VisibleArea), Array.FindLastIndex(area, a => a >= VisibleArea));

    /// <summary>Draws a slice.</summary>
    /// <param name="slice">Its number.</param>
    /// <param name="voxels">Gets it, HU, (size, size).</param>
    /// <returns>Tumour in it, mm^2.</returns>
    public double Draw(int slice, Span<short> voxels)
    {
        _painter.Paint(_canvas, Level(slice), SliceSpacing);
        _scanner.Add(_canvas.Hounsfield, _noise.Fork((ulong)slice), NoiseSigma, voxels);
        return Area();
    }

    /// <summary>First and last slice that shows the tumour, of which nothing is drawn but the tumour and what overlies it.</summary>
    public (int First, int Last) TumourRange() => Visible(
        [.. Enumerable.Range(0, _slices).Select(slice => _painter.PaintTumourShare(_canvas, Level(slice), SliceSpacing) ? Area() : 0)]);

    private double Level(int slice) => (slice + 0.5) * SliceSpacing;

    private double Area() => _canvas.Tumour.Sum() * PixelSpacing * PixelSpacing;

    private static (double Pixel, double Slice) Spacing(ThoraxAnatomy anatomy, int size, int slices) =>
        (anatomy.FieldOfView / size, ScanLength / slices);
}
