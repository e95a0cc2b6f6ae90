using FsCheck.Xunit;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class MemoryOptionsTests
{
    private static readonly IReadOnlyList<StageShape> _paper = StageShape.Of(24, 224, 64);

    [Theory]
    [InlineData(1, 1, 6_322_176)]
    [InlineData(2, 1, 2_709_504)]
    [InlineData(2, 2, 1_806_336)]
    public void Table_V_is_met_at_a_quarter_of_the_channels(int first, int second, long parameters)
    {
        var options = new MemoryOptions { GridDivisors = [first, second, 1] };
        Assert.Equal(parameters, options.ParameterCount(_paper, 8, channelReduction: 4));
        Assert.Equal(4 * parameters, options.ParameterCount(_paper, 8));   // the memory as Eq. 11 needs it
    }

    [Fact]
    public void Paper_scale_has_784_784_and_196_items_of_768_values()
    {
        var options = new MemoryOptions();
        Assert.Equal([(28, 28), (28, 28), (14, 14)], Enumerable.Range(1, 3).Select(s => options.Grid(s, _paper[s - 1])));
        Assert.All(_paper.Take(3), shape => Assert.Equal(768, shape.Channels * shape.Frames));
    }

    [Theory]
    [InlineData(1, 1, 6_322_176)]
    [InlineData(2, 1, 2_709_504)]
    [InlineData(2, 2, 1_806_336)]
    public void A_memory_of_reduced_features_has_Table_Vs_parameters_in_items_of_192_values(int first, int second, long parameters)
    {
        using var scope = NewDisposeScope();
        var shapes = new NetworkOptions { ReducedMemory = true }.MemoryStages();
        using var memory = new Ctmm(shapes, 8, new MemoryOptions { GridDivisors = [first, second, 1] });
        Assert.Equal(parameters, memory.parameters().Sum(p => p.numel()));
        Assert.All(memory.Stages, stage => Assert.Equal(192, stage.ItemDimension));
    }

    [Theory]
    [InlineData(24, 224, 64, 8)]   // paper scale
    [InlineData(8, 64, 16, 8)]
    [InlineData(8, 64, 16, 3)]
    public void The_module_has_as_many_parameters_as_counted(int frames, int size, int width, int types)
    {
        using var scope = NewDisposeScope();
        var shapes = StageShape.Of(frames, size, width);
        using var memory = new Ctmm(shapes, types, new MemoryOptions());
        Assert.Equal(memory.Options.ParameterCount(shapes, types), memory.parameters().Sum(p => p.numel()));
        Assert.Equal(
            Enumerable.Range(0, 3).SelectMany(s => new[] { "items", "queries", "seen", "start_left" }.Select(part => $"stages.{s}.{part}")),
            memory.state_dict().Keys.Order());
    }

    [Theory]
    [InlineData(0.999, 9_000, 0.999)]
    [InlineData(0.999, 450, 0.980188865)]      // 0.999 to the power 20
    [InlineData(0.9, 4_500, 0.81)]
    [InlineData(0.81, 18_000, 0.9)]            // a longer training forgets more slowly
    [InlineData(0.5, 1, 0)]
    [InlineData(0, 450, 0)]
    [InlineData(1, 450, 1)]
    public void Decay_follows_the_length_of_the_training(double decay, long steps, double expected) =>
        Assert.Equal(expected, new MemoryOptions { Decay = decay }.DecayOver(steps), 9);

    [Fact]
    public void At_the_papers_length_decay_is_the_options_to_the_last_bit()
    {
        var paper = new MhdNet.Training.Clock(Epoch: 0, Epochs: 100, Step: 0, Steps: 90);
        Assert.Equal(MemoryOptions.PaperSteps, paper.AllSteps);
        Assert.All(new[] { 0, 0.9, 0.999, 0.9999, 1 }, decay =>
            Assert.Equal(decay, new MemoryOptions { Decay = decay }.DecayOver(paper.AllSteps)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryOptions().DecayOver(0));
    }

    [Property(MaxTest = 50)]
    public void As_much_of_the_start_is_left_whatever_the_length(ushort steps)
    {
        var options = new MemoryOptions();
        Assert.Equal(Math.Pow(options.Decay, MemoryOptions.PaperSteps), Math.Pow(options.DecayOver(steps + 1), steps + 1), 9);
    }

    [Fact]
    public void Settings_without_sense_are_refused()
    {
        MemoryOptions[] wrong =
        [
            new() { Decay = 1.1 },
            new() { Decay = double.NaN },
            new() { Temperature = 0 },
            new() { Temperature = double.NaN },
            new() { GridDivisors = [1, 1] },
            new() { GridDivisors = [0, 1, 1] },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentException>(() => new Ctmm(_paper, 8, options)));
    }
}
