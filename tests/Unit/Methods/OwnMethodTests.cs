using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using MhdNet.Tests.Experiments;
using MhdNet.Training;

namespace MhdNet.Tests.Methods;

/// <summary>A method that is defined outside the library goes through all that a run goes through.</summary>
[Collection(SmallCollection.Name)] // it trains
public sealed class OwnMethodTests(SmallWorkspace small)
{
    private static readonly Experiment Toy = new() { Name = "toy", Method = new ToyMethod() };

    [Fact]
    public void It_is_a_row_of_a_study_beside_the_suite_s_own()
    {
        var workspace = small.Open("study");
        var study = Study.Create("own", Toy, Toy with { Name = "trusting", Method = new ToyMethod { Trust = 2 } }, Experiment.Alone);
        var run = new StudyRun(study, workspace, [1]);
        Assert.Equal(["toy-first", "toy", "toy", "alone"], run.Plan.Select(one => one.Kind)); // the first network is shared
        var result = study.Run(workspace, [1], cancellation: TestContext.Current.CancellationToken);
        Assert.All(result.Rows, row => Assert.Single(row.Runs));
        Assert.Equal(3, result.Table().Rows.Count);
        Assert.Contains("toy-", string.Concat(result.Sources()), StringComparison.Ordinal);
        Assert.Null(Study.Create("fitted", MatchedControls.MostFrequent).Run(workspace, [1],
            cancellation: TestContext.Current.CancellationToken).Costs()["training step, ms"][0]); // it takes none
        Assert.True(result.Costs().Rows.Count == 3 && result.Latencies["toy"].Median > 0);
        // a run that no statement is about is in nobody's way
        Assert.NotEmpty(new Ledger(new StudySource(small.Folder, workspace, Scale.Smoke, "", [1])).Entries);
    }

