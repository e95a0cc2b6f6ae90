using MhdNet.Methods;
using MhdNet.Runs.Sweeps;
using MhdNet.Runtime;
using MhdNet.Tests.Data;

namespace MhdNet.Tests.Runs.Sweeps;

/// <summary>What is handed to Slurm: its options, and how a sweep becomes calls.</summary>
public sealed class SlurmScriptTests : IDisposable
{
    private static readonly SlurmScript Script = new(
        ["/opt/a b/dotnet", "/opt/it's/mhdnet.dll"], "/shared/sweep", 4, 7, 30, "$SLURM_TMPDIR/x", ["--partition=long", "--account=me"],
        ["--rounds", "3"]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_script_holds_the_sites_options_before_its_first_command_and_quotes_paths()
    {
        var lines = Script.Text.Split('\n');
        Assert.Equal("#!/usr/bin/env bash", lines[0]);
        var head = lines.TakeWhile(line => line.StartsWith('#')).ToList();
        Assert.Contains("#SBATCH --requeue", head);
        Assert.Contains("#SBATCH --signal=B:USR1@120", head);
        Assert.Equal(["#SBATCH --partition=long", "#SBATCH --account=me"], head.SkipWhile(line => !line.Contains("USR1")).Skip(1).Take(2));
        Assert.Contains(@"mhdnet=('/opt/a b/dotnet' '/opt/it'\''s/mhdnet.dll')", lines);
        Assert.Contains(@"scratch=(--scratch ""$SLURM_TMPDIR/x"")", lines);
        Assert.Contains("pack=4 restarts=7 grace=30", lines);
    }

    [Fact]
    public void Its_requeue_names_the_task_and_never_the_array()
    {
        var calls = Script.Text.Split('\n').Where(line => line.Contains("scontrol", StringComparison.Ordinal)).ToList();
        Assert.Equal(["scontrol requeue \"$self\""], calls.Select(call => call.Trim()));
        Assert.Contains(
            "self=\"${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}\"", Script.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("squeue", Script.Text, StringComparison.Ordinal); // nothing asks the controller how it goes
        Assert.DoesNotContain("sacct", Script.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_of_one_array_takes_three_calls_and_a_longer_one_a_call_more_per_array()
    {
        var sweep = Sweep.Plan(_folder.Path, new SweepHead("own", [], Scale.Smoke, "", [1]), []).Sweep;
        var calls = new List<IReadOnlyList<string>>();
        string Sbatch(IReadOnlyList<string> arguments)
        {
            calls.Add(arguments);
            return $"{10 + calls.Count}";
        }

        var submission = new SlurmSubmission(sweep, Script, 2, new SlurmLimits(60, 1L << 30));
        submission.First(Sbatch);
        submission.Rest([(0, "0-1000"), (1001, "0,2")], 8, Sbatch);
        Assert.Equal(4, calls.Count);
        Assert.Equal(["first", "2"], calls[0].TakeLast(2));
        Assert.Equal(["cells", "2", "0"], calls[1].TakeLast(3));
        Assert.Contains("--array=0-1000%8", calls[1]);
        Assert.Contains("--time=26", calls[1]); // 10 minutes and 4 times 4 cells of a minute
        Assert.Contains("--mem=1792M", calls[1]);
        Assert.Contains("--dependency=afterany:12", calls[2]); // one after the other: the throttle is the sweep's
        Assert.Equal(["cells", "2", "1001"], calls[2].TakeLast(3));
        Assert.Contains("--dependency=afterany:12:13", calls[3]);
        Assert.Equal(Script.Text, File.ReadAllText(submission.ScriptFile));
    }

    [Theory]
    [InlineData("--time=5", "--mem=1792M")]
    [InlineData("-t 5", "--mem=1792M")]
    [InlineData("--mem-per-cpu=2G", "--time=26")]
    public void What_the_site_says_of_limits_stands(string site, string measured) =>
        Assert.Equal([measured], new SlurmLimits(60, 1L << 30).Options(4, [site]));

    [Theory]
    [InlineData("2.28", true)]
    [InlineData("2.31", true)]
    [InlineData("2.34", false)]
    [InlineData("2.36", false)]
    public void An_old_C_library_is_refused_in_one_line(string version, bool refused)
    {
        var failure = Record.Exception(() => GlibcVersion.Require(version));
        Assert.Equal(refused, failure is InputException);
        Assert.DoesNotContain('\n', failure?.Message ?? "");
        GlibcVersion.Require(); // that of the machine that runs the tests
    }
}
