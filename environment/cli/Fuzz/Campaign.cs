using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MhdNet.Runtime;

namespace MhdNet.Cli.Fuzz;

/// <summary>
/// Has each reader read a number of damaged files in processes of its own, two at a time: a crash ends that process alone, and a process
/// that says nothing for too long is killed.
/// </summary>
/// <param name="readers">The readers.</param>
/// <param name="seed">Seed of the damage.</param>
/// <param name="time">When to stop, whatever is left.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class Campaign(IReadOnlyList<Target> readers, int seed, TimeSpan time, IProgress<WorkProgress> progress)
{
    private const int Processes = 2;
    private const int MostOfAProcess = 4000;
    private const string HeapLimit = "0x60000000"; // 1.5 GiB: an allocation without bound fails soon

    private readonly ConcurrentBag<Finding> _findings = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _done;
    private long _total;

    /// <summary>What was found, in order.</summary>
    public IReadOnlyList<Finding> Findings =>
        [.. _findings.OrderBy(finding => finding.Reader.Name, StringComparer.Ordinal).ThenBy(finding => finding.Number)];

    /// <summary>What was counted.</summary>
    public IReadOnlyDictionary<Target, Tally> Tallies { get; } = readers.ToDictionary(reader => reader, _ => new Tally());

    /// <summary>Runs the campaign.</summary>
    /// <param name="first">Number of the first input.</param>
    /// <param name="count">Inputs for each reader.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(int first, int count, CancellationToken cancellation)
    {
        _total = (long)count * readers.Count;
        var pieces = Enumerable.Range(0, count).Chunk(MostOfAProcess).SelectMany(
            piece => readers.Select(reader => (Reader: reader, First: first + piece[0], End: first + piece[^1] + 1)));
        var inTwo = new ParallelOptions { MaxDegreeOfParallelism = Processes, CancellationToken = cancellation };
        await Parallel.ForEachAsync(pieces, inTwo, async (piece, token) =>
        {
            for (var next = piece.First; next < piece.End && _clock.Elapsed < time;)
            {
                next = await ProcessAsync(piece.Reader, next, piece.End, token) + 1;
            }
        });
    }

    // returns the last input that the process looked at
    private async Task<int> ProcessAsync(Target reader, int first, int end, CancellationToken cancellation)
    {
        using var process = Start(reader, first, end - first);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var current = first;
        try
        {
            while (await LineAsync(process, reader.Limit, cancellation) is { } line)
            {
                current = Line(reader, line, current);
                if (_clock.Elapsed >= time)
                {
                    process.Kill();
                    return current;
                }
            }
        }
        catch (TimeoutException)
        {
            _findings.Add(new Finding(reader, current, $"hang: nothing for {reader.Limit.TotalSeconds:0} s"));
            process.Kill();
            return current;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode != 0)
        {
            var error = (await errors).Split('\n')[0];
            _findings.Add(new Finding(reader, current, $"crash: the process ended with {process.ExitCode}: {error}"));
        }

        return current;
    }

    // On a machine that is busy with other things a reader may wait long for a processor, so what counts is the processor time that it
    // has used: it hangs where that is as much as it may take, or none at all.
    private static async Task<string?> LineAsync(Process process, TimeSpan limit, CancellationToken cancellation)
    {
        var line = process.StandardOutput.ReadLineAsync(cancellation).AsTask();
        var before = Used(process);
        var last = before;
        while (true)
        {
            try
            {
                return await line.WaitAsync(limit, cancellation);
            }
            catch (TimeoutException) when (Used(process) is var now && now > last && now - before < limit)
            {
                last = now;
            }
        }
    }

    private static TimeSpan Used(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return TimeSpan.Zero; // it has ended: what it wrote is still to be read
        }
    }

    private int Line(Target reader, string line, int current)
    {
        switch (line.Length > 0 ? line[0] : ' ')
        {
            case '@':
                return int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
            case '!':
                _findings.Add(new Finding(reader, current, line[1..]));
                break;
            case '+' or '-':
                var bytes = line[1..].Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
                Tallies[reader].Add(line[0] == '+', bytes[0], bytes[1]);
                var done = Interlocked.Increment(ref _done);
                progress.Report(new WorkProgress("reading damaged files", done, _total, $"{_findings.Count} findings"));
                break;
            default:
                break; // native code may print
        }

        return current;
    }

    private Process Start(Target reader, int first, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Campaign).Assembly.Location);
        }

        foreach (var argument in FuzzCommand.WorkerArguments(reader, seed, first, count))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start)!;
    }
}
