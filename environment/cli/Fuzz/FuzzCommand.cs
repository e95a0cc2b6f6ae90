using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace MhdNet.Cli.Fuzz;

/// <summary><c>mhdnet fuzz</c>.</summary>
internal static class FuzzCommand
{
    private const string WorkerName = "worker";

    public static Command Create()
    {
        var inputs = CommonOptions.Count("--inputs", "Damaged files for all readers together", 100_000);
        var seed = Seed();
        var first = First();
        var seconds = With("--seconds", "Stop after this time, whatever is left", 3600);
        var reader = With("--reader", "all, dicom, nifti, tiff, or canary, which misbehaves on purpose", "all");
        reader.AcceptOnlyFromAmong(["all", .. Target.All.Select(target => target.Name), CanaryTarget.CanaryName]);
        var output = With("--output", "Where to write the files on which a reader failed", Path.Combine("artifacts", "fuzz"));
        output.Aliases.Add("-o");
        var command = new Command(
            "fuzz", "Damage valid DICOM, NIfTI and TIFF files: the readers must read each one, or refuse it in one line.")
        {
            inputs, seed, first, seconds, reader, output, Work(),
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var readers = parsed.GetValue(reader) is "all" or null ? Target.All : [Target.Named(parsed.GetValue(reader)!)];
            var clock = Stopwatch.StartNew();
            var campaign = await Ui.Work(async progress =>
            {
                var run = new Campaign(readers, parsed.GetValue(seed), TimeSpan.FromSeconds(parsed.GetValue(seconds)), progress);
                await run.RunAsync(parsed.GetValue(first), (parsed.GetValue(inputs) + readers.Count - 1) / readers.Count, cancellation);
                return run;
            });
            Print(campaign, parsed.GetValue(seed), clock.Elapsed, parsed.GetValue(output)!);
            return campaign.Findings.Count == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>The arguments that make this program a worker.</summary>
    public static string[] WorkerArguments(Target reader, int seed, int first, int count) =>
        ["fuzz", WorkerName, reader.Name, "--seed", Text(seed), "--first", Text(first), "--inputs", Text(count)];

    private static Command Work()
    {
        var name = new Argument<string>("reader");
        var seed = Seed();
        var first = First();
        var inputs = new Option<int>("--inputs");
        var command = new Command(WorkerName, "Read the inputs of one reader; the command above starts it.") { name, seed, first, inputs };
        command.Hidden = true;
        command.SetAction(parsed =>
            Worker.Run(Target.Named(parsed.GetValue(name)!), parsed.GetValue(seed), parsed.GetValue(first), parsed.GetValue(inputs)));
        return command;
    }

    private static Option<T> With<T>(string name, string description, T usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static Option<int> Seed() => With("--seed", "Seed of the damage", 1);

    private static Option<int> First() =>
        CommonOptions.WholeNumber("--first", "Number of the first file, to look at one again", 0, 0, "a whole number from 0");

    private static void Print(Campaign campaign, int seed, TimeSpan elapsed, string output)
    {
        foreach (var group in campaign.Findings.GroupBy(finding => (finding.Reader, finding.What)))
        {
            var (reader, number, what) = group.First();
            var (name, bytes) = reader.Input(seed, number);
            var path = Path.Combine(output, $"{reader.Name}-{seed}-{number}-{name}");
            Directory.CreateDirectory(output);
            File.WriteAllBytes(path, bytes);
            Console.WriteLine($"{group.Count()} x {what}");
            Console.WriteLine($"    {path}; again: mhdnet fuzz --reader {reader.Name} --seed {seed} --first {number} --inputs 1");
        }

        IReadOnlyList<string> Row(Target reader, Tally tally) =>
        [
            reader.Name, $"{tally.Read + tally.Refused}", $"{tally.Read}", $"{tally.Refused}",
            $"{tally.Managed >> 20} MiB", $"{tally.Process >> 20} MiB",
        ];
        Ui.Table(
            ["", "inputs", "read", "refused", "most given out", "most grown by"],
            campaign.Tallies.Select(one => Row(one.Key, one.Value)));
        var total = campaign.Tallies.Values.Sum(tally => tally.Read + tally.Refused);
        var count = campaign.Findings.Count;
        Console.WriteLine(
            $"seed {seed}: {total} inputs in {elapsed.TotalSeconds:0} s, {count} finding{(count == 1 ? "" : "s")}; "
            + $"bound for one input: {campaign.Tallies.Keys.First().Constant >> 20} MiB and 8 bytes for each of its own");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
