using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MathNet.Numerics.Statistics;
using MhdNet.Experiments;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench peers</c>: training steps and typing beside the same networks in Python's PyTorch, from the same weights.</summary>
internal static class PeerBench
{
    private const double Tolerance = 1e-3; // of the largest value; both compute in float32, in other orders

    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var threads = new Option<int>("--threads") { Description = "Threads of one operation, here and there", DefaultValueFactory = _ => 1 };
        var rounds = new Option<int>("--rounds") { Description = "How often each is timed", DefaultValueFactory = _ => 5 };
        var python = new Option<string>("--python") { Description = "A Python that has torch (Debian: apt-get install python3-torch)", DefaultValueFactory = _ => "/usr/bin/python3" };
        var output = BenchReport.Output();
        var command = new Command("peers", "The same networks in Python's PyTorch: results compared first, then training steps and typing timed in turn.") { scale, threads, rounds, python, output };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var runtime = TorchRuntime.Start(1, parsed.GetValue(threads));
            var folder = Directory.CreateTempSubdirectory("mhdnet-bench-");
            try
            {
                using var work = new StepWork(Experiment.Paper.At(Scales.Parse(parsed.GetValue(scale)!)));
                work.Save(folder.FullName);
                using var peer = new PyTorchPeer(parsed.GetValue(python)!, folder.FullName, runtime.Threads, work.Part);
                var report = new BenchReport(
                    $"Beside PyTorch at {parsed.GetValue(scale)} scale, batch {work.Batch} in parts of {work.Part}", "", "MhdNet ms", "PyTorch ms", "MhdNet processor ms", "PyTorch processor ms", "MhdNet: of PyTorch");
                report.Head($"libtorch {runtime.LibTorch} here, torch {peer.Version} there; {Ui.Count(runtime.Threads, "thread")} each; {runtime.Allocator}, in both");
                Logits(work, peer, report);
                Measure("typing one sequence", null, () => peer.Do("inference"), parsed.GetValue(rounds), report, cancellation, work.Infer);
                Measure("student step", () => work.StudentStep(), () => peer.Do("student"), parsed.GetValue(rounds), report, cancellation);
                Measure("teacher step", () => work.TeacherStep(), () => peer.Do("teacher"), parsed.GetValue(rounds), report, cancellation);
                report.Remark($"medians of {parsed.GetValue(rounds)} rounds in turn, after one that is not timed; the last column is of processor time");
                report.Show(parsed.GetValue(output));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }, CancellationToken.None));
        return command;
    }

    private static void Logits(StepWork work, PyTorchPeer peer, BenchReport report)
    {
        var (student, teacher) = work.Logits();
        var theirs = peer.Do("logits");
        foreach (var (name, ours) in new[] { ("student", student), ("teacher", teacher) })
        {
            var other = theirs[name]!.AsArray().Select(value => (double)value!).ToArray();
            var error = ours.Zip(other, (a, b) => Math.Abs(a - b)).Max() / ours.Max(value => Math.Abs((double)value));
            report.Head($"{name}'s logits differ by {error:0.0e+0} of the largest");
            Refuse(name, error);
        }
    }

    private static void Measure(
        string name, Func<double>? step, Func<JsonNode> there, int rounds, BenchReport report, CancellationToken cancellation, Action? inference = null)
    {
        var (wall, processor, theirWall, theirProcessor) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (used, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            var value = 0.0;
            using (CollectionPause.Enter())
            {
                inference?.Invoke();
                value = step?.Invoke() ?? 0;
            }

            var (elapsed, spent) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
            var answer = there();
            if (round == 0)
            {
                if (step is not null)
                {
                    var error = Math.Abs(value - (double)answer["value"]!) / Math.Abs(value);
                    report.Head($"{name}: the first loss differs by {error:0.0e+0}");
                    Refuse(name, error);
                }

                continue;
            }

            wall.Add(elapsed);
            processor.Add(spent);
            theirWall.Add((double)answer["wall"]!);
            theirProcessor.Add((double)answer["processor"]!);
        }

        CollectionPause.End();
        var (ours, theirs) = (processor.Median(), theirProcessor.Median());
        report.Row(name, $"{wall.Median() * 1e3:0}", $"{theirWall.Median() * 1e3:0}", $"{ours * 1e3:0}", $"{theirs * 1e3:0}", $"{ours / theirs:0.00}");
    }

    private static void Refuse(string name, double error)
    {
        if (!(error <= Tolerance))
        {
            throw new InputException($"{name}: PyTorch gives another result from the same weights ({error:0.0e+0} of the largest): nothing to compare the speed of; run `mhdnet doctor`");
        }
    }
}
