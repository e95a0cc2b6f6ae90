using System.CommandLine;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet cohort</c>.</summary>
internal static class CohortCommand
{
    public static Command Create() => new("cohort", "Make the synthetic phantom cohort, or import and check a cohort of your own.")
    {
        PhantomCommand.Create(), PhantomCommand.Sheet(), PhantomCommand.Ceilings(),
        CohortImportCommand.Cptac(), CohortImportCommand.Frames(), Check(), CohortShowCommand.Create(),
    };

    private static Command Check()
    {
        var folder = new Argument<string>("folder") { Description = "The cohort: patients.csv, ct.csv, wsi.csv (data/README.md)" };
        var (assume, microns) = (CommonOptions.AssumeHounsfield(), CommonOptions.SlideMicrons());
        var command = new Command("check", "Open every file of a cohort and list every problem at once, and what was assumed.")
        {
            folder, assume, microns,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var path = parsed.GetValue(folder)!;
            var options = new PreprocessingOptions
            {
                AssumeHounsfield = parsed.GetValue(assume),
                SlideMicronsPerPixel = parsed.GetValue(microns),
            };
            var found = Ui.Work(progress => CohortInspection.Inspect(path, contents: true, progress, options, cancellation));
            foreach (var (source, note) in found.Series.SelectMany(one => one.Notes.Select(note => (one.Entry.Series, note)))
                .Concat(found.Slides.Where(one => one.Note.Length > 0).Select(one => (one.Entry.Slide, one.Note))))
            {
                Console.WriteLine($"{source}: {note}");
            }

            foreach (var problem in found.Problems)
            {
                Console.Error.WriteLine(problem);
            }

            if (found.Problems.Count > 0)
            {
                throw new InputException($"{path}: {Ui.Count(found.Problems.Count, "problem")} found, listed above: "
                    + $"mend {(found.Problems.Count == 1 ? "it" : "them")} and check again");
            }

            var cohort = found.Cohort!;
            Console.WriteLine(
                $"{cohort.Folder}: {Ui.Count(cohort.Patients.Count, "patient")}, {cohort.Ct.Count} CT series, "
                + $"{Ui.Count(cohort.Slides.Count, "slide")}, "
                + $"labels {cohort.Labels}, {(cohort.Synthetic ? "synthetic" : "real")}, fingerprint {found.Fingerprint}: no problem found"
                + (found.Drawn > 0 ? $" ({found.Drawn} series and slides are not kept and drawn when they are needed)" : ""));
            return 0;
        }));
        return command;
    }
}
