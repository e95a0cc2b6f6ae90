using System.CommandLine;
using MhdNet.Data;
using MhdNet.Data.Import;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet cohort import-frames</c> and <c>mhdnet cohort import-cptac</c>.</summary>
internal static class CohortImportCommand
{
    public static Command Frames()
    {
        var folders = new Argument<string[]>("folder")
        {
            Description = "Folders with <class>/<sequence>/<frames> below, "
            + "under train and test or without; grey frames are CT, coloured ones pathology",
            Arity = ArgumentArity.OneOrMore
        };
        var patients = new Option<string?>("--patients")
        {
            Description = "Whose each sequence is: a CSV file with the columns sequence,patient_id"
        };
        var labels = new Option<string?>("--labels")
        {
            Description = "The classes in order of severity: name=type,type,... and a last "
            + "other for CT without tumour; or thymic, lung-grade (default: told from the folders)"
        };
        var output = Output();
        var command = new Command("import-frames", "Make a cohort of ready frames (PNG or JPEG) in the layout of the authors' scripts; "
            + "the frames stay where they are.") { folders, patients, labels, output };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
            Import(parsed.GetValue(output)!, progress => FrameImport.Run(
                parsed.GetValue(folders)!, parsed.GetValue(patients), parsed.GetValue(output)!,
                parsed.GetValue(labels) is { } named ? LabelSet.Parse(named) : null, progress, cancellation))));
        return command;
    }

    public static Command Cptac()
    {
        var ct = new Option<string>("--ct")
        {
            Description = "Folder that TCIA's retriever filled: metadata.csv, and a folder per patient, study and series",
            Required = true
        };
        var slides = new Option<string>("--slides") { Description = "Folder of the slides, <Slide_ID>.svs", Required = true };
        var table = new Option<string>("--cohort")
        {
            Description = "Cohort table of the CPTAC pathology portal (CSV: Case_ID, Slide_ID, Specimen_Type, ...)",
            Required = true
        };
        var clinical = new Option<string>("--clinical")
        {
            Description = "Clinical table with the grades: clinical.tsv of the GDC, or CPTAC's",
            Required = true
        };
        var output = Output();
        var command = new Command("import-cptac", "Make a cohort of a CPTAC-LUAD download: chooses one CT series per patient, "
            + "takes tumour slides and grades; images stay where they are.") { ct, slides, table, clinical, output };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
            Import(parsed.GetValue(output)!, progress => CptacImport.Run(
                parsed.GetValue(ct)!, parsed.GetValue(slides)!, parsed.GetValue(table)!, parsed.GetValue(clinical)!,
                parsed.GetValue(output)!, progress, cancellation))));
        return command;
    }

    private static Option<string> Output() => new("--output", "-o") { Description = "Folder to write the cohort into", Required = true };

    private static int Import(string output, Func<IProgress<WorkProgress>, ImportReport> import)
    {
        var report = Ui.Work(import);
        if (report.Problems.Count > 0)
        {
            foreach (var problem in report.Problems)
            {
                Console.Error.WriteLine(problem);
            }

            throw new InputException($"{Ui.Count(report.Problems.Count, "contradiction")}, listed above: nothing was written, "
                + "mend them and import again");
        }

        Ui.Table(
            ["", "found", "kept", "dropped"],
            report.Items.GroupBy(item => item.Kind).Select(kind => (IReadOnlyList<string>)
                [kind.Key switch { "patient" => "patients", "sequence" => "sequences", "slide" => "slides", var same => same },
                    $"{kind.Count()}", $"{kind.Count(item => item.Kept)}", $"{kind.Count(item => !item.Kept)}"]));
        Console.WriteLine("labels: " + string.Join(", ", report.Items.Where(item => item is { Kind: "patient", Kept: true })
            .GroupBy(item => item.Detail).OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => $"{label.Count()} {label.Key}")));
        foreach (var reason in report.Items.Where(item => !item.Kept).GroupBy(item => (item.Kind, item.Reason)))
        {
            var first = reason.First();
            var kind = reason.Key.Kind + (reason.Count() == 1 || reason.Key.Kind == "series" ? "" : "s");
            var detail = first.Detail.Length > 0 ? $" ({first.Detail})" : "";
            Console.WriteLine(
                $"dropped {reason.Count()} {kind}: {reason.Key.Reason}, "
                + $"such as {(first.Source.Length > 0 ? first.Source : first.PatientId)}{detail}");
        }

        foreach (var note in report.Notes)
        {
            Console.WriteLine($"note: {note}");
        }

        Console.WriteLine($"cohort: {Path.GetFullPath(output)}; each decision: {ImportReport.FileName} there. Next: "
            + $"mhdnet cohort check {output}");
        return 0;
    }
}
