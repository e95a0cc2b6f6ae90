using System.Text.Json.Serialization;

namespace MhdNet.Phantom;

/// <summary>
/// The true parameters of a synthetic patient: what the images are drawn from and no network sees. Each disease has its own.
/// </summary>
[JsonConverter(typeof(PhantomTruthJson))]
public abstract record PhantomTruth
{
    /// <summary>What the patient has.</summary>
    internal abstract PhantomDisease Disease { get; }

    /// <summary>What a CT can show of them, as numbers: for ceilings.</summary>
    internal abstract IReadOnlyList<double> CtValues { get; }

    /// <summary>What a slide can show of them, as numbers: for ceilings.</summary>
    internal abstract IReadOnlyList<double> TissueValues { get; }

    /// <summary>Log density of <see cref="CtValues"/> in a type (<see cref="ParameterTable.LogDensity"/>).</summary>
    /// <param name="type">Index of the type.</param>
    /// <param name="shift">Grade shift, in SDs of the jitter.</param>
    /// <param name="knobs">Strength of the jitter.</param>
    internal abstract double CtLogDensity(int type, double shift, PhantomKnobs knobs);

    /// <summary>Fields of phantom.csv on the CT, the grade shift first (<see cref="PhantomDisease.CtColumns"/>).</summary>
    internal abstract IReadOnlyList<double> CtFields { get; }

    /// <summary>The tumour in a chest.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="body">The chest.</param>
    /// <param name="scanLength">mm from the first slice to the last.</param>
    internal abstract Lesion LesionIn(long seed, long patient, ThoraxAnatomy body, double scanLength);

    /// <summary>Draws a slide.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="slide">Number of the slide.</param>
    /// <param name="type">Index of the type.</param>
    /// <param name="size">Width and height, pixels.</param>
    public abstract PhantomSlide Slide(long seed, long patient, int slide, int type, int size);
}
