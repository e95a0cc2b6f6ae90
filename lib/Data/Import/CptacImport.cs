
using MhdNet.Data.Cohorts;
using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>
/// Makes a cohort of CPTAC-LUAD as TCIA delivers it: CT as its retriever lays it out, slides with the cohort table of the pathology portal,
/// and grades of a clinical table. Images stay where they are. A patient needs a grade and one usable series; tumour slides are taken where
/// there are any.
/// </summary>
public static class CptacImport
{
    /// <summary>Imports. One file of each series is looked at, and the chosen series are read whole.</summary>
    /// <param name="ctFolder">CT download.</param>
    /// <param name="slidesFolder">Folder of the slides.</param>
    /// <param name="slideTable">Cohort table, one row per slide.</param>
    /// <param name="clinicalTable">clinical.tsv of the GDC, or CPTAC's clinical table.</param>
    /// <param name="output">Folder of the cohort.</param>
    /// <param name="progress">Told after each patient.</param>
    /// <param name="cancellation">Stops; nothing is written.</param>
    /// <returns>What was kept and dropped.</returns>
    /// <exception cref="InputException">A file or folder is missing or no such table, no patient is left, or the output holds a cohort
    /// already.</exception>
    public static ImportReport Run(
        string ctFolder, string slidesFolder, string slideTable, string clinicalTable, string output, IProgress<WorkProgress>? progress =
            null, CancellationToken cancellation = default)
    {
        ImportReport.RefuseCohort(output);
        var report = new ImportReport();
        var grades = ClinicalGrades.Read(clinicalTable, report);
        var slides = SlideTable.Read(slideTable, slidesFolder, report).ToLookup(slide => slide.PatientId);
        var series = Once(NbiaDownload.Series(ctFolder, report), report).ToLookup(one => one.PatientId);
        var cases = series.Concat<IGrouping<string, object>>(slides).Select(one => one.Key).Distinct()
            .Order(NaturalOrder.Instance).ToList();
        var looked = Look(cases, grades, series, slides, progress, cancellation);

        foreach (var item in looked.SelectMany(one => one.Items))
        {
            report.Add(item);
        }

        var kept = looked.Where(one => one.Series is not null).ToList();
        Note(report, grades, cases, kept);
        if (kept.Count == 0)
        {
            var reason = report.Items.First(item => item is { Kind: "patient", Kept: false });
            throw new InputException($"{ctFolder}: none of {cases.Count} patients has a grade and a usable CT series "
                + $"({reason.PatientId}: {reason.Reason}{(reason.Detail.Length > 0 ? $", {reason.Detail}" : "")}): look at what was given");
        }

        report.Write(
            output, LabelSet.LungGrade, kept.Exists(one => one.IsSynthetic),
            "CPTAC-LUAD imported from TCIA: https://www.cancerimagingarchive.net/collection/cptac-luad/",
            [.. kept.Select(one => new Patient(one.Patient, one.Grade!, ""))],
            [.. kept.Select(one => new CtEntry(one.Patient, ImportReport.Name(output, one.Series!), null, null))],
            [.. kept.SelectMany(one => one.Slides.Select(slide => new SlideEntry(one.Patient, ImportReport.Name(output, slide.Path),
                slide.SpecimenType)))]);
        return report;
    }

    private sealed record Looked(string Patient, string? Grade, string? Series, IReadOnlyList<ListedSlide> Slides,
        IReadOnlyList<ImportItem> Items)
    {
        public bool IsSynthetic { get; init; }
    }

    private static List<CtCandidate> Once(IReadOnlyList<CtCandidate> listed, ImportReport report)
    {
        var first = new Dictionary<string, CtCandidate>();
        foreach (var candidate in listed)
        {
            if (!first.TryAdd(RealPath.Of(candidate.Folder), candidate))
            {
                report.Drop("series", candidate.PatientId, candidate.Folder, "listed twice");
            }
        }

        return [.. first.Values];
    }

