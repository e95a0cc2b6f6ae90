using System.Text.Json;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.CtAlone;
using MhdNet.Methods.Mhd;
using MhdNet.Methods.MissingModality;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Tests.Runs;

public sealed class PhaseTests
{
    [Fact]
    public void Equal_trainings_have_one_id_and_every_setting_changes_it()
    {
        var teacher = Teacher();
        Assert.Equal(teacher.Id(), Teacher().Id());
        Phase[] others =
        [
            teacher.With(setting => setting with { Seed = 2 }),
            teacher with { Needs = [Branch, Branch] },
            teacher with { Needs = [Branch with { LeavesOut = 0 }, Branch] },
            teacher.With(setting => setting with { SplitSeed = 2 }),
            teacher with { ConMb = 0.2 },
            teacher.With(setting => setting with { Data = "other" }),
            teacher.With(setting => setting with { Labels = LabelSet.LungGrade }),
            teacher.With(setting => setting with { TrainingShare = 0.5 }),
            teacher with { Start = new PretrainedStart("some", "/a/file") },
            teacher.With(setting => setting with { Code = "other" }),
            teacher with { Memory = new MemoryOptions { Temperature = 0.05 } },
            teacher with { Network = new NetworkOptions { Shfm = new ShfmOptions { Kernel = 5 } } },
            teacher with { Training = new TrainingOptions { Epochs = 3 } },
            teacher.With(setting => setting with { Preprocessing = new PreprocessingOptions { FieldOfViewMillimetres = 180 } }),
            LeakingPhase.Of(teacher, Leak.EpochByTest),
            LeakingPhase.Of(teacher, Leak.TestInMemory),
        ];
        Assert.Equal(others.Length + 1, others.Append(teacher).Select(one => one.Id()).Distinct().Count());
    }

    [Fact]
    public void Where_pretrained_weights_lie_does_not_name_a_training() =>
        Assert.Equal(
            (Teacher() with { Start = new PretrainedStart("some", "/a/file") }).Id(),
            (Teacher() with { Start = new PretrainedStart("some", "/moved/file") }).Id());

    [Fact]
    public void A_change_of_the_setting_reaches_all_that_is_needed()
    {
        var method = new MhdNetMethod { CrossFitted = true, Phased = true };
        var changed = LeakingPhase.Of(method.For(new Setting()), Leak.EpochByTest).With(setting => setting with { Code = "other" });
        Assert.All(All(changed), phase => Assert.Equal("other", phase.Setting.Code));
        Assert.Contains(All(changed), phase => phase is BranchPhase { LeavesOut: 3 });

        static IEnumerable<Phase> All(Phase phase) =>
            [phase, .. phase is LeakingPhase leaking ? All(leaking.Inner) : [], .. phase.Needs.SelectMany(All)];
    }

    [Fact]
    public void A_method_s_own_code_names_its_trainings_and_no_others()
    {
        var sckd = new SckdMethod().For(new Setting());
        var teacher = Assert.Single(sckd.Needs);
        Assert.Null(teacher.MethodCode);
        Assert.Equal(CodeVersion.OfMethod(typeof(SckdMethod)), sckd.MethodCode);
        Assert.NotNull(sckd.MethodCode);
        Assert.NotEqual(sckd.MethodCode, new PcctMethod().For(new Setting()).MethodCode);
        var other = sckd with { MethodCode = "other", Needs = [teacher.With(setting => setting with { Code = "other" })] };
        Assert.NotEqual(sckd.Id(), other.Id());
        Assert.False(other.IsOfCode(sckd));
        Assert.EndsWith("+other", other.CodeName);
        Assert.Equal(sckd.Id(), other.ByThisCode().Id());
        Assert.Null(CodeVersion.OfMethod(GetType()));
    }

    [Fact]
    public void A_training_is_read_with_the_code_that_it_was_written_with()
    {
        var written = LeakingPhase.Of(new SckdMethod().For(new Setting()) with { MethodCode = "other" }, Leak.EpochByTest);
        var read = JsonSerializer.Deserialize<Phase>(JsonSerializer.Serialize<Phase>(written, PhaseJson.Readable), PhaseJson.Readable)!;
        Assert.Equal("other", ((LeakingPhase)read).Inner.MethodCode);
        Assert.NotEqual("other", ((LeakingPhase)read.ByThisCode()).Inner.MethodCode);
    }

