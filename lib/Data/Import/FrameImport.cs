
using MhdNet.Data.Cohorts;
using MhdNet.Data.Frames;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>
/// Makes a cohort of ready frames in the layout the authors' scripts expect: `&lt;class&gt;/&lt;sequence&gt;/&lt;frames&gt;`, with folders
/// named train and test above the classes or without. The frames stay where they are; the cohort names their folders. A sequence of grey
/// frames is CT, one of coloured frames pathology; class folders name the label, `other` is CT without tumour.
/// </summary>
public static class FrameImport
{
    private const string Kind = "sequence";

    /// <summary>Imports. Every frame is decoded once.</summary>
    /// <param name="roots">Folders with sequences anywhere below; CT and pathology in one or apart.</param>
    /// <param name="patientsFile">CSV with the columns sequence, patient_id; without it each sequence counts as a patient of its
    /// own.</param>
    /// <param name="output">Folder of the cohort.</param>
    /// <param name="labels">The classes that the folders are named after; without them a known set is told from the names.</param>
    /// <param name="progress">Told after each sequence.</param>
    /// <param name="cancellation">Stops; nothing is written.</param>
    /// <returns>What was kept and dropped. With <see cref="ImportReport.Problems"/> nothing is written.</returns>
    /// <exception cref="InputException">No sequence can be used, or the output holds a cohort already.</exception>
    public static ImportReport Run(
        IReadOnlyList<string> roots, string? patientsFile, string output, LabelSet? labels = null, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        RefuseRoots(roots);
        ImportReport.RefuseCohort(output);
        var report = new ImportReport();
        var sequences = roots.SelectMany(root => FrameSequence.Below(root, report)).ToList();
        if (sequences.Count == 0)
        {
            throw new InputException($"{string.Join(", ", roots)}: no folder of PNG or JPEG frames below: "
                + "the layout is <class>/<sequence>/<frames>");
        }

        labels = labels?.Checked() ?? ClassFolders.LabelsOf([.. sequences.Select(sequence => sequence.Class).Distinct()]);
        var whose = patientsFile is null ? null : PatientOfSequence.Read(patientsFile, sequences, report);
        var kept = Sort(sequences, labels, whose, report, Modalities(sequences, progress, cancellation));
        var patients = Patients(kept, report);
        if (report.Problems.Count > 0)
        {
            return report;
        }

        if (kept.Count == 0)
        {
            throw new InputException($"{string.Join(", ", roots)}: none of {sequences.Count} sequences can be used "
                + $"({report.Items[0].Reason}{(report.Items[0].Detail.Length > 0 ? ": " : "")}{report.Items[0].Detail}): "
                    + "correct the folders");
        }

        Warn(kept, patients, whose is not null, report);
        report.Write(
            output, labels, synthetic: false, $"ready frames imported from {string.Join(", ", roots.Select(Path.GetFileName))}; "
                + $"{(whose is null ? "each sequence counts as a patient" : "patients as given")}", patients,
            [.. kept.Where(one => one.Modality == Modality.Ct).Select(one => Ct(one, output))],
            [.. kept.Where(one => one.Modality == Modality.Wsi)
                .Select(one => new SlideEntry(one.Patient, ImportReport.Name(output, one.Sequence.Path), "tumour"))]);
        return report;
    }

    private sealed record Kept(FrameSequence Sequence, Modality Modality, string Patient, string Label);

    private static CtEntry Ct(Kept one, string output)
    {
        var series = ImportReport.Name(output, one.Sequence.Path);
        return one.Label == LabelSet.Other ? CtEntry.WithoutTumour(one.Patient, series) : new CtEntry(one.Patient, series, null, null);
    }

    private static void RefuseRoots(IReadOnlyList<string> roots)
    {
        if (roots.FirstOrDefault(root => !Directory.Exists(root)) is { } missing)
        {
            throw new InputException($"{missing}: no such folder: give the folder above the class folders");
        }

        foreach (var (index, root) in roots.Index())
        {
            var others = roots.Where((_, other) => other != index).ToList();
            if (others.Find(other => RealPath.IsInside(other, root)) is { } inside)
            {
                throw new InputException($"{inside}: lies in {root}: give the outer folder alone");
            }

            if (others.Find(other => NameOf(other) == NameOf(root)) is { } alike)
            {
                throw new InputException($"{root}: named like {alike}: sequences are named by that folder, so give the one above both");
            }
        }

        static string NameOf(string root) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
    }

