
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Tests.Experiments;

public sealed class RecipeTests
{
    [Fact]
    public void Equal_recipes_have_one_id_and_every_setting_changes_it()
    {
        var recipe = Teacher();
        Assert.Equal(recipe.Id(), Teacher().Id());
        Recipe[] others =
        [
            recipe with { Seed = 2 },
            recipe with { Branches = new(Branch, Branch) },
            recipe with { Branches = new(Branch with { LeavesOut = 0 }, Branch) },
            recipe with { SplitSeed = 2 },
            recipe with { ConMb = 0.2 },
            recipe with { Data = "other" },
            recipe with { Backbone = "some" },
            recipe with { Code = "other" },
            recipe with { Memory = new MemoryOptions { Temperature = 0.05 } },
            recipe with { Network = new NetworkOptions { Shfm = new ShfmOptions { Kernel = 5 } } },
            recipe with { Training = new TrainingOptions { Epochs = 3 } },
            recipe with { Preprocessing = new PreprocessingOptions { FieldOfViewMillimetres = 180 } },
        ];
        Assert.Equal(others.Length + 1, others.Append(recipe).Select(one => one.Id()).Distinct().Count());
    }

    [Fact]
    public void Scales_change_sizes_only_and_paper_changes_nothing()
    {
        var (paper, parts) = (Experiment.Paper, new TrainingOptions { MicroBatchSize = 2 });
        Assert.Equal(paper with { Teacher = parts, Student = parts }, paper.At(Scale.Paper));
        Assert.Equal((24, 224, 64, 34, 34, 18), Sizes(Experiment.Paper.At(Scale.Paper).Network));
        Assert.Equal((8, 64, 16, 34, 34, 18), Sizes(Experiment.Paper.At(Scale.Demo).Network));
        foreach (var scale in Enum.GetValues<Scale>())
        {
            var experiment = Experiment.Paper.At(scale);
            Assert.Equal((Experiment.Paper.Weights, Experiment.Paper.Seed, Experiment.Paper.KlTemperature), (experiment.Weights, experiment.Seed, experiment.KlTemperature));
            Assert.Equal((experiment.Network.Frames, experiment.Network.Size), (experiment.Preprocessing.Frames, experiment.Preprocessing.Size));
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
        Assert.Contains("smoke, demo or paper", Assert.Throws<InputException>(() => Scales.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_store_without_students_says_what_to_run() =>
        Assert.Contains("mhdnet train", Assert.Throws<InputException>(() => TrainedStudent.Newest(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()))).Message, StringComparison.Ordinal);

    private static (int, int, int, int, int, int) Sizes(NetworkOptions network) =>
        (network.Frames, network.Size, network.Width, network.TeacherDepth, network.FusionDepth, network.StudentDepth);

    private static TeacherRecipe Teacher() => new()
    {
        Network = new NetworkOptions(),
        Memory = new MemoryOptions(),
        Training = new TrainingOptions(),
        Seed = 1,
        SplitSeed = 1,
        Labels = LabelSet.Thymic.Name,
        Preprocessing = new PreprocessingOptions(),
        Synthetic = true,
        Data = "data",
        ConMb = 0.3,
    };

    private static BranchRecipe Branch { get; } = new()
    {
        Network = new NetworkOptions(),
        Memory = new MemoryOptions(),
        Training = new TrainingOptions(),
        Seed = 1,
        SplitSeed = 1,
        Labels = LabelSet.Thymic.Name,
        Preprocessing = new PreprocessingOptions(),
        Synthetic = true,
        Data = "data",
        Modality = Modality.Ct,
    };
}
