
using MhdNet.Runtime;

namespace MhdNet.Tests.Experiments;

public sealed class TimeTakenTests
{
    [Fact]
    public void Work_is_done_in_turn_within_what_was_entered_and_first_rounds_do_not_count()
    {
        var log = new List<string>();
        var taken = TimeTaken.InTurn(
            untimed: 1, rounds: 2, [() => log.Add("a"), () => log.Add("b")], () =>
                new Left(log), round => log.Add($"{round}"), TestContext.Current.CancellationToken);
        Assert.Equal("a, left, b, left, 0, a, left, b, left, 1, a, left, b, left", string.Join(", ", log));
        Assert.Equal([2, 2], taken.Select(rounds => rounds.Count));
    }

    [Fact]
    public void The_clock_goes_on_over_a_pause_and_processor_time_over_work()
    {
        Assert.True(TimeTaken.Measure(() => Thread.Sleep(20)).Wall > 0.01);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var spin = TimeTaken.Measure(() =>
        {
            while (clock.ElapsedMilliseconds < 200)
            {
                // SpinWait would sleep most of the time
            }
        });
        Assert.InRange(spin.Processor, 1e-3, double.MaxValue);
    }

    [Fact]
    public void Nothing_begins_once_it_is_cancelled_and_no_round_is_no_measurement()
    {
        using var cancelled = new CancellationTokenSource();
        var done = 0;
        Assert.Throws<OperationCanceledException>(() => TimeTaken.InTurn(0,
            5, [() => done++, cancelled.Cancel, () => done++], cancellation: cancelled.Token));
        Assert.Equal(1, done);
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeTaken.InTurn(0,
            0, [() => done++], cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Medians_are_taken_of_each_time_by_itself() =>
        Assert.Equal(new TimeTaken(2, 20), TimeTaken.Median([new(1, 20), new(2, 30), new(9, 10)]));

    private sealed class Left(List<string> log) : IDisposable
    {
        public void Dispose() => log.Add("left");
    }
}
