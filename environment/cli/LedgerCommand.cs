using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;

namespace MhdNet.Cli;

/// <summary><c>mhdnet ledger</c>.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var cohort = CommonOptions.Cohort();
        var seeds = new Option<string>("--seeds")
        {
            Description = "How many seeds count (5: seeds 1 to 5), or which (1,2,7)",
            DefaultValueFactory = _ => "5"
        };
        var csv = new Option<string?>("--csv") { Description = "Write the ledger to this file, too" };
        var html = new Option<string?>("--html") { Description = "Write it as one page, each statement with its runs and command" };
        var results = CommonOptions.Results();
        var command = new Command("ledger", "Every statement of the paper, its value, ours, and whether it holds on this data. Trains "
            + "nothing.") { scale, cohort, seeds, csv, html, results };
        command.SetAction(parsed =>
        {
            var size = Scales.Parse(parsed.GetValue(scale)!);
            var numbers = SeedList.Parse(parsed.GetValue(seeds)!);
            TorchRuntime.Start(seed: 0);
            var ledger = new Ledger(StudySource.Open(Repository.Root, size, parsed.GetValue(cohort)!, numbers));
            foreach (var entry in ledger.Entries)
            {
                Console.WriteLine($"{entry.Id}  {entry.Where}: {entry.Claim}");
                Console.WriteLine($"    paper   {entry.Paper}");
                Console.WriteLine($"    judged  {entry.Judged}");
                Console.WriteLine($"    here    {entry.Here}");
                Console.WriteLine($"    {entry.StandingInWords}{(entry.Runs.Count > 0 ? $"; runs {string.Join(' ', entry.Runs)}" : "")}");
            }

            Console.WriteLine(ledger.Summary);
            Console.WriteLine(ledger.Caption);
            if (parsed.GetValue(csv) is { } path)
            {
                ledger.WriteCsv(path);
                Console.WriteLine($"written: {Path.GetFullPath(path)}");
            }

            if (parsed.GetValue(html) is { } file)
            {
                AtomicFile.WriteText(file, LedgerPage.Render(ledger.Entries, ledger.Summary, ledger.Caption));
                Console.WriteLine($"written: {Path.GetFullPath(file)}");
            }

            if (parsed.GetValue(results) is { } page)
            {
                ResultsPage.Write(page, ledger);
                Console.WriteLine($"written: {Path.GetFullPath(page)}");
            }

            return 0;
        });
        return command;
    }
}
