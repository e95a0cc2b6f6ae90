
using System.Text.Json.Serialization;
using MhdNet.Runtime;

namespace MhdNet.Phantom;

/// <summary>Numbers and image sizes of a synthetic cohort.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="PatientsPerType">Patients of each type, in clinical order.</param>
/// <param name="CtSize">Rows and columns of a CT slice, pixels.</param>
/// <param name="CtSlices">Slices of a CT series.</param>
/// <param name="SlidesPerPatient">Slides of a patient.</param>
/// <param name="SlideSize">Width and height of a slide, pixels of 0.5 um.</param>
public sealed record PhantomPreset(
    string Name, IReadOnlyList<int> PatientsPerType, int CtSize, int CtSlices, int SlidesPerPatient, int SlideSize)
{
    /// <summary>Fewest patients of a cohort: among the first eight is one of each kind that hospitals deliver.</summary>
    public const int Fewest = 8;

    /// <summary>Most patients of a cohort, without extra ones.</summary>
    public const int Most = 100_000;

    private const int FewRaw = 12;

    /// <summary>24 patients, three per type: for tests.</summary>
    public static PhantomPreset Mini { get; } = new("mini", [3, 3, 3, 3, 3, 3, 3, 3], 128, 64, 1, 1344);

    /// <summary>126 patients with the frequencies of Table I, at mini's image sizes.</summary>
    public static PhantomPreset Table1 { get; } = Mini with { Name = "table1", PatientsPerType = PhantomDisease.Thymus.Frequencies };

    /// <summary>800 patients, all types equally frequent, at mini's image sizes: what readers run.</summary>
    public static PhantomPreset Demo { get; } = Mini.Of(800, balanced: true) with { Name = "demo" };

    /// <summary>2700 patients, all types equally frequent, at mini's image sizes: enough to tell methods apart.</summary>
    public static PhantomPreset Study { get; } = Mini.Of(2700, balanced: true) with { Name = "study" };

    /// <summary>126 patients with the frequencies of Table I, CT and slides large enough for the paper's sequences.</summary>
    public static PhantomPreset Default { get; } =
        new("default", PhantomDisease.Thymus.Frequencies, 224, 160, 2, 2016) { RawPatients = FewRaw };

    /// <summary>50 patients with lung nodules of three grades, at mini's image sizes: as many as the paper takes of CPTAC-LUAD.</summary>
    public static PhantomPreset Lung { get; } =
        Mini with { Name = "lung", PatientsPerType = PhantomDisease.Lung.Frequencies, Disease = PhantomDisease.Lung };

    /// <summary>The presets by name.</summary>
    public static IReadOnlyList<PhantomPreset> All { get; } = [Mini, Table1, Demo, Study, Default, Lung];

    /// <summary>What the patients have.</summary>
    [JsonIgnore]
    public PhantomDisease Disease { get; init; } = PhantomDisease.Thymus;

    /// <summary>Of how many patients, the first, the raw files are kept; those of the others are drawn when they are needed.</summary>
    public int RawPatients { get; init; } = int.MaxValue;

    /// <summary>Number of patients, without extra test patients.</summary>
    public int Patients => PatientsPerType.Sum();

    /// <summary>
    /// The same images of another number of patients; the raw files of twelve at most are kept (<see cref="RawPatients"/>).
    /// </summary>
    /// <param name="patients">How many, at least <see cref="Fewest"/>.</param>
    /// <param name="balanced">Whether all types are equally frequent; otherwise they are as in the paper's cohort.</param>
    /// <exception cref="InputException">Too few, or more than there are keys for.</exception>
    public PhantomPreset Of(int patients, bool balanced = false)
    {
        if (patients is < Fewest or > Most)
        {
            throw new InputException($"patients: {patients} cannot be: give {Fewest} to {Most}");
        }

        // the largest remainders are rounded up
        int[] frequencies = [.. Disease.Frequencies.Select(frequency => balanced ? 1 : frequency)];
        double[] shares = [.. frequencies.Select(frequency => (double)patients * frequency / frequencies.Sum())];
        int[] counts = [.. shares.Select(share => (int)share)];
        foreach (var type in Enumerable.Range(0, counts.Length).OrderByDescending(type => shares[type] - counts[type])
            .Take(patients - counts.Sum()).ToList())
        {
            counts[type]++;
        }

        return this with { PatientsPerType = counts, RawPatients = Math.Min(RawPatients, FewRaw) };
    }

    /// <summary>Everything an image depends on, in words.</summary>
    internal string Description => $"{Name}: {string.Join(' ', PatientsPerType)}; ct {CtSize} {CtSlices}; "
        + $"slides {SlidesPerPatient} {SlideSize}{Disease.Signature}";

    // the disease in cohort.json, which named none when there was one only
    [JsonInclude]
    [JsonPropertyName("disease")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    private string? DiseaseName
    {
        get => Disease == PhantomDisease.Thymus ? null : Disease.Name;
        init => Disease = value is null ? PhantomDisease.Thymus : PhantomDisease.Named(value);
    }

    /// <summary>The preset of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static PhantomPreset Named(string name) =>
        All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new InputException($"preset '{name}' is unknown: take one of {string.Join(", ", All.Select(preset => preset.Name))}");
}
