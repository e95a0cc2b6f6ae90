using System.CommandLine;
using System.Diagnostics;
using MhdNet.Experiments;
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
        var only = new Option<string?>("--only") { Description = "Only notebooks whose name starts so, such as 02 (and what they need)" };
        var command = new Command("reproduce", "Make the cohort, cut sequences, train teacher and students, execute the notebooks; what is done is not done again.") { scale, cohort, seed, only };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(scale)!, parsed.GetValue(cohort)!, parsed.GetValue(seed), parsed.GetValue(only), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string scale, string cohort, int seed, string? only, CancellationToken cancellation)
    {
        var notebooks = Notebook.Find(Repository.Root, only);
        var folder = Path.Combine(Repository.Root, "artifacts", "notebooks", scale);
        var steps = new List<(string Step, TimeSpan Time)>();
        Console.WriteLine(TorchRuntime.Start(seed));
        await Task.Run(() => Ui.Work(progress => Train(scale, cohort, seed, notebooks, steps, progress, cancellation)), CancellationToken.None);

        var failed = new List<string>();
        foreach (var notebook in notebooks)
        {
            var watch = Stopwatch.StartNew();
            var executed = Path.Combine(folder, Path.GetFileName(notebook.Path));
            var code = await Ui.Work(progress => NotebookProcess.RunAsync(
                notebook.Path, executed, [$"scale={scale}", $"cohort={cohort}", $"seed={seed}"], progress, cancellation));
            if (code != 0)
            {
                failed.Add(notebook.Name);
            }

            await NotebookProcess.HtmlAsync(executed, Path.ChangeExtension(executed, ".html"), cancellation);
            steps.Add(($"notebook {notebook.Name}", watch.Elapsed));
        }

        var index = Path.Combine(Repository.Root, "artifacts", "index.html");
        AtomicFile.WriteText(index, IndexPage.Of(scale, folder, notebooks, failed, steps));
        Ui.Table(["step", "seconds"], [.. steps.Select(Row), Row(("all", steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Time)))]);
        Console.WriteLine($"read the results: {index}");
        return failed.Count == 0
            ? 0
            : throw new InputException($"{string.Join(", ", failed)}: a cell failed: the executed notebook in {folder} shows where");
    }

    private static bool Train(
        string scale, string cohort, int seed, IReadOnlyList<Notebook> notebooks, List<(string, TimeSpan)> steps, IProgress<WorkProgress> progress,
        CancellationToken cancellation)
    {
        var workspace = Timed("cohort and sequences", () => Workspace.Open(Repository.Root, scale, cohort, progress: progress, cancellation: cancellation));
        foreach (var need in notebooks.SelectMany(notebook => notebook.Needs).Distinct())
        {
            _ = Timed(need, () => need switch
            {
                "teacher" => workspace.Runs.Teacher(At(Experiment.Paper), progress, cancellation).Run,
                "student" => workspace.Runs.Student(At(Experiment.Paper), progress, cancellation).Run,
                "alone" => workspace.Runs.Student(At(Experiment.Alone), progress, cancellation).Run,
                _ => throw new InputException($"a notebook's metadata asks for '{need}': write teacher, student or alone under mhdnet.needs"),
            });
        }

        return true;

        Experiment At(Experiment experiment) => workspace.At(experiment) with { Seed = seed };

        T Timed<T>(string step, Func<T> work)
        {
            var watch = Stopwatch.StartNew();
            var result = work();
            steps.Add((step, watch.Elapsed));
            return result;
        }
    }

    private static IReadOnlyList<string> Row((string Step, TimeSpan Time) step) => [step.Step, $"{step.Time.TotalSeconds:0.0}"];
}
