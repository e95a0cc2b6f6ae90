using MhdNet.Runtime;

namespace MhdNet.Data.Cohorts;

/// <summary>A cohort with every file opened: what is wrong with it, and what it holds.</summary>
public sealed class CohortInspection
{
    private CohortInspection(Cohort? cohort, IReadOnlyList<string> problems, IReadOnlyList<SourceInspection> sources, bool contents)
    {
        (Cohort, Problems) = (cohort, problems);
        Series = [.. sources.Select(source => source.Series).OfType<SeriesFacts>()];
        Slides = [.. sources.Select(source => source.Slide).OfType<SlideFacts>()];
        Drawn = sources.Count(source => source.Source.Drawn is not null);
        Fingerprint = contents && cohort is not null && problems.Count == 0 ? Hash(cohort, sources) : null;
    }

    /// <summary>The cohort; null where its head cannot be made out.</summary>
    public Cohort? Cohort { get; }

    /// <summary>Every problem, a line each, with file and line: of the rows first, then of the files they name.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The series that can be read.</summary>
    public IReadOnlyList<SeriesFacts> Series { get; }

    /// <summary>The slides that can be read.</summary>
    public IReadOnlyList<SlideFacts> Slides { get; }

    /// <summary>Series and slides that a synthetic cohort does not keep.</summary>
    public int Drawn { get; }

    /// <summary>
    /// Names what the cohort says and every byte of its files, wherever they lie and in whatever order the rows stand: two people with one
    /// fingerprint have the same cohort. Null where contents were not asked for, or there are problems.
    /// </summary>
    public string? Fingerprint { get; }

    /// <summary>Opens every series and slide, on all cores.</summary>
    /// <param name="folder">The cohort.</param>
    /// <param name="contents">Whether to read every byte: for the fingerprint, and to find one file under two names.</param>
    /// <param name="progress">Told after each source.</param>
    /// <param name="options">What would be made of it, and what is stated of its files; the defaults, where null.</param>
    /// <param name="cancellation">Stops between sources.</param>
    public static CohortInspection Inspect(string folder, bool contents, IProgress<WorkProgress>? progress = null,
        PreprocessingOptions? options = null, CancellationToken cancellation = default)
    {
        var problems = new List<string>();
        var sources = new List<CohortSource>();
        var cohort = CohortReader.Read(folder, problems, sources);
        var found = new SourceInspection[sources.Count];
        var done = 0;
        OnAllCores.Do(sources.Count, i =>
        {
            found[i] = SourceInspection.Inspect(sources[i], contents, cohort?.Synthetic ?? false, options ?? new PreprocessingOptions());
            progress?.Report(new WorkProgress("opening series and slides", Interlocked.Increment(ref done),
                sources.Count, sources[i].Name));
        }, cancellation);
        problems.AddRange(found.SelectMany(source => source.Problems));
        problems.AddRange(Repeated(found));
        problems.AddRange(SamePixels(found));
        if (cohort is not null && problems.Count == 0)
        {
            problems.AddRange(Unlearnable(cohort));
        }

        return new CohortInspection(cohort, problems, found, contents);
    }

    // one file under two names is a patient in two places; of ready frames, which may well be alike, only whole sequences count
    private static IEnumerable<string> Repeated(IReadOnlyList<SourceInspection> sources)
    {
        var first = new Dictionary<string, (SourceInspection Source, int File)>();
        foreach (var source in sources)
        {
            IReadOnlyList<string> sums = source.Contents.Count > 0 && source.Source.IsReadyFrames
                ? [string.Concat(source.Contents)] : source.Contents;
            var told = new HashSet<SourceInspection>();
            foreach (var (index, sum) in sums.Index())
            {
                if (!first.TryAdd(sum, (source, index)) && first[sum].Source is var earlier && earlier != source && told.Add(earlier))
                {
                    var what = sums.Count == 1 ? "is" : $"has {Path.GetFileName(source.Source.Files[index])}, which is";
                    yield return $"{source.Source.At}: '{source.Source.Name}' {what} byte for byte in '{earlier.Source.Name}' "
                        + $"({earlier.Source.At}): a series or slide belongs to one patient, once";
                }
            }
        }
    }

    // a copy whose files name another patient has other bytes
    private static IEnumerable<string> SamePixels(IReadOnlyList<SourceInspection> sources)
    {
        foreach (var same in sources.Where(source => source.MiddleSlice is not null).GroupBy(source => source.MiddleSlice))
        {
            var first = same.First();
            foreach (var copy in same.Where(source => source.Source.PatientId != first.Source.PatientId
                && !source.Contents.Intersect(first.Contents).Any()))
            {
                yield return $"{copy.Source.At}: '{copy.Source.Name}' of patient '{copy.Source.PatientId}' has the middle slice of "
                    + $"'{first.Source.Name}' of patient '{first.Source.PatientId}' ({first.Source.At}): give both one patient_id if they "
                    + "are one, or take the copy out";
            }
        }
    }

    private static IEnumerable<string> Unlearnable(Cohort cohort)
    {
        var path = Path.Combine(cohort.Folder, CohortReader.PatientsName);
        if (cohort.Ct.Count == 0)
        {
            yield return $"{Path.Combine(cohort.Folder, CohortReader.CtName)}: no series: every network needs CT, add a row for each";
        }

        var types = cohort.Patients.Where(patient => patient.Label != LabelSet.Other).GroupBy(patient => patient.Label).ToList();
        if (types.Count < 2)
        {
            var found = types.Count == 0 ? "no patient has a tumour type"
                : $"all patients with tumour ({types[0].Count()}) are of type {types[0].Key}";
            yield return $"{path}: {found}: two types at least are needed to tell any apart";
        }

        foreach (var type in types.Where(type => type.All(patient => patient.Split is "test" or "extra")))
        {
            yield return $"{path}: all patients of type {type.Key} are of the test: leave some to learn from";
        }
    }

    private static string Hash(Cohort cohort, IReadOnlyList<SourceInspection> sources)
    {
        var lines = cohort.Patients.Select(patient => $"{patient.Id}\u001f{patient.Label}\u001f{patient.Split}")
            .Concat(sources.Select(source => string.Join('\u001f', [
                source.Source.PatientId, source.Source.Ct?.TumourFirst, source.Source.Ct?.TumourLast,
                $"{source.Source.Slide?.SpecimenType}{Cohort.Stated(source.Source.Ct)}{Cohort.Stated(source.Source.Slide)}",
                .. source.Source.IsReadyFrames ? source.Contents : [.. source.Contents.Order(StringComparer.Ordinal)]])))
            .Order(StringComparer.Ordinal);
        return Checksum.Short($"{cohort.Labels.Signature}\u001f{cohort.Synthetic}\n{string.Join('\n', lines)}");
    }
}
