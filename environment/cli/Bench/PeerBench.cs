using System.CommandLine;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary>
/// <c>mhdnet bench peers</c>: training steps and inference beside the same networks in Python's PyTorch, from the same weights, and
/// beside the plain formulation on the same libtorch.
/// </summary>
internal static class PeerBench
{
    /// <summary>Of weights and batch, here and there.</summary>
    public const int Seed = 1;

    private const double Tolerance = 1e-3; // of the largest value; all compute in float32, each in its own order

    public static Command Create()
    {
        var (options, size) = StepSize.Given();
        var threads = BenchReport.Threads();
        var rounds = BenchReport.Rounds();
        var beside = new Option<string[]>("--beside")
        {
            Description = "pytorch, plain (unfolded, attention kept, glibc's allocator with its defaults) or both",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["pytorch", "plain"],
        };
        beside.AcceptOnlyFromAmong("pytorch", "plain");
        var python = new Option<string>("--python")
        {
            Description = "A Python that has torch (Debian: apt-get install python3-torch)",
            DefaultValueFactory = _ => "/usr/bin/python3",
        };
        var output = BenchReport.Output();
        var command = new Command(
            "peers",
            "The same networks in Python's PyTorch and in the plain form: compare results first, then the time of steps and inference.");
        Array.ForEach([.. options, threads, rounds, beside, python, output], command.Options.Add);
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var at = size(parsed);
            var runtime = TorchRuntime.Start(Seed, parsed.GetValue(threads));
            var report = new BenchReport($"Beside others at {at}", "", "ms", "processor ms", "MhdNet's processor time: of this one's");
            report.Head(runtime);
            Ui.Work(progress =>
            {
                // one after the other: each may take most of the memory
                foreach (var name in parsed.GetValue(beside)!.Distinct())
                {
                    var folder = Directory.CreateTempSubdirectory("mhdnet-bench-");
                    try
                    {
                        TorchRuntime.Start(Seed);
                        using var work = new StepWork(at, Formulation.Ours);
                        if (name == "pytorch")
                        {
                            work.Save(folder.FullName);
                        }

                        using var peer = name == "pytorch"
                            ? Peer.PyTorch(parsed.GetValue(python)!, folder.FullName, runtime.Threads, at.Part)
                            : Peer.Plain(at, runtime.Threads);
                        report.Head($"{peer.Name}: {peer.Version}");
                        Beside(work, peer, parsed.GetValue(rounds), report, progress, cancellation);
                    }
                    finally
                    {
                        folder.Delete(recursive: true);
                    }
                }

                return 0;
            });
            report.Remark(
                $"medians of {parsed.GetValue(rounds)} rounds in turn, after one that is not timed; "
                + "weights, batch and threads are the same everywhere");
            report.Show(parsed.GetValue(output));
        }));
        return command;
    }

    private static void Beside(
        StepWork work, Peer peer, int rounds, BenchReport report, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        if (peer.Name == "PyTorch")
        {
            Logits(work, peer, report);
        }

        Measure("typing one sequence", "inference", work.Infer);
        Measure("student step", "student", work.StudentStep);
        Measure("teacher step", "teacher", work.TeacherStep);

        void Measure(string name, string command, Func<double> here)
        {
            List<TimeTaken> ours = [], theirs = [];
            for (var round = 0; round <= rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report(new WorkProgress($"{name}, beside {peer.Name}", round, rounds + 1));
                var value = 0.0;
                TimeTaken own;
                using (CollectionPause.Enter())
                {
                    own = TimeTaken.Measure(() => value = here());
                }

                Trial.GiveMemoryBack();
                var there = peer.Do(command);
                if (round == 0)
                {
                    var error = Math.Abs(value - (double)there["value"]!) / Math.Abs(value);
                    report.Head($"{name}, beside {peer.Name}: the first result differs by {error:0.0e+0}");
                    Refuse(name, peer, error);
                    continue;
                }

                ours.Add(own);
                theirs.Add(new TimeTaken((double)there["wall"]!, (double)there["processor"]!));
            }

            CollectionPause.End();
            var (a, b) = (TimeTaken.Median(ours), TimeTaken.Median(theirs));
            report.Row($"{name}: MhdNet", $"{a.Wall * 1e3:0}", $"{a.Processor * 1e3:0}", "");
            report.Row($"{name}: {peer.Name}", $"{b.Wall * 1e3:0}", $"{b.Processor * 1e3:0}", $"{a.Processor / b.Processor:0.00}");
        }
    }

    private static void Logits(StepWork work, Peer peer, BenchReport report)
    {
        var (student, teacher) = work.Logits();
        var theirs = peer.Do("logits");
        foreach (var (name, ours) in new[] { ("student", student), ("teacher", teacher) })
        {
            var other = theirs[name]!.AsArray().Select(value => (double)value!).ToArray();
            var error = ours.Zip(other, (a, b) => Math.Abs(a - b)).Max() / ours.Max(value => Math.Abs((double)value));
            report.Head($"{name}'s logits differ from {peer.Name}'s by {error:0.0e+0} of the largest");
            Refuse(name, peer, error);
        }
    }

    private static void Refuse(string name, Peer peer, double error)
    {
        if (!(error <= Tolerance))
        {
            throw new InputException(
                $"{name}: {peer.Name} gives another result from the same weights ({error:0.0e+0} of the largest), "
                + "so speeds cannot be compared: run `mhdnet doctor`");
        }
    }
}
