namespace MhdNet.Phantom;

/// <summary>One patient of a synthetic cohort: everything its files are made from.</summary>
/// <param name="Id">As in patients.csv.</param>
/// <param name="Key">Key of its random numbers; the same patient in every order.</param>
/// <param name="Type">Index of the WHO type.</param>
/// <param name="Split">As in patients.csv.</param>
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

        if (options.Test is { } test)
        {
            Divide(patients, test);
        }

        // the n-th extra patient is the same however many there are, and its CT however many have slides
        for (var i = 0; i < options.ExtraTest; i++)
        {
            patients.Add(new(
                $"T{i + 1:D4}", ExtraKeys + i, i % preset.PatientsPerType.Count, "extra", preset.CtSlices, DicomLayout.Plain,
                i < options.ExtraWithPathology ? preset.SlidesPerPatient : 0, PlainTiff: false));
        }

        return patients;
    }

    // the last of each type are tested: as large a share of it as of all, the largest remainders rounded up
    private static void Divide(List<PhantomPatient> patients, int test)
    {
        var share = (double)test / patients.Count;
        var types = patients.GroupBy(patient => patient.Type).OrderBy(type => (type.Count() * share) - (int)(type.Count() * share))
            .ThenBy(type => type.Key).Select(type => type.ToList()).ToList();
        var tested = new HashSet<string>();
        foreach (var (i, type) in types.Index())
        {
            var missing = test - tested.Count - types.Skip(i).Sum(other => (int)(other.Count * share));
            tested.UnionWith(type.TakeLast((int)(type.Count * share) + (missing >= types.Count - i ? 1 : 0)).Select(patient => patient.Id));
        }

        for (var i = 0; i < patients.Count; i++)
        {
            patients[i] = patients[i] with { Split = tested.Contains(patients[i].Id) ? "test" : "train" };
        }
    }
}
