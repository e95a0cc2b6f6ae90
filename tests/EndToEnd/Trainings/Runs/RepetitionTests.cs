
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Phantom;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Results;
using MhdNet.Training;

namespace MhdNet.Tests.Experiments;

/// <summary>A run is made again from its folder, bit by bit; what is not the same is told or refused.</summary>
[Collection(SmallCollection.Name)]
public sealed class RepetitionTests(SmallWorkspace small)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_run_is_repeated_bit_by_bit_from_its_folder_and_other_code_is_told()
    {
        var workspace = small.Open("first");
        var run = workspace.Runs.Run(workspace.At(Experiment.Paper with { Seed = 3, Setting = Share(0.5) }), cancellation: Token);
        Assert.Equal(Scale.Smoke, run.Phase.Setting.Scale);
        var again = Repetition.Run(run, workspace, Path.Combine(small.Folder, "again"), cancellation: Token);
        Assert.True(again.IsEqual, string.Join("; ", again.Files));
        Assert.Empty(again.Differences);
        Assert.Equal(
            (run.Name, Path.Combine(small.Folder, "again", run.Folder.Name)), (again.Second.Name, again.Second.Folder.Path));
        Assert.Equal(
            ["extra-prior.csv", "extra.csv", "metrics.jsonl", "model.safetensors", "test-prior.csv", "test.csv"],
            again.Files.Select(file => file.Name));

        // what is changed afterwards is no run to be repeated; one that was made so, by other code, is
        var code = run.Phase.Setting.Code;
        var file = run.Folder.File("experiment.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace(code, new string('0', code.Length), StringComparison.Ordinal));
        Assert.Contains("experiment.json is not as it was", Refused(run.Folder), StringComparison.Ordinal);
        File.AppendAllText(run.Folder.File("test.csv"), "\n");
        run.Folder.Finish((run.Result with { Files = run.Folder.Hashes() }).Sealed());
        var other = Repetition.Run(FinishedRun.Open(run.Folder), workspace, Path.Combine(small.Folder, "again"), cancellation: Token);
        Assert.Equal([$"code: 000000000000 then, {code[..12]} now"], other.Differences);
        Assert.Equal(["test.csv"], other.Files.Where(one => one.First != one.Second).Select(one => one.Name));
        Assert.False(other.IsEqual);

        File.AppendAllText(run.Folder.ModelFile, " "); // read when it is needed
        Assert.Contains(
            "model.safetensors is not as it was",
            Assert.Throws<InputException>(() => Repetition.Run(other.First,
                workspace, Path.Combine(small.Folder, "again"), cancellation: Token)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_travelled_in_a_file_of_results_is_repeated_from_it_alone()
    {
        var workspace = small.Open("travelled");
        var study = Study.Create("one", Experiment.Alone with { Setting = Share(0.5) });
        var root = Path.Combine(small.Folder, "elsewhere");
        ResultsFile.Write(
            Path.Combine(StudySource.ResultsFolder(root), ResultsFile.NameOf(study.Name, Scale.Smoke, "")),
            study.Run(workspace, [1], cancellation: Token));
        var name = workspace.Runs.PhaseOf(workspace.At(study.Experiments[0])).FolderName;
        var run = StudySource.Run(root, name)!;
        Assert.False(File.Exists(run.Folder.ModelFile));
        var again = Repetition.Run(run, workspace, Path.Combine(small.Folder, "travelled again"), cancellation: Token);
        Assert.True(again.IsEqual, string.Join("; ", again.Files));
        Assert.Contains("model.safetensors", again.Files.Select(file => file.Name));
        Assert.Null(StudySource.Run(root, "alone-0123456789ab"));
        Assert.Null(StudySource.Run(small.Folder, name));
    }

    [Fact]
    public void Not_where_the_run_itself_is_and_not_on_other_patients()
    {
        var workspace = small.Open(SmallCollection.Common);
        var run = workspace.Runs.Run(workspace.At(Experiment.Alone with { Setting = Share(0.25) }), cancellation: Token);
        string Said(Workspace on, string folder) =>
            Assert.Throws<InputException>(() => Repetition.Run(run, on, folder, cancellation: Token)).Message;
        Assert.Contains("holds the run itself", Said(workspace, workspace.Runs.Folder), StringComparison.Ordinal);

        var others = Path.Combine(small.Folder, "other cohort");
        PhantomCohort.Write(
            others,
            new PhantomOptions
            {
                Seed = 2,
                Preset = PhantomPreset.Mini with
                {
                    Name = "other",
                    PatientsPerType = [2, 2, 2, 2, 2, 2, 2, 2],
                    CtSize = 48,
                    SlideSize = 448
                }
            },
            cancellation: Token);
        var on = Workspace.Open(Path.Combine(small.Folder, "others"), "smoke", others, cancellation: Token);
        Assert.Contains("is of other sequences", Said(on, Path.Combine(small.Folder, "others again")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_run_takes_one_thread_whatever_the_process_has_and_one_that_took_two_is_repeated_with_two()
    {
        TorchRuntime.Start(seed: 0, threads: 3);
        var workspace = small.Open("threads");
        var experiment = workspace.At(Experiment.Alone with { Setting = Share(0.25) });
        var one = workspace.Runs.Run(experiment, cancellation: Token);
        var two = workspace.RunsIn(Path.Combine(small.Folder, "two"), threads: 2).Run(experiment, cancellation: Token);
        var again = Repetition.Run(two, workspace, Path.Combine(small.Folder, "two again"), cancellation: Token);
        Assert.Equal([1, 2, 2], new[] { one, two, again.Second }.Select(run => run.Runtime.Threads));
        Assert.True(again.IsEqual);
        Assert.Equal(3, TorchSharp.torch.get_num_threads());
        TorchRuntime.Start(seed: 0, threads: Environment.ProcessorCount);
    }

    public static TheoryData<string> Trained => [.. Rows.Keys];

    private static Dictionary<string, Experiment> Rows { get; } = new()
    {
        ["teacher"] = Experiment.Teacher,
        ["pathology"] = Experiment.Paper.Vary("pathology",
            mhd => mhd with { Tested = MhdNetPart.Pathology }) with
        { Setting = Share(0.25) },
        ["alone"] = Experiment.Alone with { Seed = 5 },
        ["fold"] = Experiment.Paper.Vary("fold", mhd => mhd with { Tested = MhdNetPart.Radiology, LeavesOut = 3 }),
        ["phased and cross-fitted"] = Experiment.Paper.Vary("all phases", mhd => mhd with { Phased = true, CrossFitted = true }),
        ["leaking"] = Experiment.Paper.Vary("leaking", mhd => mhd with { Leak = Leak.EpochByTest | Leak.TestInMemory }),
        ["all else"] = Experiment.Paper.Vary("all else", mhd => mhd with
        {
            KlTemperature = 4,
            Reading = MemoryReading.OwnPrediction,
            Weights = new LossWeights(0.1, 0.2, 0.3, FeatureDistance.MeanAbsolute),
            Memory = mhd.Memory with { Decay = 0.9 },
        }) with
        { Setting = Share(0.5) },
    };

    private static Setting Share(double share) => Experiment.Paper.Setting with { TrainingShare = share };

    private static string Refused(RunFolder run) => Assert.Throws<InputException>(() => FinishedRun.Open(run)).Message;

    [Theory]
    [MemberData(nameof(Trained))]
    public void A_folder_says_which_training_it_is(string row)
    {
        var workspace = small.Open(SmallCollection.Common);
        var run = workspace.Runs.Run(workspace.At(Rows[row]), cancellation: Token);
        var again = Repetition.Run(FinishedRun.Open(run.Folder.Path),
            workspace, Path.Combine(small.Folder, "rows again"), cancellation: Token);
        Assert.Equal((run.Folder.Name, run.Name, true), (again.Second.Folder.Name, again.Second.Name, again.IsEqual));
    }
}
