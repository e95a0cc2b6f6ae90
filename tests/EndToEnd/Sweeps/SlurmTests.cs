using System.Globalization;
using MhdNet.Methods;
using MhdNet.Runs.Sweeps;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using MhdNet.Tests.Cli;
using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Sweeps;

/// <summary>Tasks on a real Slurm: what is tried again and what is not, by whom, and that a sweep comes to its table by itself.</summary>
[Collection(SmallCollection.Name)]
public sealed class SlurmTests(LoopbackCluster cluster, SmallWorkspace small) : IClassFixture<LoopbackCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_checkpointed_is_requeued_alone_even_as_the_arrays_last_task()
    {
        var trace = await AfterGatherAsync("stopped");
        Assert.Equal([1, 1, 2], new[] { 0, 1, 2 }.Select(task => Starts(trace, task)));
    }

    [Fact]
    public async Task A_warning_reaches_the_program_which_goes_on_afterwards()
    {
        var trace = await AfterGatherAsync("warned");
        Assert.Contains("stopped", trace);
        Assert.Equal(2, Starts(trace, 0));
        Assert.Contains(trace, line => line.StartsWith("end run 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_killed_is_run_once_more_and_who_never_ends_is_given_up()
    {
        var killed = await AfterGatherAsync("killed");
        Assert.Equal(2, Starts(killed, 0));
        Assert.Contains(killed, line => line.StartsWith("end run 0", StringComparison.Ordinal));

        var never = await AfterGatherAsync("never");
        // twice at first and twice when requeued; then it is told to give up
        Assert.Equal(5, Starts(never, 0));
        var last = never.Last(line => line.Contains(" run ", StringComparison.Ordinal));
        Assert.Contains("--give-up was begun and not ended in 2 restarts", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_error_is_not_tried_again()
    {
        var trace = await AfterGatherAsync("error");
        Assert.Equal([1, 1], new[] { 0, 1 }.Select(task => Starts(trace, task)));
    }

    [Fact]
    public async Task No_more_tasks_run_at_a_time_than_are_let_over_all_arrays()
    {
        var trace = await AfterGatherAsync("throttled");
        var times = trace.Where(line => line.Contains(" run ", StringComparison.Ordinal))
            .Select(line => (IsStart: line.StartsWith("start", StringComparison.Ordinal),
                Time: long.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture))).OrderBy(one => one.Time).ToList();
        Assert.Equal(10, times.Count);
        Assert.All(times.Index(), one => Assert.Equal(one.Index % 2 == 0, one.Item.IsStart)); // start, end, start, end
        Assert.All(Enumerable.Range(0, 5), task => Assert.Equal(1, Starts(trace, task)));
    }

    [Fact]
    public async Task A_preempted_task_is_requeued_by_the_controller_and_a_cancelled_one_submitted_by_the_last_job()
    {
        var preempted = await AfterGatherAsync("preempted");
        Assert.Equal(2, Starts(preempted, 0));
        Assert.Contains("stopped", preempted); // it was told before it was ended
        var cancelled = await cluster.TraceAsync(
            "cancelled", trace => trace.Any(line => line.StartsWith("start sbatch", StringComparison.Ordinal)));
        Assert.Equal(1, Starts(cancelled, 0));
        Assert.Contains("start sbatch --round 2 -- --partition=cancelled ", string.Join('\n', cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_goes_from_one_call_to_the_table_that_one_process_makes()
    {
        Assert.SkipUnless(cluster.Missing is null, cluster.Missing ?? "");
        using var checkout = new ProgramElsewhere();
        await File.WriteAllTextAsync(Path.Combine(checkout.Folder, "MhdNet.Lib.csproj"), "", Token);
        var (cohort, sweep) = (Path.Combine(small.Folder, "cohort"), Path.Combine(checkout.Folder, "sweep"));
        var study = Tables3And4.Study.Only([Experiment.Alone.Name]);
        await RunAsync(checkout, ["sweep", "plan", study.Name, "--scale", "smoke", "--cohort", cohort, "--seeds", "1", "--only",
            Experiment.Alone.Name, "--to", sweep]);
        var submitted = await RunAsync(checkout, ["sweep", "sbatch", sweep, "--pack", "2", "--", cluster.Site]);
        Assert.Single(submitted.Trim().Split('\n'));

        var file = Path.Combine(StudySource.ResultsFolder(checkout.Folder), ResultsFile.NameOf(study.Name, Scale.Smoke, cohort));
        for (var i = 0; i < 900 && !File.Exists(file); i++)
        {
            await Task.Delay(100, Token);
        }

        var log = string.Concat(Directory.GetFiles(Path.Combine(sweep, "logs")).Select(File.ReadAllText));
        Assert.True(File.Exists(file), log);
        var swept = ResultsFile.Read(file, study, [1], Path.Combine(checkout.Folder, "read"));
        var here = study.Run(small.Open(SmallCollection.Common), [1], cancellation: Token);
        Assert.Equal(ResultsPage.Table(here.Table()), ResultsPage.Table(swept.Table()));
        Assert.Equal(Hashes(here), Hashes(swept));
        Assert.Contains("3 finished", await RunAsync(checkout, ["sweep", "status", sweep]), StringComparison.Ordinal);

        // a first cell that failed keeps the others from being submitted, and is listed
        var cell = Sweep.Open(sweep).Cells[0];
        File.Delete(cell.RunFile);
        cell.Fail("no memory left");
        var refused = await Mhdnet.RunAsync(checkout.Program, ["sweep", "sbatch", sweep, "--dry"]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("its first cell failed, so the others would: no memory left", refused.Error, StringComparison.Ordinal);
        var gathered = await Mhdnet.RunAsync(checkout.Program, ["sweep", "gather", sweep]);
        Assert.Equal(5, gathered.Code);
        Assert.Contains($"failed: cell 1, {cell.Name}: no memory left\n3 cells: 2 finished, 1 not", gathered.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ran_on_a_node_that_died_is_taken_by_another()
    {
        var trace = await AfterGatherAsync("dead");
        Assert.Equal(2, Starts(trace, 0));
        Assert.DoesNotContain($" on {cluster.Doomed} ", trace.Last(line => line.StartsWith("start run", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> AfterGatherAsync(string name) =>
        await cluster.TraceAsync(name, trace => trace.Any(line => line.StartsWith("end gather", StringComparison.Ordinal)));

    private static int Starts(IReadOnlyList<string> trace, int task) =>
        trace.Count(line => line.StartsWith($"start run --pack {task} ", StringComparison.Ordinal));

    private static async Task<string> RunAsync(ProgramElsewhere checkout, string[] arguments)
    {
        var answer = await Mhdnet.RunAsync(checkout.Program, arguments);
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
        return answer.Output;
    }

    private static IEnumerable<string?> Hashes(StudyResult result) => result.Rows.SelectMany(row => row.Runs).SelectMany(run =>
        new[] { "model.safetensors", "test.csv", "metrics.jsonl" }.Select(run.Run.Result.Files.GetValueOrDefault));
}
