using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench methods</c>: a step of each training that each method takes, and the memory that it needs.</summary>
internal static class MethodBench
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var methods = new Option<string[]>("--method") { Description = "A method to measure, instead of all; may be repeated" };
        var batch = CommonOptions.Count("--batch", "Sequences per step, all at a time", 1);
        var threads = BenchReport.Threads();
        var rounds = BenchReport.Rounds();
        var output = BenchReport.Output();
        var command = new Command("methods", "A step of each training that each method takes, on random pixels, and the memory it needs.")
        {
            scale, methods, batch, threads, rounds, output,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var (size, sequences) = (Scales.Parse(parsed.GetValue(scale)!), parsed.GetValue(batch));
            var names = parsed.GetValue(methods) is { Length: > 0 } some ? some : [.. MethodCatalogue.All.Keys];
            var experiments = names.Select(name => (Name: name, Experiment: MethodCatalogue.Find(name).At(size))).ToList();
            var runtime = TorchRuntime.Start(1, parsed.GetValue(threads));
            var report = new BenchReport($"A step of each training at {parsed.GetValue(scale)} scale, {Ui.Count(sequences, "sequence")}",
                "method", "training", "trained parameters", "ms", "processor ms", "highest memory MB");
            report.Head(runtime);
            using var patients = new RandomPatients(new Setting().At(size));
            var measured = new HashSet<string>(); // some teachers are several methods'
            Ui.Work(progress =>
            {
                foreach (var (index, (name, experiment)) in experiments.Index())
                {
                    foreach (var phase in experiment.PhaseOn(patients.Store, splitSeed: 1).WithNeeds()
                        .DistinctBy(phase => phase.Kind).Where(phase => measured.Add(phase.FolderName)))
                    {
                        progress.Report(new WorkProgress("methods", index, experiments.Count, $"{name}, {phase.Kind}"));
                        using var step = new MethodStep(phase, patients, sequences);
                        if (step.Parameters == 0)
                        {
                            continue; // fitted before the first step, or not at all
                        }

                        var trial = Trial.InTurn(parsed.GetValue(rounds), [step.Take], cancellation).Single();
                        report.Row(name, phase.Kind, $"{step.Parameters / 1e6:0.0} M", $"{trial.Wall * 1e3:0}",
                            $"{trial.Processor * 1e3:0}", $"{trial.HighestMegabytes:0}");
                    }
                }

                return 0;
            });
            report.Remark($"medians of {Ui.Count(parsed.GetValue(rounds), "round")}, of the last step of the last epoch, when every term "
                + "of a loss counts; what a training needs is there untrained");
            report.Remark("memory: of the whole process, networks, optimiser and what it needs included");
            report.Show(parsed.GetValue(output));
        }));
        return command;
    }
}
