using System.CommandLine;
using System.Diagnostics;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;

namespace MhdNet.Cli.Certify;

/// <summary><c>mhdnet certify</c>.</summary>
internal static class CertifyCommand
{
    private const string Trainings = "smoke trainings";

    public static Command Create()
    {
        var to = new Option<string?>("--to")
        {
            Description = "Folder for certificate.md, codecheck.yml and statements.csv "
            + "(default: artifacts/certificate)"
        };
        var quick = new Option<bool>("--quick") { Description = "Leave the trainings out" };
        var record = new Option<bool>("--record")
        {
            Description = "Keep what the trainings give as what is expected from now on (environment/certificate/expected.json)"
        };
        var command = new Command("certify", "Recompute this repository's figures, hold them against the committed ones, and write a "
            + "certificate with every statement of the paper; ends with code 1 where something differs.") { to, quick, record };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (root, begun, watch) = (Repository.Root, DateTime.UtcNow, Stopwatch.StartNew());
            var folder = Path.GetFullPath(parsed.GetValue(to) ?? Path.Combine(root, "artifacts", "certificate"));
            var machine = TorchRuntime.Start(seed: 1);
            var ledger = new Ledger(new StudySource(root, workspace: null, Scale.Demo, "", [1, 2, 3]));
            var onLung = new Ledger(new StudySource(root, workspace: null, Scale.Demo, "data/phantom-lung", [1]));
            var checks = Ui.Work(progress => new List<Check>(
            [
                .. MachineChecks.Convolutions(progress, cancellation), .. MachineChecks.Equations(),
                .. CommittedChecks.Parameters(), .. CommittedChecks.Sections(root, ledger, onLung),
            ]));
            if (!parsed.GetValue(quick))
            {
                var figures = Train(progress => SmokeFigures.Make(Path.Combine(folder, "work"), progress, cancellation).Figures,
                    Path.Combine(folder, "work"));
                if (parsed.GetValue(record))
                {
                    Console.WriteLine($"written: {Figure.Write(root, figures)}");
                }

                checks.AddRange(Figure.Compare(Trainings, Figure.Expected(root), figures));
            }

            var certificate = new Certificate(begun, watch.Elapsed, machine, parsed.GetValue(quick), checks, ledger);
            certificate.Write(folder);
            Ui.Table(["part", "what", "expected", "found"], checks.Where(check => !check.Agrees).Select(check =>
                (IReadOnlyList<string>)[check.Part, check.What, check.Expected, check.Found]));
            Console.WriteLine(FormattableString.Invariant($"{certificate.Summary}; {watch.Elapsed.TotalMinutes:0.0} min"));
            Console.WriteLine($"written: {folder}");
            return certificate.Agrees ? 0 : ExitCode.Bug;
        }));
        return command;
    }

    // nothing of before is believed, and nothing is left
    private static T Train<T>(Func<IProgress<WorkProgress>, T> make, string work)
    {
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        var made = Ui.Work(make);
        Directory.Delete(work, recursive: true);
        return made;
    }
}