    [Fact]
    public void Killed_and_resumed_it_ends_as_if_it_had_not_been()
    {
        var (straight, killed) = (small.Open("straight"), small.Open("killed"));
        var whole = straight.Runs.Run(straight.At(Toy), cancellation: TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => killed.Runs.Run(
            killed.At(Toy), new Reports(value => _ = value.Task.Contains("toy", StringComparison.Ordinal) && ++steps == 5 ? Stop(stop) : 0),
            stop.Token));
        var resumed = killed.Runs.Run(killed.At(Toy), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(whole.Folder.Name, resumed.Folder.Name);
        Assert.Equal(File.ReadAllBytes(whole.Folder.ModelFile), File.ReadAllBytes(resumed.Folder.ModelFile));
        Assert.Equal(File.ReadAllText(whole.Folder.File("test.csv")), File.ReadAllText(resumed.Folder.File("test.csv")));
    }

    [Fact]
    public void It_predicts_is_exported_and_comes_back()
    {
        var workspace = small.Open("export");
        var run = workspace.Runs.Run(workspace.At(Toy), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(run.Folder.Name, Models.Newest(workspace.Runs.Folder).Folder.Name);
        Assert.True(run.Test().Count > 0 && run.Extra().Count > 0);
        var file = Path.Combine(small.Folder, "toy.safetensors");
        ModelFile.Export(run, file);
        var back = ModelFile.Import(file, new RunFolder(Path.Combine(small.Folder, "imported")));
        using var network = back.Load();
        var again = Inference.Predict(network, workspace.Test.Sequences, workspace.Test, 4)[0].Predictions;
        Assert.Equal(run.Test().Take(again.Count).Select(row => row.Probabilities), again.Select(row => row.Probabilities));
    }

    [Fact]
    public void Its_trainings_are_cells_that_wait_for_nobody()
    {
        var workspace = small.Open("cells");
        var folder = Path.Combine(small.Folder, "cells-of-toy");
        var plan = new StudyRun(Study.Create("own", Toy), workspace, [1]).Plan;
        var files = Cell.WriteAll(folder, plan, Scale.Smoke, "");
        Assert.Equal(2, files.Count);
        var (first, second) = (Cell.Read(files[0]), Cell.Read(files[1]));
        Assert.Equal([first.Run], second.Needs);
        var missing = Assert.Throws<InputException>(() => workspace.Runs.RunAlone(second.Phase,
            second.Name, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains($"{first.Run}: is needed", missing.Message, StringComparison.Ordinal);
        workspace.Runs.RunAlone(first.Phase, first.Name, cancellation: TestContext.Current.CancellationToken);
        using (FolderLock.TakeNow(Path.Combine(workspace.Runs.Folder, second.Run)))
        {
            Assert.Throws<FolderHeldException>(() => workspace.Runs.RunAlone(second.Phase,
                second.Name, cancellation: TestContext.Current.CancellationToken));
        }

        Assert.Equal(second.Run,
            workspace.Runs.RunAlone(second.Phase, second.Name, cancellation: TestContext.Current.CancellationToken).Folder.Name);
    }

    [Fact]
    public void A_damaged_run_is_trained_again_and_hides_no_other()
    {
        var workspace = small.Open("damaged");
        var study = Study.Create("own", Toy, Toy with { Name = "trusting", Method = new ToyMethod { Trust = 2 } });
        var rows = study.Run(workspace, [1], cancellation: TestContext.Current.CancellationToken).Rows;
        var (model, test) = (File.ReadAllBytes(rows[0].Runs[0].Run.Folder.ModelFile), rows[0].Runs[0].Run.Folder.File("test.csv"));
        File.AppendAllText(test, "x");
        var damaged = study.Find(workspace, [1]);
        Assert.Equal([0, 1], damaged.Rows.Select(row => row.Runs.Count));
        Assert.Contains("test.csv is not as it was", string.Concat(damaged.Sources()), StringComparison.Ordinal);
        var said = new List<string>();
        var repaired = workspace.Runs.Run(workspace.At(Toy), new Reports(value => said.Add(value.Detail)),
            TestContext.Current.CancellationToken);
        Assert.Contains(said, line => line.Contains("trains again what is damaged", StringComparison.Ordinal));
        Assert.Equal(model, File.ReadAllBytes(repaired.Folder.ModelFile));
    }

    [Theory]
    [InlineData("toy", "test.csv")]
    [InlineData("toy", "model.safetensors")]
    [InlineData("toy-first", "model.safetensors")] // what a whole run was taught by
    public void A_study_trains_again_what_is_damaged_and_nothing_else(string kind, string file)
    {
        var workspace = small.Open("repaired");
        var study = Study.Create("own", Toy, Toy with { Name = "trusting", Method = new ToyMethod { Trust = 2 } });
        study.Run(workspace, [1], cancellation: TestContext.Current.CancellationToken);
        var plan = new StudyRun(study, workspace, [1]).Plan;
        Assert.All(plan, run => Assert.Equal("finished", run.State()));
        var damaged = plan.First(run => run.Kind == kind);
        var sound = File.ReadAllBytes(damaged.Folder.File(file));
        File.WriteAllBytes(damaged.Folder.File(file), [.. sound[..^1], (byte)(sound[^1] ^ 1)]);
        Assert.Equal(plan.Select(run => run == damaged ? "damaged" : "finished"), plan.Select(run => run.State()));
        var written = plan.Select(run => File.GetLastWriteTimeUtc(run.Folder.ModelFile)).ToList();
        study.Run(workspace, [1], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(sound, File.ReadAllBytes(damaged.Folder.File(file)));
        Assert.All(plan, run => Assert.Equal("finished", run.State()));
        Assert.Equal([damaged.Kind], plan.Where((run, i) => File.GetLastWriteTimeUtc(run.Folder.ModelFile) != written[i])
            .Select(run => run.Kind));
    }

    private static int Stop(CancellationTokenSource stop)
    {
        stop.Cancel();
        return 1;
    }

    private sealed class Reports(Action<WorkProgress> told) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => told(value);
    }
}
