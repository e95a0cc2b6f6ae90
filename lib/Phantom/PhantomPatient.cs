namespace MhdNet.Phantom;

/// <summary>One patient of a synthetic cohort: everything its files are made from.</summary>
/// <param name="Id">As in patients.csv.</param>
/// <param name="Key">Key of its random numbers; the same patient in every order.</param>
/// <param name="Type">Index of the WHO type.</param>
/// <param name="Split">Empty, or extra.</param>
/// <param name="Slices">Slices of its CT.</param>
/// <param name="Layout">How its DICOM files are laid out.</param>
/// <param name="Slides">Number of slides.</param>
/// <param name="PlainTiff">Whether its slides are plain tiled TIFFs.</param>
public sealed record PhantomPatient(
    string Id, long Key, int Type, string Split, int Slices, DicomLayout Layout, int Slides, bool PlainTiff)
{
    // Too few for a sequence of 24 after the first 20 % and the last 30 % are gone.
    private const int ShortSeries = 40;
    private const long ExtraKeys = 1_000_000;

    /// <summary>The patients of a cohort, in the order of patients.csv.</summary>
    public static IReadOnlyList<PhantomPatient> Plan(PhantomOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var preset = options.Preset;
        var types = preset.PatientsPerType.SelectMany((count, type) => Enumerable.Repeat(type, count)).ToArray();
        new CounterRandom(options.Seed, 0, PhantomPurpose.Labels).Shuffle(types);
        var patients = types.Select((type, i) => new PhantomPatient(
            $"P{i + 1:D3}", i + 1, type, "", preset.CtSlices, DicomLayout.Plain, preset.SlidesPerPatient, PlainTiff: false)).ToList();

        // one of each kind that hospitals deliver and a reader must take
        patients[1] = patients[1] with { Layout = DicomLayout.ImplicitUnsigned };
        patients[3] = patients[3] with { Layout = DicomLayout.Shuffled };
        patients[5] = patients[5] with { Slices = ShortSeries };
        patients[7] = patients[7] with { PlainTiff = true };

        // the n-th extra patient is the same however many there are, and its CT however many have slides
        for (var i = 0; i < options.ExtraTest; i++)
        {
            patients.Add(new(
                $"T{i + 1:D4}", ExtraKeys + i, i % preset.PatientsPerType.Count, "extra", preset.CtSlices, DicomLayout.Plain,
                i < options.ExtraWithPathology ? preset.SlidesPerPatient : 0, PlainTiff: false));
        }

        return patients;
    }
}
