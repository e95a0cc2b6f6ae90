using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Phantom;

/// <summary>
/// The built-in synthetic cohort: patients that never lived, written to disk as hospitals deliver theirs (DICOM series, SVS
/// slides, three CSV files), so that the whole path from raw files on runs without any download. Of a large cohort the files of
/// a few patients are kept (<see cref="PhantomPreset.RawPatients"/>), the others' are drawn when they are needed. Nothing made
/// from it is a result on RPTET.
/// </summary>
public static class PhantomCohort
{
    /// <summary>Names the options of the cohort in its folder; written first, so that an interrupted cohort is known again.</summary>
    public const string MarkerName = "phantom.txt";

    /// <summary>True parameters of every patient: for ceilings, never for training.</summary>
    public const string ParametersName = "phantom.csv";

    private const string PatientsFolder = "patients";
    private const string Complete = "complete";
    private const string Started = "started";

    /// <summary>
    /// Makes the cohort in a folder, on all cores. A finished one is left as it is; an interrupted one, or one with other
    /// options, keeps the patients that are already as asked; where another process makes it, this one waits. Raw files that are there and
    /// need not be kept stay.
    /// </summary>
    /// <param name="folder">Target; new, empty or an earlier synthetic cohort.</param>
    /// <param name="options">Everything the images depend on.</param>
    /// <param name="progress">Told of each finished patient.</param>
    /// <param name="cancellation">Stops between patients; what is finished stays.</param>
    /// <exception cref="InputException">The folder holds something else or cannot be written.</exception>
    public static void Write(string folder, PhantomOptions options, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ExtraTest < 0)
        {
            throw new InputException($"extra test patients: {options.ExtraTest} is less than none: give 0 or more");
        }

        if (options.ExtraWithPathology < 0 || options.ExtraWithPathology > options.ExtraTest)
        {
            throw new InputException($"extra test patients with pathology: {options.ExtraWithPathology} of {options.ExtraTest} extra "
                + $"test patients cannot be: give 0 to {options.ExtraTest}");
        }

        if (options.Test < 1 || options.Test >= options.Preset.Patients)
        {
            throw new InputException($"test patients: {options.Test} of {options.Preset.Patients} patients cannot be: give 1 to "
                + $"{options.Preset.Patients - 1}");
        }

