using System.Diagnostics;
using Cellwright.Fronts.Jupyter;
using Cellwright.Fronts.Jupyter.Wire;

namespace Cellwright.Fronts.Trials;

/// <summary>Interrupts cells of ten kinds at random moments: the kernel lives, its variables stay, and the next cell comes soon.</summary>
internal static class InterruptTrial
{
    // So long the user waits before interrupting once more.
    private static readonly TimeSpan Once = TimeSpan.FromSeconds(2.5);

    private static readonly (string Name, string Code)[] Kinds =
    [
        ("loop", "while (true) { kept++; kept--; }"),
        ("recursion", "long F(int n) => n < 2 ? n : F(n - 1) + F(n - 2);\nF(60)"),
        ("LINQ", "bool Prime(int n) => n > 1 && Enumerable.Range(2, Math.Max(0, n - 2)).All(d => n % d != 0);\n"
            + "Enumerable.Range(1, 10_000_000).Count(Prime)"),
        ("sorting", "var random = new Random(1);\nEnumerable.Range(0, 3_000_000).Select(_ => random.NextDouble()).OrderBy(x => "
            + "x).ToArray().Length"),
        ("PLINQ", "Enumerable.Range(1, int.MaxValue - 1).AsParallel().Count(n => Math.Sqrt(n) < 0)"),
        ("await", "try { while (true) { await Task.Delay(20); } } finally { kept = 41; kept++; }"),
        ("sleep", "Thread.Sleep(-1);"),
        ("tasks", "while (true) { Parallel.For(0, 4, _ => { }); await Task.Run(() => { }); }"),
        ("library call", "System.Numerics.BigInteger.Pow(3, 400_000).ToString().Length"),
        ("native call", "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern uint sleep(uint seconds);\nsleep(4)"),
    ];

    /// <summary>Runs the trial and prints a line for each kind.</summary>
    /// <param name="kernel">The kernel's program.</param>
    /// <param name="count">How many interrupts.</param>
    /// <returns>Whether all held.</returns>
    public static bool Run(string kernel, int count)
    {
        var random = new Random(1);
        var (deaths, late, lost) = (0, 0, 0);
        var client = Warm(kernel);
        Console.WriteLine($"{"running code",-14}{"interrupts",11}{"again",7}{"ended, median",15}{"next cell, most",17}{"deaths",8}");
        foreach (var (name, code) in Kinds)
        {
            var (ended, next, again, died) = (new List<double>(), new List<double>(), 0, 0);
            for (var turn = 0; turn < Math.Max(1, count / Kinds.Length); turn++)
            {
                try
                {
                    var (seconds, twice) = Interrupt(client, code, random.Next(50, 1500));
                    ended.Add(seconds);
                    again += twice ? 1 : 0;
                    var clock = Stopwatch.StartNew();
                    var shown = client.Execute("kept").Published.FirstOrDefault(message => message.Type == "execute_result");
                    next.Add(clock.Elapsed.TotalSeconds);
                    lost += (string?)shown?.Content["data"]?["text/plain"] == "42" ? 0 : 1;
                }
                catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
                {
                    died++;
                    client.Dispose();
                    client = Warm(kernel);
                }
            }

            deaths += died;
            late += next.Count(seconds => seconds > 1);
            Console.WriteLine(FormattableString.Invariant(
                $"{name,-14}{ended.Count + died,11}{again,7}{Middle(ended),13:0.00} s{next.DefaultIfEmpty().Max(),15:0.00} s{died,8}"));
        }

        client.Dispose();
        Console.WriteLine($"{deaths} deaths, {lost} times a variable was lost, {late} times the next cell took more than 1 s");
        return deaths + lost + late == 0;
    }

    private static KernelClient Warm(string kernel)
    {
        var client = new KernelClient(kernel, Path.GetTempPath());
        client.Execute("var kept = 42;");
        return client;
    }

    // Interrupts a cell once, and once more if it goes on; gives the seconds from the first to the end.
    private static (double Seconds, bool Twice) Interrupt(KernelClient client, string code, int after)
    {
        var cell = (string)client.Send("execute_request", Requests.Cell(code))["msg_id"]!;
        Message published;
        do
        {
            published = client.ReceivePublished();
        }
        while (published.Type != "execute_input");

        Thread.Sleep(after);
        var clock = Stopwatch.StartNew();
        Ask(client);
        var twice = !client.Answered(Once);
        if (twice)
        {
            Ask(client);
        }

        client.Receive();
        var seconds = clock.Elapsed.TotalSeconds;
        client.PublishedUntilIdle(cell);
        return (seconds, twice);
    }

    private static void Ask(KernelClient client)
    {
        client.SendControl("interrupt_request", []);
        client.ReceiveControl();
    }

    private static double Middle(List<double> values) => values.Order().ElementAtOrDefault(values.Count / 2);
}
