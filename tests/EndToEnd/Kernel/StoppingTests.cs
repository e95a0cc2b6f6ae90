
using Cellwright.Engine;

namespace MhdNet.Tests.Kernel;

/// <summary>A running cell can be stopped, wherever it is, and the session goes on.</summary>
public sealed class StoppingTests(SharedSession shared) : IClassFixture<SharedSession>
{
    private readonly CSharpSession session = shared.Session;
    private readonly ListSink sink = new();

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (long i = 0; ; i++) { if (i < 0) { Console.WriteLine(i); } }")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("Task.Delay(-1).Wait();")]
    [InlineData("try { System.Threading.Thread.Sleep(-1); } finally { kept = 2; }")]
    [InlineData("Task.Run(() => System.Threading.Thread.Sleep(300_000)).GetAwaiter().GetResult();")]
    [InlineData("new System.Threading.ManualResetEvent(false).WaitOne();")]
    [InlineData("await Task.Run(async () => { while (true) { await Task.Yield(); if (kept < 0) { break; } } });")]
    [InlineData("System.Threading.Tasks.Parallel.For(0, int.MaxValue, _ => System.Threading.Thread.Sleep(1));")]
    [InlineData("foreach (var n in Enumerable.Range(0, int.MaxValue).AsParallel().Select(n => { System.Threading.Thread.Sleep(1); return "
        + "n; })) { }")]
    [InlineData("using (var child = System.Diagnostics.Process.Start(\"sleep\", \"300\")) { try { child.WaitForExit(); } finally { "
        + "child.Kill(); } }")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(10); } catch (InvalidOperationException) { } }")]
    [InlineData("long F(int n) => n < 2 ? n : F(n - 1) + F(n - 2);\nF(60)")]
    [InlineData("bool Prime(int n) => n > 1 && Enumerable.Range(2, Math.Max(0, n - 2)).All(d => n % d != 0);\n"
        + "Enumerable.Range(1, 10_000_000).Count(Prime)")]
    [InlineData("(from x in Enumerable.Range(0, int.MaxValue) from y in Enumerable.Range(0, int.MaxValue) where y < 0 select x).Sum()")]
    [InlineData("IEnumerable<int> Endless() { again: yield return 1; goto again; }\nEndless().Last()")]
    [InlineData("Enumerable.Range(1, int.MaxValue - 1).AsParallel().Count(n => { double x = n; return Math.Sqrt(x) < 0; })")]
    public async Task A_cell_is_stopped_and_its_predecessors_stay(string cell)
    {
        Assert.Equal(CellStatus.Completed, session.Execute("var kept = 1;", 1, sink, TestContext.Current.CancellationToken));
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => session.Execute("Console.WriteLine(\"begun\");\n" + cell, 2, sink, stop.Token),
            TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Contains("out: begun"), TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();
        Assert.Equal(CellStatus.Stopped, await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(CellStatus.Completed, session.Execute("System.Threading.Thread.Sleep(1); await Task.Delay(1); kept > 0",
            3, sink, TestContext.Current.CancellationToken));
        Assert.Equal("result: True", sink.Outputs[^1]);
    }

    [Theory]
    [InlineData("foreach (var n in Enumerable.Range(0, int.MaxValue).AsParallel().Select(n => { System.Threading.Thread.Sleep(1); return "
        + "n; })) { }")]
    [InlineData("while (true) { Enumerable.Range(0, 4).AsParallel().Select(n => n).ToArray(); }")]
    [InlineData("while (true) { System.Threading.Tasks.Parallel.For(0, 4, _ => { }); }")]
    [InlineData("for (; ; ) Task.Run(() => { });")]
    public async Task A_cell_that_starts_tasks_is_stopped_at_any_moment(string cell)
    {
        // Aborted between a task's being queued and being marked so, a thread leaves it to be run twice: the end of the process.
        var random = new Random(1);
        for (var time = 0; time < 15; time++)
        {
            using var stop = new CancellationTokenSource();
            var before = sink.Outputs.Count;
            var running = Task.Run(() => session.Execute("Console.WriteLine(\"begun\");\n" + cell, 1, sink, stop.Token),
                TestContext.Current.CancellationToken);
            Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Count > before, TimeSpan.FromSeconds(60)));
            Thread.SpinWait(random.Next(300_000));
            await stop.CancelAsync();
            Assert.Equal(CellStatus.Stopped, await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task What_surrounds_an_interrupted_await_ends_in_order()
    {
        const string Cell = """
            async Task Inner() { try { await Task.Delay(-1); } finally { Console.WriteLine("inner"); } }
            try { Console.WriteLine("begun"); await Inner(); } finally { Console.WriteLine("outer"); }
            """;
        Assert.Equal(["out: begun", "out: inner", "out: outer"], await Stopped(Cell, insist: false));
        const string Value = "try { Console.WriteLine(\"begun\"); await new ValueTask<int>(Task.Run(() => { Thread.Sleep(3000); "
            + "return 1; })); } "
            + "finally { Console.WriteLine(\"outer\"); }";
        Assert.Equal(["out: begun", "out: outer"], await Stopped(Value, insist: false));
    }

    [Fact]
    public async Task What_cannot_be_stopped_is_named_and_left_behind_when_interrupted_again()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the native call is libc's");
        }

        session.Execute("var kept = 5;\n[System.Runtime.InteropServices.DllImport(\"libc\")] static extern uint sleep(uint "
            + "seconds);", 1, sink,
            TestContext.Current.CancellationToken);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var shown = await Stopped("Console.WriteLine(\"begun\"); sleep(30);", insist: true);
        Assert.Collection(
            shown,
            line => Assert.Equal("out: begun", line),
            line => Assert.StartsWith("err: interrupted: the cell is in a call that cannot be stopped", line, StringComparison.Ordinal),
            line => Assert.StartsWith("err: left behind: the call goes on", line, StringComparison.Ordinal));
        Assert.Equal(CellStatus.Completed, session.Execute("await Task.Delay(1); kept", 3, sink, TestContext.Current.CancellationToken));
        Assert.Equal("result: 5", sink.Outputs[^1]);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "the next cell waited for the call");
    }

    private async Task<IEnumerable<string>> Stopped(string cell, bool insist)
    {
        var before = sink.Outputs.Count;
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => session.Execute(cell, 2, sink, stop.Token), TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Skip(before).Contains("out: begun"), TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();
        if (insist)
        {
            Assert.True(SpinWait.SpinUntil(() => sink.Outputs[^1].StartsWith("err: interrupted", StringComparison.Ordinal),
                TimeSpan.FromSeconds(60)));
            session.Insist();
        }

        Assert.Equal(CellStatus.Stopped, await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        return sink.Outputs.Skip(before);
    }

    [Fact]
    public void A_cell_that_keeps_every_thread_of_the_pool_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        AppContext.SetData("gate", gate);
        CellStatus? status = null;
        var running = new Thread(() => status = session.Execute(
            """
            var gate = (System.Threading.ManualResetEventSlim)AppContext.GetData("gate");
            for (var i = 0; i < 1000; i++) { _ = Task.Run(gate.Wait); }
            Console.WriteLine("begun");
            System.Threading.Thread.Sleep(-1);
            """,
            1, sink, stop.Token));
        running.Start();
        Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Contains("out: begun"), TimeSpan.FromSeconds(60)));
        stop.Cancel();
        var stopped = running.Join(TimeSpan.FromSeconds(30));
        gate.Set();
        Assert.True(stopped);
        Assert.Equal(CellStatus.Stopped, status);
        running.Join();
    }

    [Fact]
    public async Task Work_that_cooperates_is_asked_first_and_forced_when_interrupted_again()
    {
        // What a library does that wants to end in good order, and one that never does.
        Assert.Equal(CellStatus.Completed, session.Execute(
            """
            using System.Threading;
            var open = (Func<CancellationToken, CancellationTokenSource>)AppContext.GetData("Notebook.Interruption");
            void Work(bool hears)
            {
                using var source = open(default);
                for (var step = 1; ; step++)
                {
                    Console.WriteLine($"step {step}");
                    try
                    {
                        while (!source.IsCancellationRequested) { }
                        if (hears) { Console.WriteLine("saved"); source.Token.ThrowIfCancellationRequested(); }
                        while (true) { }
                    }
                    finally { Thread.Sleep(10); Console.WriteLine("closed"); }
                }
            }
            """,
            1, sink, TestContext.Current.CancellationToken));
        const string Asked = "err: interrupted: the running step ends first; interrupt again to stop at once";
        Assert.Equal(["out: step 1", Asked, "out: saved", "out: closed"], await Stopped("Work(true);", insist: false));
        Assert.Equal(["out: step 1", Asked, "out: closed"], await Stopped("Work(false);", insist: true));
        Assert.Equal(["out: step 1", Asked, "out: saved", "out: closed"], await Stopped("Work(true);", insist: false));

        async Task<IEnumerable<string>> Stopped(string cell, bool insist)
        {
            var before = sink.Outputs.Count;
            using var stop = new CancellationTokenSource();
            var running = Task.Run(() => session.Execute(cell, 2, sink, stop.Token), TestContext.Current.CancellationToken);
            Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Skip(before).Contains("out: step 1"), TimeSpan.FromSeconds(60)));
            await stop.CancelAsync();
            if (insist)
            {
                Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Skip(before).Contains(Asked), TimeSpan.FromSeconds(60)));
                session.Insist();
            }

            Assert.Equal(CellStatus.Stopped, await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
            return sink.Outputs.Skip(before);
        }
    }

    [Fact]
    public async Task A_training_stops_at_the_next_batch_and_goes_on_with_the_one_after()
    {
        using var small = new Experiments.SmallWorkspace();
        Assert.Equal(CellStatus.Completed, session.Execute(
            $$"""
            #r "{{Path.Combine(AppContext.BaseDirectory, "MhdNet.Lib.dll")}}"
            using MhdNet.Methods;
            using MhdNet.Runs;
            using MhdNet.Runtime;
            class Told : IProgress<WorkProgress>
            {
                public void Report(WorkProgress value) => Console.WriteLine($"{value.Task}: {value.Done} of {value.Total}");
            }
            var workspace = Workspace.Open(@"{{small.Folder}}", "smoke", @"{{Path.Combine(small.Folder, "cohort")}}");
            var alone = workspace.At(Experiment.Alone);
            """,
            1, sink, TestContext.Current.CancellationToken));
        const string Told = "out: student alone, seed 1: ";
        const string Train = "workspace.Runs.Run(alone, new Told()).Result.BestEpoch > 0";
        using var stop = new CancellationTokenSource();
        var before = sink.Outputs.Count;
        var running = Task.Run(() => session.Execute(Train, 2, sink, stop.Token), TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Skip(before)
            .Any(line => line.StartsWith($"{Told}2 of", StringComparison.Ordinal)), TimeSpan.FromSeconds(120)));
        await stop.CancelAsync();
        Assert.Equal(CellStatus.Stopped, await running.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken));
        var last = sink.Outputs.Where(line => line.StartsWith(Told, StringComparison.Ordinal)).Select(Step).Last();
        Assert.True(Directory.GetFiles(Path.Combine(small.Folder, "artifacts"), "checkpoint*", SearchOption.AllDirectories).Length > 0);

        before = sink.Outputs.Count;
        Assert.Equal(CellStatus.Completed, session.Execute(Train, 3, sink, TestContext.Current.CancellationToken));
        var steps = sink.Outputs.Skip(before).Where(line => line.StartsWith(Told, StringComparison.Ordinal)).Select(Step).ToArray();
        Assert.Equal(last + 1, steps[0]);
        Assert.Equal("result: True", sink.Outputs[^1]);

        static int Step(string line) => int.Parse(line[Told.Length..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_cell_that_is_stopped_before_it_starts_does_not_run()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Equal(CellStatus.Stopped, session.Execute("Console.WriteLine(1);", 1, sink, stop.Token));
        Assert.Empty(sink.Outputs);
    }
}