    public static TheoryData<Experiment> Experiments =>
    [
        .. new[]
        {
            Experiment.Paper, Experiment.Teacher, Experiment.Alone,
            Experiment.Paper.Vary("everything", mhd => mhd with { CrossFitted = true, Phased = true, OutOfFold = true }),
            Experiment.Paper.Vary("leak", mhd => mhd with { Leak = Leak.EpochByTest | Leak.TestInMemory }),
            Experiment.Paper.Vary("pathology", mhd => mhd with { Tested = MhdNetPart.Pathology }),
            Experiment.Paper with { Name = "wide",
                Setting = new Setting { Preprocessing = new PreprocessingOptions { MicronsPerPixel = null } } },
        },
    ];

    [Theory]
    [MemberData(nameof(Experiments))]
    public void A_training_reads_back_from_its_json_as_it_was(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var phase = experiment.Method.For(experiment.Setting with { Labels = LabelSet.Thymic, Data = "data" });
        var named = NamedPhase.Parse(new NamedPhase(experiment.Name, phase).Json(), "a file");
        Assert.Equal((experiment.Name, phase.FolderName), (named.Name, named.Phase.FolderName));
        Assert.Equal(phase.GetType(), named.Phase.GetType());
    }

    [Theory]
    [InlineData("", "no training that this version can read")]
    [InlineData("{", "no training that this version can read")]
    [InlineData("null", "names no training")]
    [InlineData("{}", "no training")]
    [InlineData("{\"name\":\"x\",\"phase\":{\"phase\":\"no-such\"}}", "a method that this program does not know")]
    [InlineData("{\"name\":\"x\",\"phase\":{\"phase\":\"teacher\"}}", "no training that this version can read")]
    public void What_is_no_training_is_refused_in_one_line(string json, string named)
    {
        var refusal = Assert.Throws<InputException>(() => NamedPhase.Parse(json, "experiment.json")).Message;
        Assert.StartsWith("experiment.json: ", refusal, StringComparison.Ordinal);
        Assert.Contains(named, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(refusal, char.IsControl);
    }

    [Fact]
    public void Scales_change_sizes_only_and_paper_changes_nothing()
    {
        var parts = new TrainingOptions { MicroBatchSize = 2 };
        Assert.Equal(Experiment.Paper.Vary("MHD-Net", mhd => mhd with { Teacher = parts, Student = parts }),
            Experiment.Paper.At(Scale.Paper));
        Assert.Equal((24, 224, 64, 34, 34, 18), Sizes(Scale.Paper));
        Assert.Equal((8, 64, 16, 34, 34, 18), Sizes(Scale.Demo));
        foreach (var scale in Enum.GetValues<Scale>())
        {
            var (paper, at) = ((MhdNetMethod)Experiment.Paper.Method, Experiment.Paper.At(scale));
            var method = (MhdNetMethod)at.Method;
            Assert.Equal((paper.Weights, paper.KlTemperature, Experiment.Paper.Seed), (method.Weights, method.KlTemperature, at.Seed));
            Assert.Equal((at.Setting.Size.Frames, at.Setting.Size.Size), (at.Setting.Preprocessing.Frames, at.Setting.Preprocessing.Size));
            Assert.Equal(scale, at.Setting.Scale);
        }
    }

    [Theory]
    [InlineData("smoke", Scale.Smoke)]
    [InlineData("Demo", Scale.Demo)]
    [InlineData("PAPER", Scale.Paper)]
    public void A_scale_is_read_in_any_case(string text, Scale expected) => Assert.Equal(expected, Scales.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("large")]
    public void An_unknown_scale_is_refused_with_the_known_ones(string text) =>
        Assert.Contains(
            "smoke, demo, study, paper", Assert.Throws<InputException>(() => Scales.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_store_without_models_says_what_to_run()
    {
        var nowhere = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Contains("mhdnet train", Assert.Throws<InputException>(() => Models.Newest(nowhere)).Message, StringComparison.Ordinal);
    }

    private static (int, int, int, int, int, int) Sizes(Scale scale) => MhdNetMethod.Published(scale).Network is var network
        ? (network.Frames, network.Size, network.Width, network.TeacherDepth, network.FusionDepth, network.StudentDepth)
        : default;

    private static Setting Setting { get; } = new() { Labels = LabelSet.Thymic, Synthetic = true, Data = "data" };

    private static TeacherPhase Teacher() => new()
    {
        Setting = Setting,
        Training = new TrainingOptions(),
        Network = new NetworkOptions(),
        Memory = new MemoryOptions(),
        ConMb = 0.3,
    };

    private static BranchPhase Branch { get; } = new()
    {
        Setting = Setting,
        Training = new TrainingOptions(),
        Size = new NetworkOptions(),
        Depth = 10,
        Modality = Modality.Ct,
    };
}
