
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Tests.Runtime;

namespace MhdNet.Tests.Experiments;

/// <summary>Two run stores on one folder, as two processes have them: one trains, the other waits and takes what comes of it.</summary>
[Collection(SmallCollection.Name)]
public sealed class WaitingTests(SmallWorkspace small)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_second_waits_and_gets_the_finished_run()
    {
        var (first, second) = (small.Open("finished"), small.Open("finished"));
        var experiment = first.At(Experiment.Alone);
        var waiter = new Waiter();
        var trainer = new Killer(1, waiter.IsWaiting.Wait);
        var training = Task.Run(() => first.Runs.Run(experiment, trainer, Token), Token);
        await Until(() => trainer.Reports.Count > 0);
        var waited = await Task.Run(() => second.Runs.Run(experiment, waiter, Token), Token);
        Assert.Equal((await training).Folder.Path, waited.Folder.Path);
        Assert.True(waited.Folder.IsFinished);
        Assert.All(waiter.Reports, report => Assert.Equal("waiting for another process", report.Task)); // it trained nothing
        Assert.StartsWith($"{waited.Folder.Name} is held by process {Environment.ProcessId} ",
            waiter.Reports[0].Detail, StringComparison.Ordinal);
        Assert.Equal((1, 1), (waiter.Reports[^1].Done, waiter.Reports[^1].Total));
        Assert.Equal([".lock"], Directory.GetFiles(waited.Folder.Path).Select(Path.GetFileName).Where(name => name!.StartsWith('.')));
    }

    [Fact]
    public async Task Who_waits_for_one_that_dies_takes_over_where_it_was()
    {
        var straight = small.Open(SmallCollection.Common);
        var experiment = straight.At(Experiment.Alone);
        var expected = straight.Runs.Run(experiment, cancellation: Token).Folder;

        var (first, second) = (small.Open("taken over"), small.Open("taken over"));
        var steps = Assert.Single(first.Runs.Plan(experiment)).Steps;
        var waiter = new Waiter();
        // in the second of two epochs
        var trainer = new Dying(report => report.Total == steps && report.Done == (steps / 2) + 1, waiter.IsWaiting);
        var training = Task.Run(() => first.Runs.Run(experiment, trainer, Token), Token);
        await Until(() => trainer.HasBegun);
        var run = (await Task.Run(() => second.Runs.Run(experiment, waiter, Token), Token)).Folder;
        await Assert.ThrowsAsync<IOException>(() => training);
        Assert.Equal(steps / 2, waiter.Reports.Count(report => report.Total == steps));
        foreach (var file in (string[])["test.csv", "metrics.jsonl", "model.safetensors"])
        {
            Assert.Equal(File.ReadAllBytes(expected.File(file)), File.ReadAllBytes(run.File(file)));
        }
    }

    [Fact]
    public void What_is_no_other_process_is_not_waited_for()
    {
        var workspace = small.Open("refused");
        var experiment = workspace.At(Experiment.Alone);
        var run = Assert.Single(workspace.Runs.Plan(experiment)).Folder;
        Directory.CreateDirectory(run.Path);
        File.CreateSymbolicLink(run.File(".lock"), ".lock"); // a link to itself: nobody can open it, ever
        Assert.Throws<InputException>(() => workspace.Runs.Run(experiment, cancellation: Token));
    }

    private static async Task Until(Func<bool> done)
    {
        while (!done())
        {
            await Task.Delay(20, Token);
        }
    }

    /// <summary>Dies at a report, but not before the other waits.</summary>
    private sealed class Dying(Predicate<WorkProgress> at, ManualResetEventSlim otherWaits) : IProgress<WorkProgress>
    {
        private volatile bool _begun;

        public bool HasBegun => _begun;

        public void Report(WorkProgress value)
        {
            _begun = true;
            if (at(value))
            {
                otherWaits.Wait();
                throw new IOException("power cut");
            }
        }
    }
}
