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
}
