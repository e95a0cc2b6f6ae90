using System.CommandLine;
using System.Runtime.InteropServices;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runs.Sweeps;
using MhdNet.Runtime;

namespace MhdNet.Cli.Sweeps;

/// <summary><c>mhdnet sweep run</c>: what one task of a job array does.</summary>
internal static class SweepRunCommand
{
    public static Command Create()
    {
        var folder = SweepOptions.Folder();
        var cell = new Option<int?>("--cell") { Description = "One cell, by its place in the manifest, from 1" };
        var pack = new Option<int?>("--pack") { Description = "A task of several cells, by its index, from 0; needs --of" };
        var of = CommonOptions.Count("--of", "Cells of a task", 1);
        var first = new Option<bool>("--first")
        {
            Description = "Make the cohort and the sequences, which cells only read, complete the manifest, and train its first cell",
        };
        var giveUp = new Option<string?>("--give-up")
        {
            Description = "Note this as the failure of cells that were begun and never finished, instead of trying them once more",
        };
        var scratch = SweepOptions.Scratch();
        var command = new Command("run",
            "Train cells of a sweep: exit 0 done or done before, 75 checkpointed (run it again), 3 held by another, else a real error.")
        {
            folder, cell, pack, of, first, giveUp, scratch,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var sweep = Sweep.Open(parsed.GetValue(folder)!);
            bool[] asked = [parsed.GetValue(cell) is not null, parsed.GetValue(pack) is not null, parsed.GetValue(first)];
            if (asked.Count(one => one) != 1)
            {
                throw new InputException("sweep run: give one of --cell N, --pack N and --first");
            }

            return Stoppable(stop =>
            {
                GlibcVersion.Require();
                if (parsed.GetValue(first))
                {
                    sweep = MakeReady(sweep, stop);
                }

                IReadOnlyList<int> numbers = parsed.GetValue(pack) is { } task
                    ? SweepTasks.CellsOf(task, parsed.GetValue(of), sweep.Cells.Count) : [parsed.GetValue(cell) ?? 1];
                return Train(sweep, parsed.GetValue(scratch)!, numbers, 1, parsed.GetValue(giveUp), stop);
            }, cancellation);
        }));
        return command;
    }

    /// <summary>Trains cells and tells how it went.</summary>
    /// <returns>The exit code.</returns>
    public static int Train(
        Sweep sweep, string scratch, IReadOnlyList<int> numbers, int jobs, string? giveUp, CancellationToken stop)
    {
        var workspace = SweepOptions.Patients(sweep);
        Console.WriteLine(TorchRuntime.Start(seed: 0));
        var runner = new SweepRunner(sweep, workspace, scratch, name => Console.WriteLine($"trained {name}"));
        var work = Ui.Work(progress => SweepWork.Run(runner, numbers, jobs, sweep.Head.Scale, giveUp, progress, stop));
        Console.WriteLine($"{Ui.Count(numbers.Count, "cell")}: {work.Trained} trained, {work.WereFinished} finished before, "
            + $"{work.Held.Count} held, {work.Failures.Count} failed");
        foreach (var line in work.Held.Select(held => $"held: {held}").Concat(work.Failures.Select(failure => $"error: {failure}")))
        {
            Console.Error.WriteLine(line);
        }

        return work.Failures.Count > 0 ? ExitCode.Input : work.Held.Count > 0 ? ExitCode.Held : 0;
    }

    /// <summary>Does what a scheduler's warning stops, with a checkpoint.</summary>
    public static int Stoppable(Func<CancellationToken, int> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // SIGUSR1 is what a job scheduler sends before the time is up
        using var warned = OperatingSystem.IsWindows() ? null
            : PosixSignalRegistration.Create((PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10), context =>
            {
                context.Cancel = true;
                stop.Cancel();
            });
        try
        {
            return work(stop.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("checkpointed: the same command goes on from there");
            return ExitCode.Checkpointed;
        }
    }

    /// <summary>Makes cohort, sequences and cells where they are not there yet.</summary>
    public static Sweep MakeReady(Sweep sweep, CancellationToken stop)
    {
        var head = sweep.Head;
        var workspace = Ui.Work(progress => Workspace.Open(
            Repository.Root, Scales.Names[(int)head.Scale], head.Cohort, progress: progress, cancellation: stop));
        Console.WriteLine(workspace.Caption);
        return sweep.Cells.Count > 0 ? sweep : SweepOptions.Plan(sweep.Folder, head, workspace).Sweep;
    }
}
