namespace MhdNet.Phantom;

/// <summary>
/// Measures of one synthetic body, mm: x to the patient's left, y to the back, z from the first slice downwards.
/// </summary>
internal sealed class ThoraxAnatomy
{
    public ThoraxAnatomy(long seed, long patient)
    {
        var random = new CounterRandom(seed, patient, PhantomPurpose.Anatomy);
        Scale = Math.Clamp(1 + (0.045 * random.NextGaussian()), 0.9, 1.09);
        FatThickness = random.Between(7, 20);
        BodyX = (146 * Scale) + (0.6 * FatThickness);
        BodyY = (107 * Scale) + (0.6 * FatThickness);
        FieldOfView = Math.Clamp((2 * BodyX) + random.Between(18, 30), 340, 360);
        Contrast = random.NextDouble() < 0.7;
        NoiseSigma = random.Between(9, 13);
        Shift = random.Between(-8, 8);
        HeartTilt = random.Between(28, 44);
        AortaRadius = random.Between(12.5, 15.5);
        BloodHounsfield = Contrast ? random.Between(150, 210) : random.Between(38, 46);
        LiverHounsfield = Contrast ? random.Between(95, 115) : random.Between(52, 62);
        LungHounsfield = random.Between(-880, -820);
        Texture = new(random.NextBits());
        Vessels = LungVessels.Grow(new CounterRandom(seed, patient, PhantomPurpose.LungVessels), 40 * Scale, 122 + Shift);
    }

    public double Scale { get; }

    public double FatThickness { get; }

    public double BodyX { get; }

    public double BodyY { get; }

    public double FieldOfView { get; }

    public bool Contrast { get; }

    public double NoiseSigma { get; }

    /// <summary>How far all levels lie lower than in the mean body.</summary>
    public double Shift { get; }

    public double HeartTilt { get; }

    public double AortaRadius { get; }

    public double BloodHounsfield { get; }

    public double LiverHounsfield { get; }

    public double LungHounsfield { get; }

    public ValueNoise Texture { get; }

    public IReadOnlyList<VesselPiece> Vessels { get; }

    /// <summary>y of the inner side of the front chest wall.</summary>
    public double AnteriorWall => -CavityY;

    /// <summary>Half axes of the inside of the rib cage at its widest.</summary>
    public double CavityX => (146 * Scale) - 24;

    public double CavityY => (107 * Scale) - 20;

    public double SpineY => (CavityY * 0.80) - 4;

    /// <summary>The mediastinum on a slice.</summary>
    public Ellipse Mediastinum(double level)
    {
        var width = 44 - (15 * Rise(20, 100, level)) + (4 * Rise(200, 240, level));
        return new(0, 2, width * Scale, CavityY * 1.02);
    }

    /// <summary>The heart on a slice, so much larger than it is; null above and below.</summary>
    public Ellipse? Heart(double level, double margin)
    {
        var section = Section(level, 168, 54);
        return section < 0.12 ? null : new Ellipse(
            (6 + (16 * section)) * Scale, -14 * Scale, (58 * Scale * section) + margin, (43 * Scale * section)
                + margin, HeartTilt);
    }

    /// <summary>A lung on a slice; null where there is none.</summary>
    /// <param name="side">-1, the patient's right, or 1.</param>
    /// <param name="level">Of the slice, in a body of mean height.</param>
    public LungShape? Lung(int side, double level)
    {
        var t = Math.Clamp((level - 6) / 75, 0, 1);
        var open = Math.Sqrt(t * (2 - t));
        var apex = new Ellipse(side * (52 + (8 * open)), 6, 112 * open, 118 * open);
        return open < 0.05 ? null : new LungShape(side, new Ellipse(0, 0, CavityX, CavityY), Mediastinum(level),
            new Ellipse(0, SpineY, 21, 26), open < 1 ? apex : null, Heart(level, 4));
    }

    /// <summary>From 0 to 1, smoothly.</summary>
    public static double Rise(double from, double to, double x)
    {
        var t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>Radius of a ball's slice.</summary>
    public static double Section(double z, double centre, double radius) =>
        Math.Sqrt(Math.Max(0, 1 - Math.Pow((z - centre) / radius, 2)));
}
