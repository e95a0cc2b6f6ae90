using System.Text.Json.Serialization;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Runtime;

namespace MhdNet.Methods;

/// <summary>
/// What a training is made on, whatever the method: patients, sizes, seeds, code. An experiment gives sizes and shares; the run store
/// adds what the patients at hand decide (<see cref="On"/>).
/// </summary>
public sealed record Setting
{
    /// <summary>The scale that sizes and preprocessing are of.</summary>
    [NotHashed]
    public Scale Scale { get; init; } = Scale.Paper;

    /// <summary>How raw files become sequences; a prediction on a new series does the same.</summary>
    public PreprocessingOptions Preprocessing { get; init; } = new();

    /// <summary>Sizes of the networks; class counts are those of the cohort's label set.</summary>
    public NetworkSize Size { get; init; } = new();

    /// <summary>
    /// Share of the training patients that is used; the epochs grow as it falls, so that the number of steps stays about the same.
    /// </summary>
    public double TrainingShare { get; init; } = 1;

    /// <summary>
    /// Cohen's kappa of the labels that are trained on with the consensus that the test is judged by: below 1 they are those of one reader
    /// (<see cref="SingleReader"/>), who is drawn by <see cref="SplitSeed"/>.
    /// </summary>
    public double LabelAgreement { get; init; } = 1;

    /// <summary>Epochs, as a multiple of the method's; <see cref="Epochs"/> has taken it up, so it is no part of a training's
    /// name.</summary>
    [JsonIgnore]
    public double Length { get; init; } = 1;

    /// <summary>Seed of weights, order and augmentation.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Seed of the patient split; the same for all rows of a table.</summary>
    public int SplitSeed { get; init; } = 1;

    /// <summary>The classes; null until the patients are known.</summary>
    public LabelSet? Labels { get; init; }

    /// <summary>Whether the patients are synthetic.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Fingerprint of the sequences; null until the patients are known.</summary>
    public string? Data { get; init; }

    /// <summary>Fingerprint of the source of everything that decides a result.</summary>
    public string Code { get; init; } = CodeVersion.Fingerprint;

    /// <summary>The same at another scale.</summary>
    /// <remarks>
    /// Demo and study crop to the mediastinum: measured on CT alone to be what makes one modality learnable at 64x64 (no comparison of
    /// methods was consulted). Paper does not.
    /// </remarks>
    public Setting At(Scale scale)
    {
        if (scale == Scale.Paper)
        {
            return this with { Scale = scale };
        }

        var (size, width) = scale == Scale.Smoke ? (40, 8) : (64, 16);
        return this with
        {
            Scale = scale,
            Preprocessing = Preprocessing with { Frames = 8, Size = size, FieldOfViewMillimetres = 180 },
            Size = Size with { Frames = 8, Size = size, Width = width },
        };
    }

    /// <summary>The same on the patients of a store.</summary>
    /// <param name="store">Their sequences.</param>
    /// <param name="splitSeed">Seed of the patient split.</param>
    public Setting On(SequenceStore store, int splitSeed)
    {
        ArgumentNullException.ThrowIfNull(store);
        return this with
        {
            Size = Size with { ClassCount = store.Labels.ClassCount, TypeCount = store.Labels.TypeCount },
            SplitSeed = splitSeed,
            Labels = store.Labels,
            Synthetic = store.Synthetic,
            Data = store.Fingerprint,
        };
    }

    /// <summary>The epochs of a training that has <paramref name="epochs"/> on all patients.</summary>
    public int Epochs(int epochs) => Math.Max(1, (int)Math.Round(epochs * Length / TrainingShare, MidpointRounding.AwayFromZero));

    /// <summary>Refuses what cannot be a setting.</summary>
    /// <exception cref="InputException">A share, length or size out of bounds.</exception>
    public void Check()
    {
        if (TrainingShare is not (> 0 and <= 1))
        {
            throw new InputException($"takes {TrainingShare} of the training patients: give a share above 0, at most 1");
        }

        if (!(Length > 0 && double.IsFinite(Length)))
        {
            throw new InputException($"trains {Length} times as long: give a length above 0; 1 is the scale's");
        }

        if (LabelAgreement is not (> 0 and <= 1))
        {
            throw new InputException($"has labels that agree by a kappa of {LabelAgreement}: give a kappa above 0, at most 1");
        }

        Size.Check();
        if (Size.Stages()[^1] is { Frames: 1, Height: 1, Width: 1 })
        {
            throw new InputException(
                $"trains on {Size.Frames} frames of {Size.Size} pixels: one position is left of a sequence at the last stage, and a batch "
                + "of one value a channel has no variance to be normalised by: give above 32 pixels or above 16 frames");
        }
    }
}
