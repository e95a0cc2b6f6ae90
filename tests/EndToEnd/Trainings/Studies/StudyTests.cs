using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Experiments;

[Collection(SmallCollection.Name)]
public sealed class StudyTests(SmallWorkspace small)
{
    // a teacher with its student, and a student of no teacher
    private static readonly Study Two = Study.Create("two", Experiment.Paper, Experiment.Alone);

    [Fact]
    public void A_study_killed_at_any_moment_goes_on_and_ends_with_the_same_table()
    {
        TorchRuntime.Start(seed: 0, threads: 1);
        var straight = Two.Run(small.Open(SmallCollection.Common), [1], jobs: 1, cancellation: TestContext.Current.CancellationToken);
        Assert.All(straight.Rows, row => Assert.Single(row.Runs));

        var workspace = small.Open("killed");
        var plan = new StudyRun(Two, workspace, [1]).Plan;
        Assert.Equal(["teacher", "student", "alone"], plan.Select(run => run.Kind));
        StudyResult? resumed = null;
        var kills = 0;
        while (resumed is null)
        {
            try
            {
                // past the epoch under way, wherever it began: sometimes within the next one, sometimes between two trainings
                var killer = new Killer((plan[0].Steps / 2) + 1 + (kills % 2), () => throw new IOException("power cut"));
                resumed = Two.Run(workspace, [1], jobs: 1, killer, TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                kills++;
            }
        }

        Assert.InRange(kills, 3, 6); // six epochs in all
        Assert.Equal(Lines(straight), Lines(resumed));
        Assert.Equal(straight.Rows.Select(Files), resumed.Rows.Select(Files));

        // and now that all is there, nothing is trained
        Assert.DoesNotContain(new StudyRun(Two, workspace, [1]).Plan, run => !run.Folder.IsFinished);
        var idle = new Killer(1, () => throw new InvalidOperationException("something was trained"));
        Assert.Equal(Lines(straight), Lines(Two.Run(workspace, [1], jobs: 1, idle, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void After_a_kill_at_most_one_epoch_is_done_again()
    {
        var workspace = small.Open("epoch");
        var alone = Study.Create("one", Experiment.Alone);
        var run = Assert.Single(new StudyRun(alone, workspace, [3]).Plan);
        var epoch = run.Steps / 2; // of two epochs
        Assert.Throws<IOException>(() => alone.Run(workspace, [3], 1,
            new Killer(epoch + 2, () => throw new IOException("power cut")), TestContext.Current.CancellationToken));
        var again = new Killer(int.MaxValue, () => { });
        alone.Run(workspace, [3], 1, again, TestContext.Current.CancellationToken);
        Assert.Equal(epoch, again.Reports.Count(report => report.Detail.Contains("epoch", StringComparison.Ordinal)));
        Assert.All(again.Reports, report => Assert.InRange(report.Done, epoch, run.Steps));
    }

    [Fact]
    public void A_run_that_begins_with_pretrained_weights_is_another_run_and_says_what_it_took()
    {
        var workspace = small.Open("pretrained");
        var experiment = workspace.At(Experiment.Alone)
            .Vary("student alone", mhd => mhd with { Student = mhd.Student with { Epochs = 1, LearningRate = 1e-12 } });
        Experiment From(string path) => experiment.Vary("pretrained", mhd => mhd with { StudentBackbone = path });
        var file = Path.Combine(small.Folder, "pretrained.safetensors");
        var network = ((StudentPhase)workspace.Runs.PhaseOf(experiment)).Network;
        using (var source = new ResNet3d(network.StudentDepth, 1, network))
        {
            Checkpoint.SaveModule(file, source, new Dictionary<string, string>());
            var run = workspace.Runs.Run(From(file), cancellation: TestContext.Current.CancellationToken);
            Assert.NotEqual(workspace.Runs.PhaseOf(experiment).FolderName, run.Folder.Name);
            Assert.Null(workspace.Runs.Find(experiment));
            Assert.StartsWith(
                $"student: {source.state_dict().Count} tensors taken",
                File.ReadAllText(run.Folder.File(PretrainedStart.ReportFile)), StringComparison.Ordinal);
            using var trained = (StudentNetwork)run.Load();
            Assert.True(trained.Backbone.get_parameter("conv1.weight")!.allclose(source.get_parameter("conv1.weight")!, atol: 1e-6));
        }

        Assert.Throws<InputException>(() => workspace.Runs.Run(From(file + "x"), cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Trainings_side_by_side_give_what_they_give_one_after_the_other()
    {
        TorchRuntime.Start(seed: 0, threads: Environment.ProcessorCount);
        var alone = Study.Create(
            "alone", Experiment.Alone,
            Experiment.Alone.Vary("other kernels",
                mhd => mhd with { Network = mhd.Network with { Shfm = new ShfmOptions { Kernel = 5 } } }));
        var run = new StudyRun(alone, small.Open("beside"), [1, 2]);
        var watched = new Killer(int.MaxValue, () => { });
        run.Complete(jobs: 2, watched, TestContext.Current.CancellationToken);
        Assert.True(run.Time is { Estimated.Ticks: > 0, Taken.Ticks: > 0 });
        Assert.Contains("left", watched.Reports[^1].Detail, StringComparison.Ordinal);
        // from the first training's own steps on: until its end a plain share of all steps would take a teacher's for a backbone's
        Assert.Contains(watched.Reports, report => report.Detail.StartsWith("0/4 runs", StringComparison.Ordinal)
            && report.Detail.EndsWith(" left", StringComparison.Ordinal));
        Assert.Equal(watched.Reports[^1].Total, watched.Reports[^1].Done);
        var after = alone.Run(small.Open(SmallCollection.Common), [1, 2], jobs: 1, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(after.Rows.Select(Files), alone.Find(small.Open("beside"), [1, 2]).Rows.Select(Files));
    }

    /// <summary>result.json has the seconds of the process that ended a training, none here; an epoch that was resumed has those of the
    /// steps after.</summary>
    [Fact]
    public void The_hours_of_a_resumed_training_are_those_of_all_its_steps()
    {
        var workspace = small.Open("hours");
        HandmadeRun.Write(workspace, Experiment.Alone, "test", ["P001"], ["P001"], seed: 1,
            new EpochTiming(1, 100, 1800, 0, 0), new EpochTiming(2, 25, 450, 0, 0), new EpochTiming(3, 100, 1700, 0, 100));
        var sources = Study.Create("alone", Experiment.Alone).Find(workspace, [1]).Sources();
        Assert.Contains("These runs trained for 1.5 h,", sources[^1], StringComparison.Ordinal);
        Assert.Contains(sources, line => line.EndsWith(" (90.0 min)", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_finished_is_compared_judged_and_written()
    {
        var workspace = small.Open(SmallCollection.Common);
        static Experiment Part(string name, double share) =>
            Experiment.Alone with { Name = name, Setting = Experiment.Alone.Setting with { TrainingShare = share } };
        var study = Study.Create("alone", Experiment.Alone, Part("narrow data", 0.5), Part("never run", 0.9)) with
        { Statements = [new Statement("x", "narrow data"), new Statement("y", "never run")], AsksCosts = true };
        study.Only(["narrow data"]).Run(workspace, [1, 2], cancellation: TestContext.Current.CancellationToken);
        var result = study.Find(workspace, [1, 2, 3]);
        Assert.Equal([2, 2, 0], result.Rows.Select(row => row.Runs.Count));
        var comparison = Assert.Single(result.Comparisons);
        Assert.Equal([1, 2], comparison.Seeds);
        Assert.Equal(8, comparison.Patients); // the extra ones decide
        var row = result.Row("narrow data");
        Assert.Equal(
            row.Extra!.ByPatient().Spread(Accuracy).Mean - result.Rows[0].Extra!.ByPatient().Spread(Accuracy).Mean,
            comparison.Decisive.Difference.Value, 12);
        Assert.NotNull(result.Judge(study.Statements[0]));
        Assert.Null(result.Judge(study.Statements[1]));
        Assert.NotEmpty(result.SeedsFor(0.05));

        Assert.Equal(3, result.Table().Rows.Count);
        Assert.Contains(result.Table().Columns, column => column.Name.Contains("8 extra patients", StringComparison.Ordinal));
        var folder = Path.Combine(small.Folder, "csv");
        result.WriteCsv(folder);
        Assert.Equal(["classes.csv", "costs.csv", "declared.csv", "runs.csv", "summary.csv"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var runs = File.ReadAllLines(Path.Combine(folder, "runs.csv"));
        Assert.Equal(1 + (2 * 2 * 2), runs.Length); // rows, seeds, test sets
        Assert.Contains(row.Runs[0].Run.Folder.Name, runs[5], StringComparison.Ordinal);
        Assert.Equal(1 + (2 * 2 * 8), File.ReadAllLines(Path.Combine(folder, "classes.csv")).Length);

        var costs = result.Costs();
        static Complexity Alone(Scale scale) =>
            MhdCost.Student(MhdNetMethod.Published(scale).Network, new MemoryOptions(), MemoryReading.None);
        Assert.Equal(Alone(Scale.Smoke).Parameters, costs.Rows[0][1]);
        Assert.Equal(Alone(Scale.Paper).MultiplyAdds / 1e9, costs.Rows[1][5]);
        foreach (var time in new[] { "training step, ms", "typing a sequence, ms" })
        {
            Assert.True((double)costs[time][0] > 0);
            Assert.Null(costs[time][2]); // never run
        }

        double Accuracy(IReadOnlyList<Prediction> sample) => Scores.Compute(Score.MAcc, sample, 8);
    }

    [Fact]
    public void Every_kind_of_network_can_be_timed_and_the_quartiles_hold_the_median()
    {
        var workspace = small.Open("timed");
        var one = workspace.At(Experiment.Paper).Vary("one epoch", mhd => mhd with
        {
            Teacher = mhd.Teacher with { Epochs = 1, Pairing = Pairing.SameType },
            Student = mhd.Student with { Epochs = 1 },
        });
        var kinds = Enum.GetValues<MhdNetPart>().Select(part => one.Vary($"{part}", mhd => mhd with { Tested = part })).ToList();
        Assert.Equal(5, kinds.Count);
        using var scope = NewDisposeScope();
        var latencies = Latency.Measure(
            [.. kinds.Select(kind => workspace.Runs.Run(kind, cancellation: TestContext.Current.CancellationToken)
                .Load().to(TorchRuntime.Device))], rounds: 3);
        Assert.Equal(kinds.Count, latencies.Count);
        Assert.All(latencies, latency => Assert.True(latency.Low > 0 && latency.Low <= latency.Median && latency.Median <= latency.High));
        Assert.Throws<ArgumentOutOfRangeException>(() => Latency.Measure([], rounds: 0));
    }

    [Fact]
    public void Rows_are_compared_on_the_patients_that_both_were_tested_on_and_every_figure_says_how_many()
    {
        var workspace = small.Open("handmade");
        var study = Tables3And4.Study;
        string[] test = ["t1", "t2", "t3"], extra = ["e1", "e2", "e3", "e4", "e5", "e6"];
        HandmadeRun.Write(workspace, study.Experiments[0], "test", test, right: ["t1"]);
        HandmadeRun.Write(workspace, study.Experiments[0], "extra", extra, right: ["e1", "e5", "e6"]);
        HandmadeRun.Write(workspace, study.Experiments[1], "test", test[..2], right: ["t1", "t2"]); // a test patient without pathology
        HandmadeRun.Write(workspace, study.Experiments[1], "extra", extra[..3], right: ["e1", "e2"]);
        HandmadeRun.Write(workspace, study.Experiments[2], "test", test, right: []);
        HandmadeRun.Write(workspace, study.Experiments[2], "extra", extra, right: ["e2", "e4"]);

        var result = study.Find(workspace, [1]);
        var (teacher, alone) = (result.Against("MHD-Net teacher")!, result.Against("student alone")!);
        Assert.Equal((3, 6), (teacher.Patients, alone.Patients));
        Assert.Equal(("3 extra test patients", "6 extra test patients"), (teacher.Decided, alone.Decided));
        Assert.Equal((2 / 3.0) - (1 / 3.0), teacher.Extra!.Difference.Value, 12); // on e1, e2, e3
        Assert.Equal((2 / 6.0) - (3 / 6.0), alone.Extra!.Difference.Value, 12);
        Assert.Equal((2, 1 - .5), (teacher.Test.Patients, teacher.Test.Difference.Value)); // on t1, t2
        Assert.Equal((new McNemar(1, 0), new McNemar(2, 3)), (teacher.McNemar, alone.McNemar));

        string[] Cells(string row) =>
            [.. result.Table().Rows.Single(line => (string)line[0] == row).Select(cell => $"{cell}".Split(" [")[0])];
        Assert.Equal(
            [
                "row", "paper, mAcc %", "seeds", "mAcc %, 3 test sequences",
                "mAcc %, 2 test sequences with pathology", "mAcc %, 3 test patients", "mAcc %, 2 test patients with pathology",
                "mAcc %, 6 extra patients", "mAcc %, 3 extra patients with pathology",
                "difference, test patients", "difference, extra patients", "p (Holm)", "McNemar",
            ],
            result.Table().Columns.Select(column => column.Name));
        Assert.Equal(["MHD-Net", "89.89", "1", "33.3", "50.0", "33.3", "50.0", "50.0", "33.3", "-", "-", "-", "-"], Cells("MHD-Net"));
        Assert.Equal(["-", "100.0", "-", "100.0", "-", "66.7", "+50.0", "+33.3"], Cells("MHD-Net teacher")[3..11]);
        Assert.Equal(["0.0", "0.0", "0.0", "0.0", "33.3", "33.3", "-33.3", "-16.7"], Cells("student alone")[3..11]);
        Assert.EndsWith("] of 3", (string)result.Table().Rows[1][10], StringComparison.Ordinal);
        Assert.EndsWith("] of 6", (string)result.Table().Rows[2][10], StringComparison.Ordinal);
        Assert.Equal("1:0 of 3, 1.000", result.Table().Rows[1][12]);

        var summary = result.Summary().Rows.Select(line => (Row: (string)line[0],
            Set: (string)line[1], Patients: (int)line[6], Of: (int?)line[13])).ToList();
        Assert.Contains(("MHD-Net teacher", "extra with pathology", 3, 3), summary);
        Assert.Contains(("student alone", "extra with pathology", 3, null), summary); // its difference is of all six
        Assert.Contains(("student alone", "extra", 6, 6), summary);
        Assert.Equal(["test with pathology", "extra with pathology"],
            summary.Where(line => line.Row == "MHD-Net teacher").Select(line => line.Set));
        var ledger = new Ledger(new StudySource(small.Folder, workspace, Scale.Smoke, "", [1]));
        Assert.EndsWith("; 3 extra test patients, 1 seed",
            ledger.Entries.Single(entry => entry.Id == "T4-teacher").Here, StringComparison.Ordinal);
        Assert.EndsWith("; 6 extra test patients, 1 seed",
            ledger.Entries.Single(entry => entry.Id == "T4-alone").Here, StringComparison.Ordinal);

        // fewer extra patients than test patients decide nothing
        HandmadeRun.Write(workspace, study.Experiments[2], "extra", extra[..2], right: []);
        var few = study.Find(workspace, [1]).Against("student alone")!;
        Assert.Equal(("3 test patients", 2), (few.Decided, few.Extra!.Patients));
        Assert.Equal(new McNemar(0, 1), few.McNemar);
    }

    [Fact]
    public void Every_study_of_the_suite_can_be_run_and_its_statements_speak_of_its_rows()
    {
        var workspace = small.Open("catalogue");
        Assert.Equal(StudyCatalogue.All.Count, StudyCatalogue.All.Select(study => study.Name).Distinct().Count());
        foreach (var study in StudyCatalogue.All)
        {
            Assert.NotEmpty(new StudyRun(study, workspace, [1, 2]).Plan);
            Assert.Same(study, StudyCatalogue.Find(study.Name));
            var rows = study.Experiments.Select(row => row.Name).ToList();
            Assert.All(study.Statements.SelectMany(statement => statement.Rows), row => Assert.Contains(row, rows.Skip(1)));
            Assert.All(study.Published.Keys, row => Assert.Contains(row, rows));
        }
    }

    [Theory]
    [InlineData("seeds", "MHD-Net teacher", "student alone", "most frequent type", "linear discriminant")]
    [InlineData("fusion-depth", "depth 18", "depth 10")]
    [InlineData("decay", "decay 0.9", "decay 0.99", "decay 0.9999")]
    [InlineData("temperature", "tau 0.05")]
    [InlineData("item-dimension", "items of 192")]
    [InlineData("joint", "detached branches", "in phases")]
    [InlineData("mse-distance", "L1")]
    [InlineData("kl-temperature", "T 4", "T 20")]
    [InlineData("pairing", "by type")]
    [InlineData("prior", "own prediction", "cross-fitted")]
    [InlineData("out-of-fold", "out of fold")]
    [InlineData("data-size", "50 % of the patients", "25 % of the patients", "12.5 % of the patients", "6.25 % of the patients")]
    [InlineData("training-length", "half the epochs", "twice the epochs")]
    [InlineData("as-released", "epoch by test", "test in memory", "both")]
    public void What_the_paper_leaves_open_is_a_study_against_the_method_as_published(string name, params string[] rows)
    {
        var study = StudyCatalogue.Find(name);
        Assert.Equal([Experiment.Paper.Name, .. rows], study.Experiments.Select(row => row.Name));
        Assert.Equal(Experiment.Paper, study.Experiments[0]);
    }

    [Fact]
    public void What_is_set_beside_the_method_for_its_size_has_another()
    {
        (long, long, long) Size(Experiment row)
        {
            var small = row.At(Scale.Smoke);
            using var network = small.Method.For(small.Setting).Build();
            var (tested, teacher) = (Complexity.Count(network),
                MhdCost.Teacher(((MhdNetMethod)small.Method).Network.Sized(small.Setting.Size)));
            return (tested.Parameters, tested.MultiplyAdds, teacher.Parameters);
        }

        Assert.Equal([Experiment.Paper.Name],
            Fig7.Sizes.Experiments.Where(row => Size(row) == Size(Experiment.Paper)).Select(row => row.Name));
    }

    [Fact]
    public void Items_have_the_length_and_features_the_distance_that_the_rows_are_named_by()
    {
        static int Values(Experiment experiment) =>
            Options(experiment).Network.MemoryStages().Select(stage => stage.Channels * stage.Frames).Distinct().Single();
        Assert.Equal([768, 192], Readers.ItemDimension.Experiments.Select(Values));
        Assert.Equal([FeatureDistance.MeanSquare, FeatureDistance.MeanAbsolute],
            Readers.Distance.Experiments.Select(row => Options(row).Weights.Distance));
        var workspace = small.Open("open questions");
        Assert.Equal(4, new StudyRun(Readers.ItemDimension, workspace, [1]).Plan.Count); // with other items, another teacher
        Assert.Equal(3, new StudyRun(Readers.Distance, workspace, [1]).Plan.Count); // the same teacher
    }

    [Fact]
    public void A_longer_training_has_more_epochs_and_whatever_is_tried_is_also_held_against_the_student_alone()
    {
        var workspace = small.Open("gain");
        double Longer(Experiment row, Experiment than) =>
            (double)workspace.Runs.Plan(workspace.At(row))[^1].Steps / workspace.Runs.Plan(workspace.At(than))[^1].Steps;
        Assert.Equal([1, 0.5, 2], Readers.TrainingLength.Experiments.Select(row => Longer(row, Experiment.Paper)));
        Assert.Equal([1, 0.5, 2], Readers.Gain.Experiments.Take(3).Select(row => Longer(row, Experiment.Alone)));
        Assert.Equal(Experiment.Alone, Readers.Gain.Experiments[0]);
        Assert.Subset(
            Readers.Gain.Experiments.ToHashSet(), new[] { Readers.TrainingLength,
                Fig6.Study, Readers.Prior, Readers.Decay, Readers.Temperature }.SelectMany(study => study.Experiments).ToHashSet());
    }

    [Fact]
    public void Studies_share_the_runs_they_have_in_common()
    {
        var workspace = small.Open("shared");
        HashSet<string> Runs(Study study) => [.. new StudyRun(study, workspace, [1]).Plan.Select(run => run.Folder.Name)];
        Assert.Equal(7, Runs(Fig6.Study).Count); // two teachers, five students
        Assert.Equal(2, Runs(Fig6.Study).Intersect(Runs(Readers.Prior)).Count()); // teacher and student as published
        Assert.Equal(5, Runs(Tables3And4.Study).Count); // the teacher's row and the student's need one teacher
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "nothing", "has no rows" },
        { "named twice", "2 rows are called 'MHD-Net'" },
        { "the same twice", "rows 'MHD-Net' and 'again' are the same experiment" },
        { "another window", "row 'wide' takes 8 frames of 40 pixels or another preprocessing" },
        { "no patients", "takes 0 of the training patients" },
        { "no time", "trains 0 times as long" },
        { "no fold", "leaves out fold 4 of 4" },
        { "even kernel", "kappa 4" },
        { "seed twice", "seed 2 is given 2 times" },
        { "no seed", "no seeds" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_study_is_one_clear_line(string what, string says)
    {
        var (paper, setting) = (Experiment.Paper, Experiment.Paper.Setting);
        Study study = what switch
        {
            "nothing" => Study.Create(what),
            "named twice" => Study.Create(what, paper, paper.Vary(paper.Name, mhd => mhd with { KlTemperature = 2 })),
            "the same twice" => Study.Create(what, paper, paper with { Name = "again" }),
            "another window" => Study.Create(
                what, paper, paper with
                {
                    Name = "wide",
                    Setting = setting with { Preprocessing = setting.Preprocessing with { WindowWidth = 500 } }
                }),
            "no patients" => Study.Create(what, paper with { Setting = setting with { TrainingShare = 0 } }),
            "no fold" => Study.Create(what, paper.Vary("fold", mhd => mhd with { Tested = MhdNetPart.Radiology, LeavesOut = 4 })),
            "no time" => Study.Create(what, paper with { Setting = setting with { Length = 0 } }),
            "even kernel" => Study.Create(
                what, paper.Vary("even", mhd => mhd with { Network = mhd.Network with { Shfm = new ShfmOptions { Kernel = 4 } } })),
            _ => Study.Create(what, paper),
        };
        IReadOnlyList<int> seeds = what switch { "seed twice" => [1, 2, 2], "no seed" => [], _ => [1] };
        var failure = Assert.Throws<InputException>(() => study.Run(small.Open("bad"),
            seeds, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Unknown_studies_and_rows_are_refused_with_the_known_ones()
    {
        Assert.Contains("fig6", Assert.Throws<InputException>(() => StudyCatalogue.Find("fig9")).Message, StringComparison.Ordinal);
        Assert.Contains("'without KL'", Assert.Throws<InputException>(() => Fig6.Study.Only(["without LK"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("0 trainings at a time", Assert.Throws<InputException>(() => Two.Run(small.Open("bad"),
            [1], jobs: 0, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    private static string[] Lines(StudyResult result) => [.. result.Table().Rows.Select(row => string.Join(" | ", row))];

    private static string Files(StudyRow row) => string.Concat(row.Runs.Select(run =>
        File.ReadAllText(run.Run.Folder.MetricsFile)
        + File.ReadAllText(run.Run.Folder.File("test.csv")) + File.ReadAllText(run.Run.Folder.File("extra.csv"))));

    private static MhdNetMethod Options(Experiment row) => (MhdNetMethod)row.Method;
}
