using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Studies.Paper;
using MhdNet.Studies.Results;
using MhdNet.Tests.Experiments;

namespace MhdNet.Tests.Studies.Results;

/// <summary>A study that was gathered into a file says elsewhere, without runs or patients, what it said where it was trained.</summary>
[Collection(SmallCollection.Name)]
public sealed class ResultsFileTests(SmallWorkspace small)
{
    private static readonly Experiment Toy = new() { Name = "toy", Method = new ToyMethod() };
    private static readonly Study Own = Study.Create("own", Toy, Toy with { Name = "trusting", Method = new ToyMethod { Trust = 2 } });

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    [Fact]
    public void It_gives_back_tables_sources_and_predictions_with_every_file_but_the_weights()
    {
        var (here, path) = (Trained([1, 2]), Written());
        var there = ResultsFile.Read(path, Own, [1, 2], Path.Combine(_folder, "unpacked"));
        Assert.Equal(ResultsPage.Table(here.Table()), ResultsPage.Table(there.Table()));
        Assert.Equal(ResultsPage.Table(here.Declared()), ResultsPage.Table(there.Declared()));
        Assert.Equal(ResultsPage.Table(here.Runs()), ResultsPage.Table(there.Runs()));
        Assert.Equal(here.Sources(), there.Sources());
        Assert.Equal((path, here.Caption), (there.Origin, there.Caption));
        var (run, back) = (here.Rows[1].Runs[1].Run, there.Rows[1].Runs[1].Run);
        Assert.All(Directory.GetFiles(back.Folder.Path), file => Assert.Equal(
            File.ReadAllBytes(run.Folder.File(Path.GetFileName(file))), File.ReadAllBytes(file)));
        Assert.Equal(run.Result.Files.Count, Directory.GetFiles(back.Folder.Path).Length); // the result for the weights
        Assert.Equal(File.GetLastWriteTimeUtc(run.Folder.ResultFile), File.GetLastWriteTimeUtc(back.Folder.ResultFile));
        Assert.Contains("model.safetensors is missing", Assert.Throws<InputException>(back.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_seeds_and_rows_that_are_asked_are_read()
    {
        Trained([1, 2]);
        var path = Written();
        var one = ResultsFile.Read(path, Own.Only([]).With(Toy with { Name = "new" }), [2, 7], Path.Combine(_folder, "unpacked"));
        Assert.Equal([("toy", 1), ("new", 0)], one.Rows.Select(row => (row.Name, row.Runs.Count)));
        Assert.Equal(2, one.Rows[0].Runs[0].Seed);
    }

    [Fact]
    public void The_fuller_of_the_two_is_taken_and_the_own_one_where_they_are_even_and_of_other_networks()
    {
        Trained([1, 2]);
        var (root, workspace) = (Path.Combine(_folder, "checkout"), small.Open("gathered"));
        StudySource Source(MhdNet.Runs.Workspace? own, params int[] seeds) => new(root, own, Scale.Smoke, "", seeds);
        Assert.Null(Source(null, 1).Find(Own));
        Assert.Null(Source(null, 1).Patients);
        var file = Path.Combine(StudySource.ResultsFolder(root), ResultsFile.NameOf(Own.Name, Scale.Smoke, ""));
        ResultsFile.Write(file, Trained([1, 2]));
        Assert.Equal(2, Source(null, 1, 2).Find(Own)!.Rows[0].Runs.Count);
        Assert.Equal(workspace.Caption, Source(null, 1).Patients!.Caption);
        Assert.Equal(file, Source(workspace, 1, 2).Find(Own)!.Origin); // what was measured of these very networks, once
        Assert.NotNull(Source(small.Open("empty"), 1, 2).Find(Own)!.Origin);
        Assert.Null(Source(null, 1).Find(Study.Create("another", Toy)));
        var others = Study.Create("own", Toy, Toy with { Name = "trusting", Method = new ToyMethod { Trust = 3 } });
        ResultsFile.Write(file, others.Run(small.Open("others"), [1, 2], cancellation: TestContext.Current.CancellationToken));
        Assert.Null(Source(workspace, 1, 2).Find(Own)!.Origin);
    }

    [Fact]
    public void Results_of_a_cohort_are_read_where_it_is_not_and_never_taken_for_another_of_its_name()
    {
        var (root, gone) = (Path.Combine(_folder, "checkout"), Path.Combine(_folder, "nowhere", "cohort"));
        var file = Path.Combine(StudySource.ResultsFolder(root), ResultsFile.NameOf(Own.Name, Scale.Smoke, gone));
        StudySource Opened(string folder) => StudySource.Open(root, Scale.Smoke, folder, [1]);
        Assert.Contains("no such folder", Assert.Throws<InputException>(() => Opened(gone)).Message, StringComparison.Ordinal);
        ResultsFile.Write(file, Trained([1]));
        Assert.Equal(file, Opened(gone).Find(Own)!.Origin);
        Assert.Equal("--scale smoke --seeds 1 --cohort " + gone, Opened(gone).Options);

        var (stored, lines) = (PredictionTable.Metadata<JsonNode>(file), PredictionTable.Read(file));
        stored["cohort"]!["testPatients"] = 1 + (int)stored["cohort"]!["testPatients"]!;
        AtomicFile.Write(file, stream => PredictionTable.Write(stream, lines, stored.ToJsonString()));
        Assert.Null(new StudySource(root, small.Open("empty"), Scale.Smoke, gone, [1]).Find(Own)!.Origin);
    }

    [Theory]
    [InlineData("--scale smoke --seeds 3", 1, 2, 3)]
    [InlineData("--scale smoke --seeds 2,3", 2, 3)]
    public void The_options_of_its_command_name_the_seeds(string options, params int[] seeds) =>
        Assert.Equal(options, new StudySource(_folder, null, Scale.Smoke, "", seeds).Options);

    [Fact]
    public void A_notebook_trains_what_is_whole_neither_here_nor_in_the_suite_and_draws_no_cohort_before()
    {
        var (root, cohort) = (Path.Combine(_folder, "checkout"), Path.Combine(small.Folder, "cohort"));
        ResultsFile.Write(
            Path.Combine(StudySource.ResultsFolder(root), ResultsFile.NameOf(Own.Name, Scale.Smoke, cohort)), Trained([1]));
        StudyResults Asked(int[] seeds, bool rerun = false) =>
            new(root, "smoke", cohort, seeds, rerun, cancellation: TestContext.Current.CancellationToken);
        var came = new StudyResults(root, "smoke", cohort, [1]);
        Assert.Contains("nothing was trained for it here", came.Of(Own).Whence, StringComparison.Ordinal);
        Assert.False(Directory.Exists(MhdNet.Runs.Workspace.RunsFolder(root)));
        Assert.Equal([1, 2], Asked([1, 2]).Of(Own).Rows[0].Runs.Select(run => run.Seed)); // one of them is missing: both are trained
        Assert.Null(Asked([1], rerun: true).Of(Own).Origin);
        Assert.Equal(["toy"], Asked([1]).Finished(Own.Only([])).Rows.Select(row => row.Name));
        Assert.True(came.Patients.Synthetic);
    }

    [Fact]
    public void Results_that_stand_in_for_a_damaged_run_name_the_damage()
    {
        var (root, workspace) = (Path.Combine(_folder, "checkout"), small.Open("torn"));
        var trained = Own.Run(workspace, [1], cancellation: TestContext.Current.CancellationToken);
        ResultsFile.Write(Path.Combine(StudySource.ResultsFolder(root), ResultsFile.NameOf(Own.Name, Scale.Smoke, "")), trained);
        File.AppendAllText(trained.Rows[1].Runs[0].Run.Folder.File("test.csv"), "x");
        var result = new StudySource(root, workspace, Scale.Smoke, "", [1]).Find(Own)!;
        Assert.NotNull(result.Origin);
        Assert.Contains(result.Sources(), line => line.StartsWith("not counted: ", StringComparison.Ordinal)
            && line.Contains("test.csv", StringComparison.Ordinal));
    }

    [Fact]
    public void Damage_is_one_line()
    {
        Trained([1]);
        var path = Written();
        var bytes = File.ReadAllBytes(path);
        foreach (var (at, i) in new[] { 0.02, 0.3, 0.6, 0.9, 0.99 }.Select((share, i) => ((int)(share * bytes.Length), i)))
        {
            var file = Path.Combine(_folder, $"{i}.parquet");
            File.WriteAllBytes(file, [.. bytes[..at], (byte)(bytes[at] ^ 0x40), .. bytes[(at + 1)..]]);
            try
            {
                var read = ResultsFile.Read(file, Own, [1], Path.Combine(_folder, "damaged"));
                Assert.Equal(Trained([1]).Sources(), read.Sources()); // a byte that nothing depends on
            }
            catch (InputException refused)
            {
                Assert.DoesNotContain('\n', refused.Message);
            }
        }

        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Contains("fetch it again", Assert.Throws<InputException>(
            () => ResultsFile.Read(path, Own, [1], Path.Combine(_folder, "cut"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fig6", Scale.Demo, "", "fig6.demo.parquet")]
    [InlineData("table3", Scale.Study, "data/phantom-lung/", "table3.study.phantom-lung.parquet")]
    public void A_file_is_named_by_study_scale_and_cohort(string study, Scale scale, string cohort, string name) =>
        Assert.Equal(name, ResultsFile.NameOf(study, scale, cohort));

    [Fact]
    public void Predictions_of_heads_with_fewer_classes_keep_theirs()
    {
        var path = Path.Combine(_folder, "lines.parquet");
        PredictionLine[] lines =
        [
            new("r", "test.csv", new Prediction("a", "p", 2, [0.1f, 0.2f, 0.7f])),
            new("r", "test-pair.csv", new Prediction("a", "p", 1, [float.Epsilon, 1f])),
        ];
        AtomicFile.Write(path, stream => PredictionTable.Write(stream, lines, "{}"));
        Assert.Equal("{}", PredictionTable.Metadata<JsonElement>(path).GetRawText());
        Assert.Equal(lines.Select(line => line.Prediction.Probabilities),
            PredictionTable.Read(path).Select(line => line.Prediction.Probabilities));
        Assert.Equal(lines.Select(line => (line.Run, line.File)), PredictionTable.Read(path).Select(line => (line.Run, line.File)));
    }

    private StudyResult Trained(IReadOnlyList<int> seeds) =>
        Own.Run(small.Open("gathered"), seeds, cancellation: TestContext.Current.CancellationToken);

    private string Written()
    {
        var path = Path.Combine(_folder, "own.smoke.parquet");
        ResultsFile.Write(path, Trained([1, 2]));
        return path;
    }
}
