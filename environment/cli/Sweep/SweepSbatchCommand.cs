using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using MhdNet.Runs;
using MhdNet.Runs.Sweeps;
using MhdNet.Runtime;

namespace MhdNet.Cli.Sweeps;

/// <summary><c>mhdnet sweep sbatch</c>: gives a sweep to Slurm.</summary>
internal static class SweepSbatchCommand
{
    private static readonly Argument<string> Folder = SweepOptions.Folder();
    private static readonly Argument<string[]> Site = new("site")
    {
        Description = "After --: options for sbatch that this site wants, such as -- --partition=long --account=mine --constraint=avx512",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<int?> Pack = new("--pack")
    {
        Description = "Cells of a task (default: as many as fill ten minutes, by what the first took)",
    };
    private static readonly Option<int> Throttle = CommonOptions.WholeNumber("--throttle", "Tasks at a time; 0: as many as the site lets",
        0, 0, "a whole number from 0");
    private static readonly Option<int> MaxArray = CommonOptions.WholeNumber("--max-array",
        "The site's MaxArraySize (`scontrol show config`); longer sweeps are several arrays", 1001, 2, "2 or more");
    private static readonly Option<int> Restarts = CommonOptions.WholeNumber("--restarts",
        "How often a task that was killed, stopped or preempted is tried again", 10, 0, "a whole number from 0");
    private static readonly Option<int> Rounds = CommonOptions.Count("--rounds",
        "How often what is missing at the end is submitted, where a site cancels instead of requeueing", 3);
    private static readonly Option<int> Grace = CommonOptions.WholeNumber("--grace",
        "Seconds in which a site ends what it preempts (its GraceTime); after them a task requeues itself", 30, 0, "a whole number from 0");
    private static readonly Option<string?> Scratch = new("--scratch")
    {
        Description = "Folder of a node's own; variables of its shell may stand in it, such as '$SLURM_TMPDIR' (default: its TMPDIR)",
    };
    private static readonly Option<bool> Failed = SweepOptions.Failed();
    private static readonly Option<bool> Dry = new("--dry") { Description = "Write the script and print the commands; submit nothing" };
    private static readonly Option<int> Round = CommonOptions.Count("--round", "Given by the script itself", 1);

    public static Command Create()
    {
        Round.Hidden = true;
        var command = new Command("sbatch",
            "Submit what is to do of a sweep to Slurm: a first job that makes what all need and trains one cell, and submits the rest; or, "
            + "when that is done, the rest. Nothing has to stay logged in.")
        {
            Folder, Pack, Throttle, MaxArray, Restarts, Rounds, Grace, Scratch, Failed, Dry, Round, Site,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() => Submit(parsed)));
        return command;
    }

    private static int Submit(ParseResult parsed)
    {
        var sweep = Sweep.Open(parsed.GetValue(Folder)!);
        SweepOptions.Forgive(sweep, parsed.GetValue(Failed));
        var open = SweepOptions.ToDo(sweep);
        if (sweep.Cells is [{ State: SweepCellState.Failed } first, ..])
        {
            throw new InputException($"{sweep.Folder}: its first cell failed, so the others would: {first.Remark()}: mend that, and give "
                + "--failed to try again");
        }

        if (sweep.Cells.Count > 0 && open.Count == 0)
        {
            var failed = sweep.Cells.Count(cell => cell.State == SweepCellState.Failed);
            Console.WriteLine($"nothing is to do{(failed > 0 ? $"; {Ui.Count(failed, "cell")} failed: --failed tries again" : "")}");
            return 0;
        }

        if (parsed.GetValue(Round) > parsed.GetValue(Rounds))
        {
            throw new InputException($"{sweep.Folder}: gave up after {Ui.Count(parsed.GetValue(Rounds), "round")}: "
                + $"{Ui.Count(open.Count, "cell")} are missing: see {Path.Combine(sweep.Folder, "logs")}");
        }

        var ready = sweep.Cells is [{ State: SweepCellState.Finished }, ..]
            && Workspace.Find(Repository.Root, sweep.Head.Scale, sweep.Head.Cohort) is not null;
        var limits = SlurmLimits.Measured(sweep);
        var pack = parsed.GetValue(Pack)
            ?? SweepTasks.Pack(
                limits.SecondsPerCell, TimeSpan.FromMinutes(10), sweep.Cells.Count, parsed.GetValue(MaxArray), parsed.GetValue(Throttle));
        var submission = new SlurmSubmission(sweep, Script(parsed, sweep, pack), parsed.GetValue(Round), limits);
        var jobs = 0;
        string Sbatch(IReadOnlyList<string> arguments)
        {
            var id = parsed.GetValue(Dry) ? $"JOB{++jobs}" : RunSbatch(arguments);
            Console.WriteLine($"{id}: sbatch {string.Join(' ', arguments)}");
            return id;
        }

        if (ready)
        {
            submission.Rest(SweepTasks.Arrays(open, pack, parsed.GetValue(MaxArray)), parsed.GetValue(Throttle), Sbatch);
        }
        else
        {
            submission.First(Sbatch);
        }

        return 0;
    }

    private static SlurmScript Script(ParseResult parsed, Sweep sweep, int pack)
    {
        string[] asked =
        [
            .. parsed.GetValue(Pack) is { } given ? new[] { "--pack", $"{given}" } : [],
            "--throttle", $"{parsed.GetValue(Throttle)}", "--max-array", $"{parsed.GetValue(MaxArray)}",
            "--restarts", $"{parsed.GetValue(Restarts)}", "--rounds", $"{parsed.GetValue(Rounds)}", "--grace", $"{parsed.GetValue(Grace)}",
            .. parsed.GetValue(Scratch) is { } folder ? new[] { "--scratch", folder } : [],
        ];
        var site = parsed.GetValue(Site) ?? [];
        return new SlurmScript(
            Itself(), sweep.Folder, pack, parsed.GetValue(Restarts), parsed.GetValue(Grace), parsed.GetValue(Scratch), site, asked);
    }

    // as the nodes find it, too: on the file system that they share
    private static string[] Itself() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "mhdnet.dll")] : [Environment.ProcessPath!];

    private static string RunSbatch(IReadOnlyList<string> arguments)
    {
        try
        {
            var start = new ProcessStartInfo("sbatch", ["--parsable", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var id = process.StandardOutput.ReadToEnd().Trim().Split(';')[0]; // ID;CLUSTER
            process.WaitForExit();
            return process.ExitCode == 0 ? id : throw new InputException(
                $"sbatch: refuses the job ({error.GetAwaiter().GetResult().Trim().ReplaceLineEndings("; ")}): change the options after --");
        }
        catch (Win32Exception missing)
        {
            throw new InputException(
                "sbatch: is not on the PATH: submit from where the site has it, or give --dry to see the script", missing);
        }
    }
}
