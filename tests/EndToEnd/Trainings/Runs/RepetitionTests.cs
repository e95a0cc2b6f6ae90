
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Tests.Experiments;

/// <summary>A run is made again from its folder, bit by bit; what is not the same is told or refused.</summary>
public sealed class RepetitionTests(SmallWorkspace small) : IClassFixture<SmallWorkspace>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_run_is_repeated_bit_by_bit_from_its_folder_and_other_code_is_told()
    {
        var workspace = small.Open("first");
        var run = workspace.Runs.Run(workspace.At(Experiment.Paper with { Seed = 3, TrainingShare = 0.5 }), cancellation: Token).Run;
        var recorded = RecordedRun.Open(run.Path);
        Assert.Equal(Scale.Smoke, recorded.Scale);
        var again = Repetition.Run(recorded, workspace, Path.Combine(small.Folder, "again"), cancellation: Token);
        Assert.True(again.IsEqual, string.Join("; ", again.Files));
        Assert.Empty(again.Differences);
        Assert.Equal((run.Name, Path.Combine(small.Folder, "again", run.Name)), (again.Second.Name, again.Second.Path));
        Assert.Equal(["extra.csv", "metrics.jsonl", "model.safetensors", "test.csv"], again.Files.Select(file => file.Name));

        var code = recorded.Recipe.Code;
        var file = run.File("experiment.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace(code, new string('0', code.Length), StringComparison.Ordinal));
        File.AppendAllText(run.File("test.csv"), "\n");
        var other = Repetition.Run(RecordedRun.Open(run.Path), workspace, Path.Combine(small.Folder, "again"), cancellation: Token);
        Assert.Equal([$"code: 000000000000 then, {code[..12]} now"], other.Differences);
        Assert.Equal(["test.csv"], other.Files.Where(one => one.First != one.Second).Select(one => one.Name));
        Assert.False(other.IsEqual);
    }

    [Fact]
    public void A_small_run_takes_one_thread_whatever_the_process_has_and_one_that_took_two_is_repeated_with_two()
    {
        TorchRuntime.Start(seed: 0, threads: 3);
        var workspace = small.Open("threads");
        var experiment = workspace.At(Experiment.Alone with { TrainingShare = 0.25 });
        var one = workspace.Runs.Run(experiment, cancellation: Token).Run;
        var two = workspace.RunsIn(Path.Combine(small.Folder, "two"), threads: 2).Run(experiment, cancellation: Token).Run;
        var again = Repetition.Run(RecordedRun.Open(two.Path), workspace, Path.Combine(small.Folder, "two again"), cancellation: Token);
        Assert.Equal([1, 2, 2], new[] { one, two, again.Second }.Select(run => run.ReadJson<RuntimeReport>("environment.json").Threads));
        Assert.True(again.IsEqual);
        Assert.Equal(3, TorchSharp.torch.get_num_threads());
        TorchRuntime.Start(seed: 0, threads: Environment.ProcessorCount);
    }

    public static TheoryData<string> Recipes => [.. Rows.Keys];

    private static Dictionary<string, Experiment> Rows { get; } = new()
    {
        ["teacher"] = Experiment.Paper with { Method = Method.Teacher },
        ["pathology"] = Experiment.Paper with { Method = Method.Pathology, TrainingShare = 0.25 },
        ["alone"] = Experiment.Alone with { Seed = 5 },
        ["fold"] = Experiment.Paper with { Method = Method.Radiology, LeavesOut = 3 },
        ["phased and cross-fitted"] = Experiment.Paper with { Phased = true, CrossFitted = true },
        ["all else"] = Experiment.Paper with
        {
            TrainingShare = 0.5,
            KlTemperature = 4,
            Reading = MemoryReading.OwnPrediction,
            Weights = new LossWeights(0.1, 0.2, 0.3, FeatureDistance.MeanAbsolute),
            Memory = Experiment.Paper.Memory with { Decay = 0.9 },
        },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_folder_says_which_experiment_it_is(string row)
    {
        var workspace = small.Open("rows");
        var run = workspace.Runs.Run(workspace.At(Rows[row]), cancellation: Token).Run;
        var again = Repetition.Run(RecordedRun.Open(run.Path), workspace, Path.Combine(small.Folder, "rows again"), cancellation: Token);
        Assert.Equal((run.Name, true), (again.Second.Name, again.IsEqual));
    }
}
