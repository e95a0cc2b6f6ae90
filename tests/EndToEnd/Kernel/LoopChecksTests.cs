
using Cellwright.Engine;

namespace MhdNet.Tests.Kernel;

/// <summary>A cell's loops ask at each round whether to end, and nothing else about the cell changes.</summary>
public sealed class LoopChecksTests(SharedSession shared) : IClassFixture<SharedSession>
{
    private readonly CSharpSession session = shared.Session;
    private readonly ListSink sink = new();

    [Theory]
    [InlineData("while (true) ;")]
    [InlineData("while (true) { n++; }")]
    [InlineData("do n++; while (true);")]
    [InlineData("for (; ; ) if (n < 0) break;")]
    [InlineData("foreach (var x in All()) { }")]
    [InlineData("foreach (var (x, y) in All().Select(x => (x, x))) { }")]
    [InlineData("await foreach (var x in AllAsync()) { }")]
    [InlineData("while (true) while (n >= 0) n = 0;")]
    [InlineData("((Action)(() => { while (true) { } }))();")]
    [InlineData("await Task.Yield(); while (true) { }")]
    [InlineData("while (true) // why\n    n++; // what")]
    [InlineData("while (true)\n#if X\n    n--;\n#else\n    n++;\n#endif")]
    [InlineData("while (true) { try { n++; } catch (Exception) { } }")]
    [InlineData("while (true) { try { while (true) { } } catch (Exception) { } }")]
    public async Task A_stopped_loop_ends_between_two_rounds(string loop)
    {
        const string Before = """
            var n = 0;
            IEnumerable<int> All() { again: yield return 1; goto again; }
            async IAsyncEnumerable<int> AllAsync() { again: yield return 1; goto again; }
            """;
        Assert.Equal(CellStatus.Completed, session.Execute(Before, 1, sink, TestContext.Current.CancellationToken));
        using var stop = new CancellationTokenSource();
        var cell = "Console.WriteLine(\"begun\");\ntry {\n" + loop
            + "\n} catch (OperationCanceledException) { Console.WriteLine(\"ended\"); throw; }";
        var running = Task.Run(() => session.Execute(cell, 2, sink, stop.Token), TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Contains("out: begun"), TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();
        Assert.Equal(CellStatus.Stopped, await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal("out: ended", sink.Outputs[^1]);
    }

    [Theory]
    [InlineData("for (var i = 0; i < 1; i++) { int n = \"\"; }", "CS0029", 38)]
    [InlineData("for (var i = 0; i < 1; i++) int n = 1;", "CS1023", 28)]
    [InlineData("while (true) { break; } missing();", "CS0103", 24)]
    public void Errors_are_where_they_were_typed(string cell, string error, int column)
    {
        Assert.Equal(CellStatus.Failed, session.Execute(cell, 1, sink, TestContext.Current.CancellationToken));
        Assert.Contains(error, sink.LastError!.Value, StringComparison.Ordinal);
        Assert.Equal(4 + column, sink.LastError.Traceback[^1].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void Loops_give_what_they_gave()
    {
        const string Cell = """
            IEnumerable<int> Odd() { for (var i = 0; ; i++) if (i % 2 == 1) yield return i; }
            var sum = 0;
            foreach (var n in Odd()) { if (n > 9) break; if (n == 5) continue; sum += n; }
            do sum++; while (sum < 30);
            outer: while (true) { while (true) { sum++; if (sum < 40) goto outer; goto done; } }
            done: await Task.Yield();
            Enumerable.Range(0, 3).AsParallel().Sum(n => { var m = 0; while (m < n) m++; return m; }) + sum
            """;
        Assert.Equal(CellStatus.Completed, session.Execute(Cell, 1, sink, TestContext.Current.CancellationToken));
        Assert.Equal("result: 43", sink.Outputs[^1]);
    }
}
