using System.Text.Json;
using System.Text.Json.Serialization;

namespace MhdNet.Data;

/// <summary>How raw files become sequences. Defaults are the paper's (Sec. IV-A) where it states them.</summary>
public sealed record PreprocessingOptions
{
    /// <summary>Least and most micrometres of a pixel: a 200x objective and a 1x one.</summary>
    public const double FinestMicrons = 0.05, CoarsestMicrons = 10;

    // raised when the same options come to mean other pixels, so that stores of before are made anew
    private const int Version = 2;

    /// <summary>Frames of a sequence, T.</summary>
    public int Frames { get; init; } = 24;

    /// <summary>Height and width of a frame in pixels.</summary>
    public int Size { get; init; } = 224;

    /// <summary>
    /// Edge in mm of the square cut out round the mediastinum (<c>Mediastinum</c>); null keeps the whole slice, as the paper does.
    /// </summary>
    public double? FieldOfViewMillimetres { get; init; }

    /// <summary>Centre of the CT window in HU.</summary>
    public double WindowCentre { get; init; } = 40;

    /// <summary>Width of the CT window in HU.</summary>
    public double WindowWidth { get; init; } = 400;

    /// <summary>Share of a series' slices discarded at its superior end (neck).</summary>
    public double DiscardFirst { get; init; } = 0.2;

    /// <summary>Share of a series' slices discarded at its inferior end (abdomen).</summary>
    public double DiscardLast { get; init; } = 0.3;

    /// <summary>A CT sequence with fewer slices of the tumour range than this is `other`.</summary>
    public int MinimumTumourSlices { get; init; } = 4;

    /// <summary>Edge of a slide patch in pixels of <see cref="MicronsPerPixel"/>, before it is resized to <see cref="Size"/>.</summary>
    public int PatchSize { get; init; } = 224;

    /// <summary>
    /// Edge of a patch's pixel in micrometres: 0.5 is what a 20x objective gives, the paper states none; null takes level 0 as it is.
    /// </summary>
    public double? MicronsPerPixel { get; init; } = 0.5;

    /// <summary>
    /// Edge in micrometres of a level-0 pixel of slides whose files do not state it, on the user's word; null refuses them, unless
    /// <see cref="MicronsPerPixel"/> is null. wsi.csv can state it slide by slide.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] // what is not used changes no name of before
    public double? SlideMicronsPerPixel { get; init; }

    /// <summary>
    /// Whether the values of a CT whose files do not say what they are count as HU, on the user's word. ct.csv can state it series by
    /// series.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AssumeHounsfield { get; init; }

    /// <summary>Whether kept patches are brought to the same stains (<c>StainNormaliser</c>); the paper does not.</summary>
    public bool NormaliseStain { get; init; }

    /// <summary>A patch with a larger share of near-white pixels is dropped (<c>TissueFilter</c>).</summary>
    public double MaximumWhite { get; init; } = 0.8;

    /// <summary>A patch with a smaller share of pixels in nuclei is dropped (<c>TissueFilter</c>).</summary>
    public double MinimumNuclei { get; init; } = 0.02;

    /// <summary>Names these options.</summary>
    public string Fingerprint => Checksum.Short($"{Version} {JsonSerializer.Serialize(this, Plain)}");

    private static JsonSerializerOptions Plain { get; } = new() { IgnoreReadOnlyProperties = true };

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Frames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MicronsPerPixel ?? 1, FinestMicrons);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MicronsPerPixel ?? 1, 10 * CoarsestMicrons); // an overview
        ArgumentOutOfRangeException.ThrowIfLessThan(SlideMicronsPerPixel ?? 1, FinestMicrons);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SlideMicronsPerPixel ?? 1, CoarsestMicrons);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(WindowWidth, 0);
        ArgumentOutOfRangeException.ThrowIfNegative(DiscardFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(DiscardLast);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(DiscardFirst + DiscardLast, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FieldOfViewMillimetres ?? 1, 0);
    }
}
