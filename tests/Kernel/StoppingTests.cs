using MhdNet.Kernel.Engine;

namespace MhdNet.Tests.Kernel;

/// <summary>A running cell can be stopped, wherever it is, and the session goes on.</summary>
[Collection("alone")]
public sealed class StoppingTests : IDisposable
{
    private readonly CSharpSession session = new(AppContext.BaseDirectory);
    private readonly ListSink sink = new();

    public void Dispose() => session.Dispose();

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (long i = 0; ; i++) { if (i < 0) { Console.WriteLine(i); } }")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("Task.Delay(-1).Wait();")]
    [InlineData("try { System.Threading.Thread.Sleep(-1); } finally { kept = 2; }")]
    public async Task A_cell_is_stopped_and_its_predecessors_stay(string cell)
    {
        Assert.Equal(CellStatus.Completed, session.Execute("var kept = 1;", 1, sink, TestContext.Current.CancellationToken));
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => session.Execute("Console.WriteLine(\"begun\");\n" + cell, 2, sink, stop.Token), TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => sink.Outputs.Contains("out: begun"), TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();
        Assert.Equal(CellStatus.Stopped, await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(CellStatus.Completed, session.Execute("System.Threading.Thread.Sleep(1); await Task.Delay(1); kept > 0", 3, sink, TestContext.Current.CancellationToken));
        Assert.Equal("result: True", sink.Outputs[^1]);
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
