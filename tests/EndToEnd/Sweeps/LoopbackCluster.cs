using System.Diagnostics;
using MhdNet.Methods;
using MhdNet.Runs.Sweeps;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Sweeps;

/// <summary>
/// Slurm on this machine alone, and on it sweeps whose program is a stand-in of a few lines: what is tested is what the batch script and
/// the controller make of its exit codes. All that need not wait for one another are submitted at once.
/// </summary>
public sealed class LoopbackCluster : IAsyncLifetime
{
    private const string StandIn = """
        #!/bin/bash
        # sweep run FOLDER --pack N --of P [--give-up WHY] | sweep gather FOLDER | sweep sbatch FOLDER ...
        what="$2" folder="$3"
        shift 3
        trap 'echo "stopped" >>"$folder/trace.txt"; exit 75' USR1 TERM
        echo "start $what $* on $SLURMD_NODENAME at $(date +%s%N)" >>"$folder/trace.txt"
        time="$(grep -c "start $what $1 $2 " "$folder/trace.txt")" task="$2"
        [[ "$what" != run ]] || source "$folder/acts.sh"
        echo "end $what $task at $(date +%s%N)" >>"$folder/trace.txt"
        [[ "$what" != gather || "$folder" != */cancelled ]] || exit 5
        """;

    private readonly Dictionary<string, string> _sweeps = [];
    private Task _strokes = Task.CompletedTask;

    public string Folder { get; } = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    /// <summary>Why there is none; null where it runs.</summary>
    public string? Missing { get; private set; }

    /// <summary>The node on which only <c>dead</c> runs.</summary>
    public string Doomed { get; private set; } = "";

    /// <summary>The option for sbatch that keeps a job off the nodes that others are meant for.</summary>
    public string Site => $"--exclude=n3,{Doomed}";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists("/usr/sbin/slurmctld") || !File.Exists("/usr/sbin/munged"))
        {
            Missing = "slurmctld or munged is not installed (Debian packages slurm-wlm, munge; environment/install.sh --tests)";
            return;
        }

        Control("start", "5");
        Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(Folder, "cluster", "slurm.conf"));
        File.WriteAllText(Path.Combine(Folder, "stand-in"), StandIn.ReplaceLineEndings("\n"));
        const string Wait = "((time == 1)) && { for i in {1..900}; do sleep 0.1; done; }";
        Submit("dead", 1, Wait, "--exclude=n3");
        Doomed = (await TraceAsync("dead", trace => trace.Count > 0))[0].Split(' ')[^3];
        // n3 is for what is preempted, n5 alone is in the partition where preemption cancels
        Submit("stopped", 3, "((task == 2 && time == 1)) && exit 75", Site);
        Submit("warned", 1, Wait, Site);
        Submit("killed", 1, "((time == 1)) && kill -KILL $$", Site);
        Submit("error", 2, "exit 2", Site);
        Submit("never", 1, "[[ \"$*\" == *give-up* ]] && exit 2; exit 139", Site, restarts: 1);
        Submit("throttled", 5, "sleep 0.4", Site, throttle: 1, maxArray: 3);
        Submit("preempted", 1, Wait, "--nodelist=n3");
        Submit("cancelled", 1, Wait, "--partition=cancelled");
        _strokes = StrikeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Missing is null)
        {
            await _strokes;
            Control("stop");
            Environment.SetEnvironmentVariable("SLURM_CONF", null);
        }

        Directory.Delete(Folder, recursive: true);
    }

    // what befalls the sweeps, at once: tests wait for what comes of it
    private async Task StrikeAsync()
    {
        Control("kill-node", Doomed);
        await TraceAsync("warned", trace => trace.Count > 0);
        var (code, output) = Repository.Run("scancel", "--signal=USR1", "--batch", "--name=mhdnet-warned-cells");
        Assert.True(code == 0, output);
        await TraceAsync("preempted", trace => trace.Count > 0);
        await TraceAsync("cancelled", trace => trace.Count > 0);
        Sbatch(["--partition=urgent", "--nodelist=n[3,5]", "--nodes=2", "--output=/dev/null", "--wrap=true"]);
    }

    /// <summary>Says something to the cluster: kill-node n1.</summary>
    public void Control(string word, params string[] more)
    {
        var (code, output) = Repository.Run("bash",
            [Repository.PathOf("environment", "slurm", "cluster.sh"), word, Path.Combine(Folder, "cluster"), .. more]);
        Assert.True(code == 0, output);
    }

    /// <summary>Submits a sweep whose program does what a few words of bash say; they know task, and which time it is run.</summary>
    public void Submit(string name, int tasks, string acts, string site, int restarts = 5, int throttle = 0, int maxArray = 1001)
    {
        var sweep = Sweep.Plan(Path.Combine(Folder, name), new SweepHead(name, [], Scale.Smoke, "", [1]), []).Sweep;
        File.WriteAllText(Path.Combine(sweep.Folder, "acts.sh"), acts + "\n");
        var script = new SlurmScript(["bash", Path.Combine(Folder, "stand-in")], sweep.Folder, 1, restarts, 5, null, [site], []);
        new SlurmSubmission(sweep, script, 1, new SlurmLimits(1, null))
            .Rest(SweepTasks.Arrays(Enumerable.Range(1, tasks), 1, maxArray), throttle, Sbatch);
        _sweeps[name] = sweep.Folder;
    }

    /// <summary>Calls sbatch.</summary>
    /// <returns>The job's number.</returns>
    public static string Sbatch(IReadOnlyList<string> arguments)
    {
        var (code, output) = Repository.Run("sbatch", ["--parsable", .. arguments]);
        Assert.True(code == 0, output);
        return output.Trim();
    }

    /// <summary>What the stand-in has noted of a sweep so far.</summary>
    public IReadOnlyList<string> Trace(string name)
    {
        var path = Path.Combine(_sweeps[name], "trace.txt");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    /// <summary>The notes of a sweep once they fulfil something; a minute and a half is waited for.</summary>
    public async Task<IReadOnlyList<string>> TraceAsync(string name, Func<IReadOnlyList<string>, bool> until)
    {
        Assert.SkipUnless(Missing is null, Missing ?? "");
        for (var watch = Stopwatch.StartNew(); !until(Trace(name)); await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var logs = Path.Combine(_sweeps[name], "logs");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90),
                $"{name}: {string.Join('\n', Trace(name))}\n{string.Concat(Directory.GetFiles(logs).Select(File.ReadAllText))}");
        }

        return Trace(name);
    }
}
