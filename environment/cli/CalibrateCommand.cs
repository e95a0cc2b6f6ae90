using System.CommandLine;
using MhdNet.Reports;
using MhdNet.Reports.Calibration;
using MhdNet.Runs;
using MhdNet.Runs.Cards;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet calibrate</c>.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var run = new Argument<string?>("run")
        {
            Description = "Folder of a finished run that needs CT alone (default: the newest in artifacts/runs)",
            Arity = ArgumentArity.ZeroOrOne
        };
        var cohort = CommonOptions.Cohort();
        var command = new Command("calibrate", "Fit a run's temperature, conformal sets and distance to the training patients on its "
            + "validation patients, keep them beside it for predict, and say how they do on test and extra patients.") { run, cohort };
        command.SetAction(parsed =>
        {
            var trained = AskedRun.Find(parsed.GetValue(run));
            var setting = trained.Phase.Setting;
            var patients = Workspace.Find(Repository.Root, setting.Scale, parsed.GetValue(cohort)!, setting.SplitSeed)
                ?? throw new InputException($"{trained.Folder.Path}: the cohort it was trained on is not here: give its folder (--cohort)");
            var calibration = Ui.Work(progress => ModelCalibration.Fit(trained, patients.Sequences, progress));
            calibration.Write(trained.Folder);
            ModelCard.Write(trained, ModelSummary.Of(trained, calibration).Lines()[^1]);
            Show(calibration);
            Console.WriteLine($"{trained.Name}, {trained.Folder.Name}: calibrated on "
                + $"{Ui.Count(calibration.Patients, "validation patient")}, temperature {calibration.Temperature:0.00}; written to "
                + trained.Folder.File(ModelCalibration.FileName));
            if (trained.Result.Synthetic)
            {
                Console.WriteLine(AskedRun.SyntheticWarning);
            }

            return 0;
        });
        return command;
    }

    /// <summary>How a calibration does, as tables.</summary>
    public static void Show(ModelCalibration calibration)
    {
        Ui.Table(
            ["set", "patients", "accuracy", "ECE before", "ECE after", "types in a set", "undecided", "out of distribution"],
            calibration.Evidence.Select(set => (IReadOnlyList<string>)
            [
                set.Set, $"{set.Patients}", Percent(set.Accuracy), Percent(set.Before.Ece), Percent(set.After.Ece), $"{set.SetSize:0.0}",
                Percent(set.Undecided), set.Far is { } far ? Percent(far) : "-",
            ]));
        foreach (var set in calibration.Evidence)
        {
            Ui.Table(
                [$"{set.Set}: probability", "patients", "said before", "right", "patients", "said after", "right"],
                set.Before.Bins.Zip(set.After.Bins).Where(pair => pair.First.Count + pair.Second.Count > 0).Select(pair =>
                    (IReadOnlyList<string>)[$"{pair.First.Low:0.0} - {pair.First.High:0.0}", .. Cells(pair.First), .. Cells(pair.Second)]));
            Ui.Table(
                [$"{set.Set}: {calibration.Sets.Level:0%} set", "validation patients", "patients", "covered", "95 %", "interval holds it"],
                set.Coverage.Select(type => (IReadOnlyList<string>)
                [
                    type.Type, $"{type.Validation}", $"{type.Patients}", Percent(type.Share),
                    $"{100 * type.Low:0.0} - {100 * type.High:0.0}", Verdict(type, calibration.Sets.Level),
                ]));
        }

        static IEnumerable<string> Cells(ReliabilityBin bin) => bin.Count == 0 ? ["0", "-", "-"]
            : [$"{bin.Count}", Percent(bin.Confidence), Percent(bin.Accuracy)];
    }

    private static string Verdict(Coverage type, double level) =>
        type.Patients == 0 ? "-" : type.High < level ? "no, too low" : type.Low > level ? "no, too high" : "yes";

    private static string Percent(double value) => double.IsNaN(value) ? "-" : $"{100 * value:0.0} %";
}
