
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Studies.Paper;
using MhdNet.Tests.Training;

namespace MhdNet.Tests.Paper;

/// <summary>Multiply-adds and activations counted on modules, against sums by hand.</summary>
public sealed class ComplexityTests
{
    private static readonly NetworkOptions Sizes = new();

    [Theory]
    [InlineData(10, 1, 20.7, 303)]
    [InlineData(18, 1, 36.7, 377)]
    [InlineData(34, 1, 63.0, 474)]
    [InlineData(34, 3, 76.3, 474)]
    public void Branches_at_paper_scale(int depth, int channels, double gigaMultiplyAdds, double mebibytes)
    {
        var cost = MhdCost.Branch("branch", depth, channels, Sizes);
        Assert.Equal(gigaMultiplyAdds, cost.MultiplyAdds / 1e9, 0.05);
        Assert.Equal(mebibytes, cost.ActivationMiB, 0.05 * mebibytes);
    }

    [Fact]
    public void The_convolutions_of_a_ResNet_10_by_hand()
    {
        long Stage(long from, long to, long voxels) => ((27 * from * to) + (27 * to * to) + (from == to ? 0 : from * to)) * voxels;
        var expected = (343L * 64 * 24 * 112 * 112) + Stage(64, 64, 12 * 56 * 56)
            + Stage(64, 128, 6 * 28 * 28) + Stage(128, 256, 3 * 14 * 14) + Stage(256, 512, 2 * 7 * 7) + (1024 * 9);
        Assert.Equal(expected, MhdCost.Branch("student", 10, 1, Sizes).MultiplyAdds);
    }

    [Theory]
    [InlineData(AttentionKernel.Cube5, 46.8)]
    [InlineData(AttentionKernel.Cube7, 111.7)]
    [InlineData(AttentionKernel.Plane7, 24.2)]
    public void The_three_Shfms_at_paper_scale(AttentionKernel attention, double gigaMultiplyAdds) =>
        Assert.Equal(gigaMultiplyAdds, Enumerable.Range(1, 3)
            .Sum(stage => Shfm(stage, new ShfmOptions { Attention = attention }).MultiplyAdds) / 1e9, 0.25);

    [Theory]
    [InlineData(1, 43.4, 353)]
    [InlineData(2, 2.9, 51)]
    [InlineData(3, 0.6, 9)]
    public void Shfm_by_stage(int stage, double gigaMultiplyAdds, double mebibytes)
    {
        var cost = Shfm(stage, new ShfmOptions());
        Assert.Equal(gigaMultiplyAdds, cost.MultiplyAdds / 1e9, 0.2);
        Assert.Equal(mebibytes, cost.ActivationMiB, 0.15 * mebibytes);
    }

    [Fact]
    public void Nine_reconstructions_at_paper_scale_and_their_update()
    {
        var parts = MhdCost.OfMemory(Sizes, new MemoryOptions()).Parts;
        Assert.Equal(89.2, parts.Where(part => part.Part.Contains("out of", StringComparison.Ordinal))
            .Sum(part => part.MultiplyAdds) / 1e9, 0.1);
        Assert.Equal(2.4, parts.Where(part => part.Part.Contains("update", StringComparison.Ordinal))
            .Sum(part => part.MultiplyAdds) / 1e9, 0.05);
        Assert.Equal(22.3, MhdCost.OfMemory(Sizes with { ReducedMemory = true }, new MemoryOptions()).Parts
            .Where(part => part.Part.Contains("out of", StringComparison.Ordinal)).Sum(part => part.MultiplyAdds) / 1e9, 0.1);
        Assert.Equal(208, MhdCost.OfMemory(Sizes, new MemoryOptions { GridDivisors = [1, 1, 1] }).Parts
            .Where(part => part.Part.Contains("out of", StringComparison.Ordinal)).Sum(part => part.MultiplyAdds) / 1e9, 0.5);
    }

