namespace MhdNet.Cli.Fuzz;

/// <summary>
/// A process that reads inputs one after another and says on standard output which one is next, so that the campaign knows which input
/// killed it. Lines: "@number" before an input; "+managed process" (read) or "-managed process" (refused) after it, in bytes; "!text"
/// for a finding.
/// </summary>
internal static class Worker
{
    public static int Run(Target target, int seed, int first, int count)
    {
        var folder = Directory.CreateTempSubdirectory("mhdnet-fuzz-").FullName;
        try
        {
            using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
            target.Prepare(folder);
            for (var number = first; number < first + count; number++)
            {
                var (name, bytes) = target.Input(seed, number);
                var path = Path.Combine(folder, name);
                File.WriteAllBytes(path, bytes);
                output.WriteLine($"@{number}");
                var trial = Trial.Of(target, path, bytes.Length, valid: number < target.Seeds.Count);
                File.Delete(path);
                if (trial.Finding is { } finding)
                {
                    var text = finding.Replace(folder, "", StringComparison.Ordinal);
                    output.WriteLine("!" + string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)));
                }

                output.WriteLine($"{(trial.WasRead ? '+' : '-')}{trial.Managed} {trial.Process}");
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
