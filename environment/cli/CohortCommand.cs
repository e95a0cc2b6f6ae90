using System.CommandLine;
using MhdNet.Data;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet cohort</c>.</summary>
internal static class CohortCommand
{
    public static Command Create() => new("cohort", "Make the synthetic phantom cohort, or import and check a cohort of your own.") { PhantomCommand.Create(), PhantomCommand.Sheet(), CohortImportCommand.Cptac(), CohortImportCommand.Frames(), Check() };

    private static Command Check()
    {
        var folder = new Argument<string>("folder") { Description = "The cohort: patients.csv, ct.csv, wsi.csv (data/README.md)" };
        var command = new Command("check", "Open every file of a cohort and list every problem at once.") { folder };
        command.SetAction(parsed =>
        {
            var problems = Cohort.Check(parsed.GetValue(folder)!);
            foreach (var problem in problems)
            {
                Console.Error.WriteLine(problem);
            }

            if (problems.Count > 0)
            {
                throw new InputException($"{parsed.GetValue(folder)}: {problems.Count} problem{(problems.Count == 1 ? "" : "s")} found, listed above: mend them and check again");
            }

            var cohort = Cohort.Load(parsed.GetValue(folder)!);
            Console.WriteLine(
                $"{cohort.Folder}: {cohort.Patients.Count} patients, {cohort.Ct.Count} CT series, {cohort.Slides.Count} slides, "
                + $"{(cohort.Synthetic ? "synthetic" : "real")}, fingerprint {cohort.Fingerprint[..12]}: no problem found");
            return 0;
        });
        return command;
    }
}
