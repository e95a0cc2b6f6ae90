using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet reproduce</c>: everything, from raw files to executed notebooks and a page that lists them.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var cohort = CommonOptions.Cohort();
        var seed = CommonOptions.Seed();
        var seeds = CommonOptions.Count("--seeds",
            "Seeds that notebook 04 compares over, 1 to this; each further one is three trainings more", 1);
        var only = new Option<string?>("--only") { Description = "Only notebooks whose name starts so, such as 02 (and what they need)" };
        var command = new Command("reproduce", "Make the cohort, cut sequences, train teacher and students, execute the notebooks; what "
            + "is done and unchanged is not done again.") { scale, cohort, seed, seeds, only };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(scale)!, parsed.GetValue(cohort)!, parsed.GetValue(seed), parsed.GetValue(seeds),
            parsed.GetValue(only), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string scale, string cohort, int seed, int seeds, string? only, CancellationToken cancellation)
    {
        var notebooks = Notebook.Find(Repository.Root, only);
        var all = notebooks;
        var leftOut = notebooks.Where(notebook => notebook.NeedsStudies).ToDictionary(
            notebook => notebook.Name,
            notebook => $"it trains whole studies: `mhdnet run {Path.GetRelativePath(Repository.Root, notebook.Path)} -p scale={scale}`");
        var folder = Path.Combine(Repository.Root, "artifacts", "notebooks", scale);
        cohort = cohort.Length > 0 ? Path.GetFullPath(cohort) : ""; // a notebook runs in its own folder
        var steps = new List<(string Step, TimeSpan Time)>();
        var whole = Stopwatch.StartNew();
        Console.WriteLine(TorchRuntime.Start(seed));
        var workspace = await MainThread.Run(() =>
            Ui.Work(progress => Train(scale, cohort, seed, seeds, notebooks, leftOut, steps, progress, cancellation)));
        notebooks = [.. notebooks.Where(notebook => !leftOut.ContainsKey(notebook.Name))];

        var made = notebooks.Select(notebook => new ExecutedNotebook(
            notebook, folder,
            [$"scale={scale}", $"cohort={cohort}", $"seed={seed}", .. notebook.ComparesSeeds ? (string[])[$"seeds={seeds}"] : []],
            workspace, Trainings.PlanOf(workspace, notebook.Trainings(seed, seeds)))).ToList();
        var current = made.ConvertAll(notebook => notebook.IsCurrent);
        if (current.Contains(true))
        {
            Console.WriteLine($"{string.Join(", ", notebooks.Zip(current).Where(pair => pair.Second).Select(pair => pair.First.Name))}: "
                + "executed before, from the same notebook, programs, patients and runs");
        }

        var results = new (int Code, TimeSpan Time)[notebooks.Count];
        await Task.Run(() => Ui.Work(progress =>
        {
            var finished = current.Count(one => one);
            // the later ones are the longer ones; each has a process of its own, most of it on one core
            Parallel.ForEachAsync(
                made.Index().Where(notebook => !current[notebook.Index]).Reverse(),
                new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation },
                async (notebook, stop) =>
                {
                    var cells = new CellProgress(cell => progress.Report(new WorkProgress(
                        "notebooks", finished, notebooks.Count, $"{cell.Task}, cell {cell.Done}/{cell.Total}")));
                    results[notebook.Index] = await notebook.Item.MakeAsync(cells, stop);
                    progress.Report(new WorkProgress("notebooks", Interlocked.Increment(ref finished),
                        notebooks.Count, notebooks[notebook.Index].Name));
                }).GetAwaiter().GetResult();
            return true;
        }), CancellationToken.None);
        var failed = notebooks.Where((_, i) => results[i].Code != 0).Select(notebook => notebook.Name).ToList();
        steps.AddRange(notebooks.Index().Where(notebook => !current[notebook.Index])
            .Select(notebook => ($"notebook {notebook.Item.Name}", results[notebook.Index].Time)));

        var index = Path.Combine(Repository.Root, "artifacts", "index.html");
        var entries = all.Select(notebook => leftOut.TryGetValue(notebook.Name, out var reason)
            ? IndexContent.LeftOut(notebook.Path, reason)
            : IndexContent.Executed(notebook.Path, folder, failed.Contains(notebook.Name))).ToList();
        var trained = notebooks.SelectMany(notebook => notebook.Trainings(seed, seeds))
            .Select(experiment => experiment.Seed).Distinct().Order().ToList();
        AtomicFile.WriteText(index,
            IndexPage.Render(IndexContent.Create(workspace, scale, trained.Count > 0 ? trained : [seed], entries, steps)));
        Ui.Table(["step", "seconds"], [.. steps.Select(Row), Row(("all, two notebooks at a time", whole.Elapsed))]);
        Console.WriteLine($"read the results: {index}");
        return failed.Count == 0
            ? 0
            : throw new InputException($"{string.Join(", ", failed)}: a cell failed: the executed notebook in {folder} shows where");
    }

    // adds the notebooks that do not apply to the cohort to those left out
    private static Workspace Train(
        string scale, string cohort, int seed, int seeds, IReadOnlyList<Notebook> notebooks, Dictionary<string, string> leftOut,
        List<(string, TimeSpan)> steps, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var workspace = Timed("cohort and sequences", () => Workspace.Open(
            Repository.Root, scale, cohort, progress: progress, cancellation: cancellation));
        var lacking = new Dictionary<string, string>();
        if (workspace.Cohort.HoldsReadyFrames)
        {
            lacking[Notebook.RawSeries] = "it looks at raw series and this cohort holds ready frames";
        }

        if (!workspace.Test.Sequences.Any(pair => pair.Wsi is not null))
        {
            lacking[Notebook.TestPathology] = "it tests a teacher and no test patient of this cohort has pathology";
        }

        foreach (var notebook in notebooks.Where(notebook => notebook.Needs.Any(lacking.ContainsKey)))
        {
            leftOut.TryAdd(notebook.Name, lacking[notebook.Needs.First(lacking.ContainsKey)]);
        }

        foreach (var (name, reason) in leftOut)
        {
            Console.WriteLine($"{name}: left out, since {reason}");
        }

        var fitting = notebooks.Where(notebook => !leftOut.ContainsKey(notebook.Name));
        var trainings = new Trainings("training", workspace, fitting.SelectMany(notebook => notebook.Trainings(seed, seeds)));
        Timed("trainings", () =>
        {
            trainings.Complete(progress: progress, cancellation: cancellation);
            return trainings.Plan.Count;
        });
        if (trainings.Time is { } time)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{trainings.Plan.Count} trainings: expected after the first {time.Estimated.TotalMinutes:0.0} min; taken "
                    + $"{time.Taken.TotalMinutes:0.0} min"));
        }

        return workspace;

        T Timed<T>(string step, Func<T> work)
        {
            var watch = Stopwatch.StartNew();
            var result = work();
            steps.Add((step, watch.Elapsed));
            return result;
        }
    }

    private static IReadOnlyList<string> Row((string Step, TimeSpan Time) step) => [step.Step, $"{step.Time.TotalSeconds:0.0}"];

    /// <summary>Passes a notebook's cells on at once (<see cref="Progress{T}"/> would do so later, on another thread).</summary>
    private sealed class CellProgress(Action<WorkProgress> report) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => report(value);
    }
}
