using System.CommandLine;
using MhdNet.Runs;
using MhdNet.Runs.Sweeps;

namespace MhdNet.Cli.Sweeps;

/// <summary><c>mhdnet sweep local</c>: a sweep on this machine alone.</summary>
internal static class SweepLocalCommand
{
    public static Command Create()
    {
        var folder = SweepOptions.Folder();
        var jobs = new Option<int?>("--jobs") { Description = "Cells at a time (default: as many as pay on this machine)" };
        jobs.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && number < 1)
            {
                given.AddError($"--jobs {number}: give 1 or more");
            }
        });
        var failed = SweepOptions.Failed();
        var scratch = SweepOptions.Scratch();
        var command = new Command("local",
            "Train what is missing of a sweep on this machine; interrupted or killed, it goes on where it was.")
        {
            folder, jobs, failed, scratch,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var sweep = Sweep.Open(parsed.GetValue(folder)!);
            return SweepRunCommand.Stoppable(stop =>
            {
                GlibcVersion.Require();
                sweep = SweepRunCommand.MakeReady(sweep, stop);
                SweepOptions.Forgive(sweep, parsed.GetValue(failed));
                var open = SweepOptions.ToDo(sweep);
                if (open.Count == 0)
                {
                    Console.WriteLine("nothing is to do: `mhdnet sweep gather` makes the table");
                    return 0;
                }

                var atATime = Math.Min(parsed.GetValue(jobs) ?? Trainings.Jobs(sweep.Head.Scale), open.Count);
                return SweepRunCommand.Train(sweep, parsed.GetValue(scratch)!, open, atATime, null, stop);
            }, cancellation);
        }));
        return command;
    }
}
