using MhdNet.Data.Sequences;
using MhdNet.Phantom;

namespace MhdNet.Studies.When;

/// <summary>Synthetic patients by their true parameters, no image drawn.</summary>
/// <param name="Ct">What a CT can show, one row per patient.</param>
/// <param name="Tissue">What a slide can show.</param>
/// <param name="Types">Consensus types.</param>
/// <param name="Truths">All of their parameters.</param>
public sealed record DrawnPatients(double[][] Ct, double[][] Tissue, int[] Types, PhantomTruth[] Truths)
{
    /// <summary>Patients.</summary>
    public int Count => Types.Length;

    /// <summary>CT and pathology, one row per patient.</summary>
    public double[][] Both { get; } = [.. Ct.Zip(Tissue, (ct, tissue) => (double[])[.. ct, .. tissue])];

    /// <summary>Draws patients.</summary>
    /// <param name="disease">What they have.</param>
    /// <param name="knobs">How hard it is to tell their types apart.</param>
    /// <param name="types">Type of each.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <param name="firstKey">Key of the first; the others' follow.</param>
    public static DrawnPatients Draw(PhantomDisease disease, PhantomKnobs knobs, IEnumerable<int> types, long seed, long firstKey)
    {
        ArgumentNullException.ThrowIfNull(disease);
        int[] all = [.. types];
        PhantomTruth[] truths = [.. all.Select((type, i) => disease.Draw(seed, firstKey + i, type, knobs))];
        return new([.. truths.Select(one => one.CtValues.ToArray())], [.. truths.Select(one => one.TissueValues.ToArray())], all, truths);
    }

    /// <summary>Types by their frequencies: in turn where all are equal, else drawn.</summary>
    /// <param name="patients">How many patients.</param>
    /// <param name="frequencies">One number per type.</param>
    /// <param name="random">Draws.</param>
    public static IEnumerable<int> TypesOf(int patients, IReadOnlyList<int> frequencies, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        ArgumentNullException.ThrowIfNull(random);
        int[] bag = [.. frequencies.SelectMany((count, type) => Enumerable.Repeat(type, count))];
        return Enumerable.Range(0, patients).Select(i => frequencies.Distinct().Count() == 1
            ? i % frequencies.Count : bag[(int)(random.UniformAt(i) * bag.Length)]);
    }

    /// <summary>The first of them.</summary>
    public DrawnPatients First(int patients) => new(Ct[..patients], Tissue[..patients], Types[..patients], Truths[..patients]);

    /// <summary>
    /// Their types as one reader names them (<see cref="SingleReader"/>): whom he mistakes at one agreement he mistakes at all lower ones.
    /// </summary>
    /// <param name="agreement">Cohen's kappa with the consensus.</param>
    /// <param name="frequencies">Share of each type among the patients.</param>
    /// <param name="random">The reader.</param>
    public int[] Read(double agreement, IReadOnlyList<double> frequencies, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        ArgumentNullException.ThrowIfNull(random);
        if (agreement >= 1)
        {
            return Types;
        }

        var confusion = SingleReader.Confusion(agreement, frequencies);
        return [.. Types.Select((type, i) =>
        {
            var left = random.UniformAt(i) - confusion[type, type];
            for (var read = 0; left >= 0 && read < frequencies.Count; read++)
            {
                if (read != type && (left -= confusion[type, read]) < 0)
                {
                    return read;
                }
            }

            return type;
        })];
    }

    /// <summary>CT of each with the pathology of another patient whose label is another type.</summary>
    /// <param name="labels">As they are read.</param>
    /// <param name="random">Chooses the other.</param>
    public double[][] WithPathologyOfOthers(int[] labels, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(random);
        return [.. Ct.Select((ct, i) =>
        {
            var other = random.Below(Count);
            while (labels[other] == labels[i] && labels.Any(label => label != labels[i]))
            {
                other = random.Below(Count);
            }

            return (double[])[.. ct, .. Tissue[other]];
        })];
    }
}
