using System.CommandLine;
using MhdNet.Data;
using MhdNet.Data.Phantom;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet cohort</c>.</summary>
internal static class CohortCommand
{
    public static Command Create() => new("cohort", "Make the synthetic phantom cohort, or import and check a cohort of your own.") { Phantom(), CohortImportCommand.Cptac(), CohortImportCommand.Frames(), Check() };

    private static Command Phantom()
    {
        var folder = new Argument<string>("folder") { Description = "Where to write it" };
        var preset = new Option<string>("--preset") { Description = "mini (24 patients), demo (126 patients, mini's image sizes) or default (126 patients, larger images)", DefaultValueFactory = _ => "mini" };
        preset.AcceptOnlyFromAmong("mini", "demo", "default");
        var seed = new Option<int>("--seed") { Description = "Seed of the patients", DefaultValueFactory = _ => 1 };
        var extra = new Option<int>("--extra-test") { Description = "Further test patients, CT only", DefaultValueFactory = _ => 0 };
        var command = new Command("phantom", "Write synthetic patients as real DICOM series and SVS slides.") { folder, preset, seed, extra };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var options = new PhantomOptions { Preset = PhantomPreset.Named(parsed.GetValue(preset)!), Seed = parsed.GetValue(seed), ExtraTest = parsed.GetValue(extra) };
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            Ui.Work(progress =>
            {
                PhantomCohort.Write(path, options, progress, cancellation);
                return 0;
            });
            Console.WriteLine($"synthetic cohort: {path}");
            return 0;
        }, CancellationToken.None));
        return command;
    }

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