        try
        {
            WriteLocked(folder, options, progress, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: the synthetic cohort cannot be written ({failure.Message.ReplaceLineEndings(" ")}): "
                + "free space or take another folder", failure);
        }
    }

    /// <summary>Whether the folder holds the finished cohort of these options.</summary>
    public static bool IsComplete(string folder, PhantomOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var marker = Path.Combine(folder, MarkerName);
        return File.Exists(marker) && File.ReadAllText(marker) is var text
            && (text == Marker(options, Complete) || text == Marker(options with { RawAll = true }, Complete));
    }

    private static void WriteLocked(string folder, PhantomOptions options, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        if (IsComplete(folder, options))
        {
            return;
        }

        var marker = Path.Combine(folder, MarkerName);
        if (Directory.Exists(folder) && !File.Exists(marker) && Directory.EnumerateFileSystemEntries(folder)
            .Any(entry => !FolderLock.IsOwn(entry)))
        {
            throw new InputException($"{folder}: holds something that is no synthetic cohort: take an empty folder");
        }

        using var held = FolderLock.Take(folder, progress, cancellation);
        if (IsComplete(folder, options))
        {
            return;
        }

        AtomicFile.WriteText(marker, Marker(options, Started));
        var plan = PhantomPatient.Plan(options);
        RemoveOthers(Path.Combine(folder, PatientsFolder), plan);
        var records = MakePatients(folder, options, plan, progress, cancellation);
        WriteTables(folder, options, plan.Select(patient => records[patient.Id]).ToList());
        AtomicFile.WriteText(marker, Marker(options, Complete));
    }

    private static string Marker(PhantomOptions options, string state) =>
        $"synthetic phantom cohort {options.Fingerprint}, preset {options.Preset.Name}, seed {options.Seed}, "
        + $"{options.Extra}{(options.KeepsAll ? "" : $", {Kept(options)}")}: {state}\n";

    private static string Kept(PhantomOptions options) => $"raw files of {options.RawPatients} patients";

    // Half-written patients of a killed process, and patients of other options.
    private static void RemoveOthers(string folder, IReadOnlyList<PhantomPatient> plan)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        var wanted = plan.Select(patient => patient.Id).ToHashSet();
        foreach (var entry in Directory.EnumerateDirectories(folder).Where(entry => !wanted.Contains(Path.GetFileName(entry))).ToList())
        {
            Directory.Delete(entry, recursive: true);
        }
    }

    private static ConcurrentDictionary<string, PhantomRecord> MakePatients(
        string folder, PhantomOptions options, IReadOnlyList<PhantomPatient> plan, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        var records = new ConcurrentDictionary<string, PhantomRecord>();
        var done = 0;
        try
        {
            // one patient at a time to a thread: they take unequal time
            Parallel.ForEach(
                Partitioner.Create(plan.Index(), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
                entry =>
                {
                    var (patient, keep) = (entry.Item, entry.Index < options.RawPatients);
                    var target = Path.Combine(folder, PatientsFolder, patient.Id);
                    var record = PhantomRecord.Read(target, options.PatientFingerprint, patient);
                    records[patient.Id] = record is not null && (!keep || record.HasRawFiles(target))
                        ? record : MakePatient(target, options, patient, keep);
                    progress?.Report(new("rendering synthetic patients", Interlocked.Increment(ref done), plan.Count, patient.Id));
                });
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }

        return records;
    }

    private static PhantomRecord MakePatient(string target, PhantomOptions options, PhantomPatient patient, bool keep)
    {
        var parameters = options.Preset.Disease.Draw(options.Seed, patient.Key, patient.Type, options.Knobs);
        var person = PhantomPerson.Draw(options.Seed, patient.Key, patient.Id);
        var scan = PhantomImages.Scan(options, patient, parameters); // not kept, it still tells where the tumour shows
        var (first, last) = scan.TumourRange();
        string[] slides = [.. Enumerable.Range(0, patient.Slides).Select(slide => PhantomImages.SlideName(patient, slide))];
        var record = new PhantomRecord(
            options.PatientFingerprint, patient, person, parameters, first, last, scan.Contrast, scan.NoiseSigma, slides);
        AtomicFile.WriteFolder(target, folder =>
        {
            if (keep)
            {
                PhantomImages.WriteCt(
                    Path.Combine(folder, PhantomRecord.CtFolder), PhantomImages.Ct(options, patient, parameters), options, patient, person);
                foreach (var (number, name) in slides.Index())
                {
                    PhantomImages.WriteSlide(Path.Combine(folder, name), options, patient, parameters, number);
                }
            }

            record.Write(folder);
        });
        return record;
    }

    private static void WriteTables(string folder, PhantomOptions options, IReadOnlyList<PhantomRecord> records)
    {
        var (disease, labels) = (options.Preset.Disease, options.Preset.Disease.Labels);
        static string In(PhantomRecord record, string name) => $"{PatientsFolder}/{record.Patient.Id}/{name}";
        CsvTable.Write(Path.Combine(folder, ParametersName), PhantomRecord.Columns(disease), records.Select(record => record.Fields));
        var kept = options.KeepsAll ? "" : $"; {Kept(options)} are kept, those of the others drawn when they are needed";
        var description = $"SYNTHETIC phantom cohort drawn by MhdNet (preset {options.Preset.Name}, seed {options.Seed}, "
            + $"{options.Extra}); no patient was imaged{kept}";
        Cohort.Write(
            folder,
            new CohortHead(labels, Synthetic: true, description, options.KeepsAll ? null : new PhantomOrigin(options)),
            records.Select(record => new Patient(record.Patient.Id, labels.NameOf(record.Patient.Type), record.Patient.Split)),
            records.Select(record => new CtEntry(record.Patient.Id, In(record, PhantomRecord.CtFolder),
                options.MarksTumour ? record.TumourFirst : null, options.MarksTumour ? record.TumourLast : null)),
            records.SelectMany(record => record.Slides.Select(slide => new SlideEntry(record.Patient.Id, In(record, slide), "tumour"))));
    }
}
