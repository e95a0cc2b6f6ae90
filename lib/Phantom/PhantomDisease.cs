using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Runtime;

namespace MhdNet.Phantom;

/// <summary>
/// What the patients of a synthetic cohort have: its types, how frequent they are, what they look like and how this is measured. Everything
/// else (chest, slide preparation, scanner, files, split) is the same for all.
/// </summary>
public abstract class PhantomDisease
{
    /// <summary>Thymic epithelial tumours, as in RPTET.</summary>
    public static PhantomDisease Thymus { get; } = new ThymicDisease();

    /// <summary>Adenocarcinoma of the lung, as in CPTAC-LUAD.</summary>
    public static PhantomDisease Lung { get; } = new LungDisease();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PhantomDisease> All { get; } = [Thymus, Lung];

    /// <summary>Its name in files.</summary>
    public abstract string Name { get; }

    /// <summary>Its types, in order of severity.</summary>
    public abstract LabelSet Labels { get; }

    /// <summary>Patients of each type where frequencies are as in the paper's cohort.</summary>
    public abstract IReadOnlyList<int> Frequencies { get; }

    /// <summary>CT windows (centre, width; HU) in which a reader looks at it, with a name.</summary>
    public abstract IReadOnlyList<(string Name, double Centre, double Width)> Windows { get; }

    /// <summary>Names of the measures of <see cref="Measure"/>.</summary>
    public abstract IReadOnlyList<string> MeasureNames { get; }

    /// <summary>Whether ct.csv says which slices show the tumour.</summary>
    internal abstract bool MarksTumour { get; }

    /// <summary>What the fingerprint of a cohort says of it; nothing for the disease that was the only one once.</summary>
    internal abstract string Signature { get; }

    /// <summary>Columns of phantom.csv: grade shift and CT parameters.</summary>
    internal abstract IReadOnlyList<string> CtColumns { get; }

    /// <summary>Columns of phantom.csv: parameters of the slides.</summary>
    internal abstract IReadOnlyList<string> TissueColumns { get; }

    /// <summary>The type that holds its parameters.</summary>
    internal abstract Type Truth { get; }

    /// <summary>Draws the parameters of a patient.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="type">Index of the type.</param>
    /// <param name="knobs">Strength of shift and jitter.</param>
    public abstract PhantomTruth Draw(long seed, long patient, int type, PhantomKnobs knobs);

    /// <summary>Simple measures of the tumour in a series, one per name: for ceilings.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="first">First slice with tumour.</param>
    /// <param name="last">Last slice with tumour.</param>
    public abstract double[] Measure(CtVolume volume, int first, int last);

    /// <summary>The disease of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static PhantomDisease Named(string name) => All.FirstOrDefault(known => known.Name == name)
        ?? throw new InputException($"disease '{name}' is unknown: take one of {string.Join(", ", All.Select(known => known.Name))}");

    /// <summary>The disease whose types a cohort has.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static PhantomDisease Of(LabelSet labels) => All.FirstOrDefault(known => known.Labels == labels)
        ?? throw new InputException($"labels {labels}: no synthetic cohort has them");
}
