using FsCheck;
using FsCheck.Xunit;
using MhdNet.Runs.Sweeps;
using MhdNet.Runtime;

namespace MhdNet.Tests.Runs.Sweeps;

/// <summary>Every cell that is to do is in one task of one array, and no index is beyond the site's limit.</summary>
public sealed class SweepTasksTests
{
    [Property(MaxTest = 200)]
    public void Arrays_hold_what_is_to_do_and_nothing_beyond(PositiveInt cells, PositiveInt pack, PositiveInt limit, int seed)
    {
        var (count, size, most) = (cells.Get * 7, 1 + (pack.Get % 9), 2 + limit.Get);
        var random = new Random(seed);
        var open = Enumerable.Range(1, count).Where(_ => random.Next(3) > 0).ToList();
        var tasks = SweepTasks.Arrays(open, size, most)
            .SelectMany(array => Expanded(array.Indices).Select(index => (array.Offset, Index: index))).ToList();
        Assert.All(tasks, task => Assert.InRange(task.Index, 0, most - 1));
        var numbers = tasks.SelectMany(task => SweepTasks.CellsOf(task.Offset + task.Index, size, count)).ToList();
        Assert.Equal(numbers.Distinct().Count(), numbers.Count);
        Assert.Empty(open.Except(numbers));
        Assert.Equal(tasks.Count, open.Select(number => (number - 1) / size).Distinct().Count()); // no task without work
    }

    [Fact]
    public void A_sweep_beyond_the_limit_is_several_arrays_and_gaps_are_left_out() => Assert.Equal(
        [(0, "0-1,3"), (4, "0,2-3"), (8, "0")],
        SweepTasks.Arrays([1, 2, 3, 4, 7, 8, 9, 13, 14, 15, 16, 17, 18], 2, 4));

    [Theory]
    [InlineData(30, 100, 1001, 0, 20)]     // short cells fill ten minutes
    [InlineData(30, 100, 1001, 10, 10)]    // but leave none of ten tasks idle
    [InlineData(3600, 100, 1001, 0, 1)]    // long ones do so alone
    [InlineData(3600, 5000, 1001, 50, 5)]  // and are packed where they would take several arrays
    [InlineData(0.01, 1000, 1001, 0, 100)] // a task that dies loses no more than so many
    public void So_many_cells_make_a_task(double seconds, int cells, int limit, int throttle, int pack) =>
        Assert.Equal(pack, SweepTasks.Pack(seconds, TimeSpan.FromMinutes(10), cells, limit, throttle));

    [Fact]
    public void Rows_that_were_trained_on_different_processors_are_named() => Assert.Equal(
        ["mixed: a, student, was trained on different processors: 2 on cpu, Y; 1 on cpu, X"],
        MixedProcessors.Among([("a, student", "cpu, X"), ("b, student", "cpu, X"), ("a, student", "cpu, Y"), ("a, student", "cpu, Y")]));

    [Fact]
    public void A_task_that_is_not_there_is_refused_in_one_line()
    {
        Assert.Equal([9, 10], SweepTasks.CellsOf(2, 4, 10));
        Assert.Contains("give a task from 0 to 2", Assert.Throws<InputException>(() => SweepTasks.CellsOf(3, 4, 10)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InputException>(() => SweepTasks.Arrays([1], 1, 1));
    }

    private static IEnumerable<int> Expanded(string indices) => indices.Split(',').SelectMany(range =>
        range.Split('-') is [var first, var last]
            ? Enumerable.Range(Number(first), Number(last) - Number(first) + 1) : [Number(range)]);

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
