using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Cellwright.Fronts.Jupyter;

/// <summary>Measures how long a person in front of a notebook waits, through the wire, in one run.</summary>
public static class Benchmark
{
    private const int Declaring = 950;
    private const int Trivial = 50;
    private const int Asked = 20;

    // What the warm-up takes, with room to spare: a person reads before typing.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Runs the measurements and prints one line for each.</summary>
    /// <param name="kernel">Cellwright.dll.</param>
    public static void Run(string kernel)
    {
        Cells(kernel);
        Assist(kernel);
    }

    private static void Cells(string kernel)
    {
        var clock = Stopwatch.StartNew();
        using var client = new KernelClient(kernel, Path.GetTempPath());
        Line("kernel ready", clock.Elapsed.TotalMilliseconds);
        Line("first cell, at once", Milliseconds(() => client.Execute("var x0 = 1 + 1;")));
        Thread.Sleep(WarmUp);
        Line($"trivial cell, median of {Trivial}", Median(Trivial, _ => client.Execute("1 + 1")));
        Console.WriteLine($"{"memory after these",-48}{Megabytes(client),8:0} MB");
        string Declares(int i) => $"var y{i} = Enumerable.Range(0, {i}).Select(v => v * v).ToArray(); y{i}.Length";
        Line($"cell, median of {Declaring} that each declare and show", Median(Declaring, i => client.Execute(Declares(i))));
        Console.WriteLine($"{"memory then",-48}{Megabytes(client),8:0} MB");
    }

    // In a kernel of its own, so that its first answer is measured; with TorchSharp where the library has been built.
    private static void Assist(string kernel)
    {
        using var client = new KernelClient(kernel, Path.GetTempPath());
        Thread.Sleep(WarmUp);
        Line($"first completion, {WarmUp.TotalSeconds:0} s after the start", Milliseconds(() => Complete(client, "Console.")));
        Line("first cell then", Milliseconds(() => client.Execute("var x0 = 1 + 1;")));
        var torch = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(kernel)!, "..", "MhdNet.Lib", "TorchSharp.dll"));
        var (library, code) = File.Exists(torch)
            ? ($"#r \"{torch}\"\nusing static TorchSharp.torch;", "nn.functional.")
            : ("using System.Linq;", "Enumerable.");
        client.Execute(library);
        Line($"completion of {code}, median of {Asked}", Median(Asked, _ => Complete(client, code)));
        Line($"completion of a name, median of {Asked}", Median(Asked, _ => Complete(client, "Con")));
        Line($"completion of a package's name, median of {Asked}", Median(Asked, _ => Complete(client, "#r \"nuget: New")));
        Line($"completion in an initialiser, median of {Asked}", Median(Asked, _ => Complete(client, "new System.Text.StringBuilder { C")));
        Line($"signatures of Math.Max(, median of {Asked}", Median(Asked, _ => Inspect(client, "Math.Max(", cursor: 9)));
        Line($"help on Math.Max, median of {Asked}", Median(Asked, _ => Inspect(client, "Math.Max(1, 2)", cursor: 8)));
    }

    private static void Inspect(KernelClient client, string code, int cursor) =>
        client.Ask("inspect_request", new JsonObject { ["code"] = code, ["cursor_pos"] = cursor, ["detail_level"] = 0 });

    private static void Complete(KernelClient client, string code) =>
        client.Ask("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length });

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
