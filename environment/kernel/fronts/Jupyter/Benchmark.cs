using System.Diagnostics;

namespace MhdNet.Kernel.Fronts.Jupyter;

/// <summary>Measures what a person in front of a notebook waits for, through the wire, in one run.</summary>
public static class Benchmark
{
    private const int Cells = 300;
    private const int Trivial = 50;

    /// <summary>Runs the measurements and prints a line each.</summary>
    /// <param name="kernel">MhdNet.Kernel.dll.</param>
    public static void Run(string kernel)
    {
        var clock = Stopwatch.StartNew();
        using var client = new KernelClient(kernel, Path.GetTempPath());
        Line("kernel ready", clock.Elapsed.TotalMilliseconds);
        Line("first cell, at once", Milliseconds(() => client.Execute("var x0 = 1 + 1;")));
        Line($"trivial cell, median of {Trivial}", Median(Trivial, _ => client.Execute("1 + 1")));
        Console.WriteLine($"{"memory after these",-48}{Megabytes(client),8:0} MB");
        Line($"cell, median of {Cells} that each declare and show", Median(Cells, i => client.Execute($"var y{i} = Enumerable.Range(0, {i}).Select(v => v * v).ToArray(); y{i}.Length")));
        Console.WriteLine($"{"memory then",-48}{Megabytes(client),8:0} MB");
    }

    private static double Milliseconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Median(int count, Action<int> action)
    {
        double[] times = [.. Enumerable.Range(0, count).Select(i => Milliseconds(() => action(i))).Order()];
        return times[count / 2];
    }

    private static double Megabytes(KernelClient client)
    {
        client.Process.Refresh();
        return client.Process.WorkingSet64 / 1e6;
    }

    private static void Line(string what, double milliseconds) => Console.WriteLine($"{what,-48}{milliseconds,8:0.0} ms");
}