    // null where the frames cannot be used, with the line that says why
    private static (Modality? Modality, string Detail)[] Modalities(List<FrameSequence> sequences, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        var found = new (Modality?, string)[sequences.Count];
        var done = 0;
        OnAllCores.Do(sequences.Count, i =>
        {
            try
            {
                var folder = FrameFolder.Open(sequences[i].Path);
                found[i] = (folder.AreInColour() ? Modality.Wsi : Modality.Ct, $"{folder.Files.Count} frames");
            }
            catch (Exception failure) when (InputException.Covers(failure))
            {
                found[i] = (null, failure.Message.ReplaceLineEndings(" "));
            }

            progress?.Report(new WorkProgress("reading frames", Interlocked.Increment(ref done), sequences.Count, sequences[i].Name));
        }, cancellation);
        return found;
    }

    private static List<Kept> Sort(
        List<FrameSequence> sequences, LabelSet labels, PatientOfSequence? whose, ImportReport report,
        (Modality? Modality, string Detail)[] read)
    {
        var kept = new List<Kept>();
        foreach (var (sequence, (modality, detail)) in sequences.Zip(read))
        {
            var label = ClassFolders.LabelOf(sequence.Class, labels);
            var patient = whose is null ? sequence.Name : whose[sequence] ?? "";
            var (reason, why) = modality is null ? ("frames that cannot be used", detail)
                : label is null ? ($"class folder '{sequence.Class}' is no label of {labels.Name}", detail)
                : label == LabelSet.Other && modality == Modality.Wsi
                    ? ($"frames in colour under {LabelSet.Other}", $"{detail}; {LabelSet.Other} is CT without tumour")
                : patient.Length == 0 ? ("no patient given", detail)
                : ("", "");
            if (reason.Length > 0)
            {
                report.Drop(Kind, patient, sequence.Path, reason, why);
            }
            else
            {
                report.Keep(Kind, patient, sequence.Path, $"{(modality == Modality.Ct ? "CT" : "pathology")}, {label}, {detail}");
                kept.Add(new Kept(sequence, modality!.Value, patient, label!));
            }
        }

        return kept;
    }

    private static List<Patient> Patients(List<Kept> kept, ImportReport report)
    {
        var patients = new List<Patient>();
        foreach (var patient in kept.GroupBy(one => one.Patient))
        {
            var labels = patient.Where(one => one.Label != LabelSet.Other).DistinctBy(one => one.Label).ToList();
            var splits = patient.DistinctBy(one => one.Sequence.Split).ToList();
            if (labels.Count > 1)
            {
                report.Problem($"patient '{patient.Key}' has {labels[0].Sequence.Name} of type {labels[0].Label} and "
                    + $"{labels[1].Sequence.Name} of type {labels[1].Label}: a patient has one type");
            }

            if (splits.Count > 1)
            {
                report.Problem($"patient '{patient.Key}' has {splits[0].Sequence.Name} and {splits[1].Sequence.Name}, "
                    + "which lie in different splits: a patient is in one split only");
            }

            var label = labels.Select(one => one.Label).FirstOrDefault(LabelSet.Other);
            report.Keep("patient", patient.Key, "", label);
            patients.Add(new Patient(patient.Key, label, splits[0].Sequence.Split));
        }

        return patients;
    }

    private static void Warn(List<Kept> kept, List<Patient> patients, bool patientsGiven, ImportReport report)
    {
        if (!patientsGiven)
        {
            report.Note(
                $"patients are unknown in this layout: each of {patients.Count} sequences counts as a patient of its own, "
                + "so nobody can guarantee that no patient is in two splits: give --patients FILE (columns sequence,patient_id)");
        }

        var pathology = kept.Where(one => one.Modality == Modality.Wsi).Select(one => one.Patient).ToHashSet();
        if (!kept.Any(one => one.Modality == Modality.Ct && pathology.Contains(one.Patient)))
        {
            report.Note("no patient has both CT and pathology: pairs are of one patient, so a student can be trained alone (`mhdnet "
                + "train alone`), a teacher cannot");
        }
    }
}