    private static Looked[] Look(
        List<string> cases, ClinicalGrades grades, ILookup<string, CtCandidate> series, ILookup<string, ListedSlide> slides,
        IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var looked = new Looked[cases.Count];
        var done = 0;
        OnAllCores.Do(cases.Count, i =>
        {
            looked[i] = Patient(cases[i], grades.Of(cases[i]), [.. series[cases[i]]], [.. slides[cases[i]]]);
            progress?.Report(new WorkProgress("looking into series and slides", Interlocked.Increment(ref done), cases.Count, cases[i]));
        }, cancellation);
        return looked;
    }

    private static Looked Patient(string patient, (string? Grade, string Reason, string Detail) grade, IReadOnlyList<CtCandidate> series,
        IReadOnlyList<ListedSlide> slides)
    {
        const string PatientKind = "patient";
        const string LeftOut = "its patient was left out";
        if (grade.Grade is null)
        {
            return new Looked(patient, null, null, [],
            [
                new ImportItem(PatientKind, patient, "", grade.Reason, grade.Detail),
                .. series.Select(one => new ImportItem("series", patient, one.Folder, LeftOut, grade.Reason)),
                .. slides.Select(one => new ImportItem("slide", patient, one.Path, LeftOut, grade.Reason)),
            ]);
        }

        var (chosen, isSynthetic, items) = SeriesChoice.Choose(patient, series);
        if (chosen is null)
        {
            const string NoSeries = "no usable CT series";
            return new Looked(patient, grade.Grade, null, [],
            [
                new ImportItem(PatientKind, patient, "", NoSeries, $"{series.Count} series, grade {grade.Grade}"),
                .. items, .. slides.Select(one => new ImportItem("slide", patient, one.Path, LeftOut, NoSeries)),
            ]);
        }

        var opened = slides.Select(slide => (Slide: slide, Item: Opened(slide, out var synthetic), IsSynthetic: synthetic)).ToList();
        return new Looked(
            patient, grade.Grade, chosen, [.. opened.Where(one => one.Item.Kept).Select(one => one.Slide)],
            [new ImportItem(PatientKind, patient, "", "", grade.Grade), .. items, .. opened.Select(one => one.Item)])
        {
            IsSynthetic = isSynthetic || opened.Exists(one => one.IsSynthetic),
        };
    }

    private static ImportItem Opened(ListedSlide listed, out bool isSynthetic)
    {
        isSynthetic = false;
        try
        {
            using var slide = WholeSlides.Open(listed.Path);
            isSynthetic = slide.Synthetic;
            var unstated = slide.MicronsPerPixel is null
                ? $", no microns per pixel: state them in the column mpp of {CohortReader.SlidesName}" : "";
            return new ImportItem("slide", listed.PatientId, listed.Path, "",
                $"{slide.Width} x {slide.Height}, {listed.SpecimenType}{unstated}");
        }
        catch (Exception failure) when (InputException.Covers(failure))
        {
            return new ImportItem("slide", listed.PatientId, listed.Path, "a slide that cannot be used", failure.Message);
        }
    }

    private static void Note(ImportReport report, ClinicalGrades grades, List<string> cases, List<Looked> kept)
    {
        var withoutSlide = kept.Where(one => one.Slides.Count == 0).Select(one => one.Patient).ToList();
        if (withoutSlide.Count > 0)
        {
            report.Note($"{withoutSlide.Count} kept patient{(withoutSlide.Count == 1 ? " has" : "s have")} CT alone, "
                + $"such as {withoutSlide[0]}: no pair for the teacher, but CT to train and test a student");
        }

        var elsewhere = grades.Cases.Except(cases).Count();
        if (elsewhere > 0)
        {
            report.Note($"{elsewhere} case{(elsewhere == 1 ? "" : "s")} of the clinical table {(elsewhere == 1 ? "has" : "have")} "
                + "neither CT nor tumour slide here");
        }
    }
}