    [Fact]
    public void A_student_is_trained_with_con_s_and_deployed_without()
    {
        const int ConS = (64 * 64) + 64 + (128 * 128) + 128 + (256 * 256) + 256;
        var (trained, deployed) = PaperCounts.Student();
        Assert.Equal((35_892_283, 110_122_692), (trained, deployed));
        using var prior = ShapeOnly.Build(() => new ResNet3d(34, 1, Sizes));
        Assert.Equal(deployed, trained - ConS + prior.parameters().Sum(p => p.numel())
            + PaperCounts.CapacityAsBuilt(new MemoryOptions().GridDivisors));
    }

    [Fact]
    public void A_deployed_student_and_a_teacher_have_the_parameters_of_their_modules()
    {
        var small = MhdNetMethod.Published(Scale.Smoke);
        using var teacher = new TeacherNetwork(small.Network);
        using var memory = new Ctmm(small.Network.MemoryStages(), small.Network.TypeCount, small.Memory);
        using var frozen = memory.Freeze();
        using var student = new StudentNetwork(small.Network, teacher.Radiology, frozen);
        var deployed = student.state_dict().Where(entry => !entry.Key.StartsWith("con", StringComparison.Ordinal)
            && !entry.Key.Contains("running", StringComparison.Ordinal) && !entry.Key.Contains("batches", StringComparison.Ordinal))
                .Sum(entry => entry.Value.numel());
        Assert.Equal(deployed, Complexity.Count(student).Parameters);
        using var whole = new TeacherWithMemory(small.Network, small.Memory);
        Assert.Equal(teacher.parameters().Sum(p => p.numel()), Complexity.Count(whole).Parameters);
    }

    [Fact]
    public void A_first_pass_costs_multiply_adds_and_no_parameters()
    {
        var small = MhdNetMethod.Published(Scale.Smoke);
        Complexity Student(MemoryReading reading) => MhdCost.Student(small.Network, small.Memory, reading);
        var (own, given) = (Student(MemoryReading.OwnPrediction), Student(MemoryReading.TeachersPrediction));
        var (prior, alone) = (MhdCost.Branch("prior", small.Network.TeacherDepth, 1, small.Network), Student(MemoryReading.None));
        Assert.Equal(given.Parameters - prior.Parameters, own.Parameters);
        var pass = given.MultiplyAdds - prior.MultiplyAdds; // memory and student
        Assert.InRange(own.MultiplyAdds, pass + alone.MultiplyAdds, 2 * pass);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sizes_of_every_part_are_the_stages(bool reduced)
    {
        var network = Sizes with { ReducedMemory = reduced };
        var parts = MhdCost.Student(network, new MemoryOptions(),
            MemoryReading.TeachersPrediction).Parts.ToDictionary(part => part.Part, part => string.Join('x', part.Output));
        string[] stages = ["1x64x12x56x56", "1x128x6x28x28", "1x256x3x14x14", "1x512x2x7x7"];
        for (var s = 1; s <= 4; s++)
        {
            Assert.Equal((stages[s - 1], stages[s - 1]), (parts[$"prior stage {s}"], parts[$"student stage {s}"]));
        }

        Assert.Equal(stages[..3], Enumerable.Range(1, 3).Select(s => parts[$"SHFM {s}"]));
        Assert.Equal(reduced ? ["1x16x12x56x56", "1x32x6x28x28", "1x64x3x14x14"]
            : stages[..3], Enumerable.Range(1, 3).Select(s => parts[$"memory {s}"]));
        Assert.Equal(("1x64x12x56x56", "1x9"), (parts["student stem"], parts["student classifier"]));
    }

    private static LayerCost Shfm(int stage, ShfmOptions options)
    {
        using var shfm = new Shfm(Sizes.Stages()[stage - 1], options);
        return MhdCost.Count("shfm", shfm, Sizes.Stages()[stage - 1], batch: 1);
    }

    [Fact]
    public void A_network_that_does_not_count_itself_is_counted_by_one_pass()
    {
        using var branch = new BranchClassifier("branch", 10, Modalities.Ct, TinyStore.Network);
        var (whole, parts) = (NetworkCost.Count(branch), new Complexity(branch.Cost()));
        Assert.Equal(parts.Parameters, whole.Parameters);
        var classifier = branch.Cost()[^1].MultiplyAdds; // no convolution
        Assert.Equal(parts.MultiplyAdds - classifier, whole.MultiplyAdds);
        Assert.True(branch.training);
    }
}
