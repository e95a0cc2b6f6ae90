using MhdNet.Data.Ct;

namespace MhdNet.Phantom.Wrong;

/// <summary>
/// Series that a network for chests must not classify, drawn from a seed: what an input check is measured on. Kinds that are made of a
/// chest take one of the phantom's patients, of keys that no cohort uses.
/// </summary>
public static class WrongSeries
{
    private const long FirstKey = 5_000_000;
    private const int Size = 128, Slices = 64;
    private static readonly short[] Constants = [-1000, 0, 40, 300, 1000];

    /// <summary>Draws a series.</summary>
    /// <param name="kind">What is wrong with it.</param>
    /// <param name="number">Which of its kind, from 0; the first five differ in how it is wrong, too.</param>
    /// <param name="seed">Seed of everything.</param>
    public static CtVolume Draw(WrongKind kind, int number, long seed = 1) =>
        Draw(kind, number, new Lazy<PhantomCt>(() => Chest(number, seed)), seed);

    /// <summary>The same of a chest that is given, where its kind is made of one.</summary>
    /// <param name="kind">What is wrong with it.</param>
    /// <param name="number">Which of its kind, from 0.</param>
    /// <param name="chest">The chest.</param>
    /// <param name="seed">Seed of everything else.</param>
    public static CtVolume Draw(WrongKind kind, int number, Lazy<PhantomCt> chest, long seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentNullException.ThrowIfNull(chest);
        var random = new CounterRandom(seed, FirstKey + number, PhantomPurpose.Anatomy, 100 + (int)kind);
        return kind switch
        {
            WrongKind.Abdomen => DrawnBody.Abdomen(random),
            WrongKind.Head => DrawnBody.Head(random),
            WrongKind.TestObject => DrawnBody.TestObject(random),
            WrongKind.Constant => Volume(
                [.. Enumerable.Repeat(Constants[number % Constants.Length], Slices * Size * Size)], Slices, Size, Size, 3, 5),
            WrongKind.LungCrop => ChangedChest.LungCrop(chest.Value, random),
            WrongKind.Mr => ChangedChest.Mr(chest.Value, random),
            WrongKind.UpsideDown => ChangedChest.Turned(chest.Value, slices: number % 3 != 1, rows: number % 3 != 0),
            WrongKind.TooShort => ChangedChest.Part(chest.Value, 20, 3 + (3 * (number % 5))),
            WrongKind.OtherUnits => ChangedChest.OtherUnits(chest.Value, number % 5),
            _ => UnlikeChest.Draw(chest.Value, number % 5, random),
        };
    }

    /// <summary>A patient's chest as it is, of keys that no cohort uses.</summary>
    /// <param name="number">Which, from 0.</param>
    /// <param name="seed">Seed of everything.</param>
    public static PhantomCt Chest(int number, long seed = 1)
    {
        var disease = PhantomPreset.Mini.Disease;
        var type = number % disease.Labels.TypeCount;
        return PhantomThorax.Render(
            seed, FirstKey + number, disease.Draw(seed, FirstKey + number, type, PhantomKnobs.Fixed), Size, Slices, 1);
    }

    /// <summary>A chest as a series.</summary>
    public static CtVolume Series(PhantomCt ct)
    {
        ArgumentNullException.ThrowIfNull(ct);
        return Volume(ct.Hounsfield, ct.Slices, ct.Size, ct.Size, ct.PixelSpacing, ct.SliceSpacing);
    }

    /// <summary>Voxels as a series.</summary>
    internal static CtVolume Volume(short[] voxels, int slices, int rows, int columns, double spacing, double sliceSpacing) => new(
        slices, rows, columns, index => voxels[(index * rows * columns)..((index + 1) * rows * columns)], spacing, spacing, sliceSpacing,
        "drawn");
}
