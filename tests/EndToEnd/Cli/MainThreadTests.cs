using System.Diagnostics;
using System.Globalization;
using MhdNet.Tests.BuildEnvironment;

namespace MhdNet.Tests.Cli;

/// <summary>A command computes on the thread that it began on, whose memory glibc keeps whatever its size.</summary>
public sealed class MainThreadTests
{
    [Fact]
    public async Task A_command_computes_on_its_first_thread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are looked up in /proc");
        var start = new ProcessStartInfo("dotnet", [Repository.PathOf("artifacts", "bin", "mhdnet", "mhdnet.dll"),
            "bench", "kernels", "--scale", "smoke", "--rounds", "40", "--threads", "1"])
        { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var times = new Dictionary<string, long>();
        while (!process.HasExited)
        {
            foreach (var thread in Directory.GetDirectories($"/proc/{process.Id}/task"))
            {
                times[Path.GetFileName(thread)] = ProcessorTicks(thread) ?? times.GetValueOrDefault(Path.GetFileName(thread));
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Contains("involution, stage 1", await output, StringComparison.Ordinal);
        Assert.Equal($"{process.Id}", times.MaxBy(thread => thread.Value).Key);
    }

    // null: it has ended meanwhile
    private static long? ProcessorTicks(string thread)
    {
        try
        {
            var fields = File.ReadAllText(Path.Combine(thread, "stat")).Split(") ")[1].Split(' ');
            return long.Parse(fields[11], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
