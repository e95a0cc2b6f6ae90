using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Tests.Paper;

/// <summary>
/// Parameters counted on the library's modules, against Table V and against sums by hand. Built without numbers, which have as many
/// (ShapeOnlyTests).
/// </summary>
public sealed class ParameterCountTests
{
    private static readonly NetworkOptions EightClasses = new() { ClassCount = 8 };

    [Theory]
    [InlineData(3, 3_012_707)] // 3.01 M in Table V
    [InlineData(5, 3_968_339)] // 3.97
    [InlineData(7, 5_436_347)] // 5.44
    [InlineData(9, 7_458_203)] // 7.46
    public void Shfm_under_the_papers_accounting_has_Table_Vs_parameters(int kappa, long expected)
    {
        // Table V counts 12 frames at every stage, though stages two and three have 6 and 3.
        var options = new ShfmOptions { Kernel = kappa };
        Assert.Equal(expected, Sum([64, 128, 256], [12, 12, 12], _ => options));
    }

    [Theory]
    [InlineData(3, 1.54)]
    [InlineData(5, 1.97)]
    [InlineData(7, 2.64)]
    [InlineData(9, 3.56)]
    public void Shfm_at_the_true_frames_has_fewer(int kappa, double millions)
    {
        var options = new ShfmOptions { Kernel = kappa };
        var sum = Sum([64, 128, 256], [12, 6, 3], _ => options);
        Assert.Equal(millions, sum / 1e6, 0.005);
        Assert.Equal(new[] { (64L, 12L), (128, 6), (256, 3) }.Sum(stage => ByHand(stage.Item1, stage.Item2, kappa)), sum);
    }

    [Fact]
    public void Shfm_with_the_released_kernels_has_2432914() =>
        Assert.Equal(2_432_914, Sum([64, 128, 256], [12, 6, 3], stage => new ShfmOptions { Kernel = 7 - 2 * stage }));

    [Theory]
    [InlineData(AttentionKernel.Cube7, 3.95)]
    [InlineData(AttentionKernel.Plane7, 0.92)]
    public void Shfm_as_the_text_has_it_is_none_of_Table_Vs(AttentionKernel attention, double millions) =>
        Assert.Equal(millions, Sum([64, 128, 256], [12, 6, 3], _ => ShfmOptions.Literal with { Attention = attention }) / 1e6, 0.005);

    [Theory]
    [InlineData(10, 1, 14_363_720)]
    [InlineData(18, 1, 33_168_200)]
    [InlineData(34, 1, 63_477_832)]
    [InlineData(34, 3, 126_999_568 - 63_477_832)]
    public void Backbones_have_the_parameters_of_their_layers(int depth, int inputs, long expected)
    {
        using var network = ShapeOnly.Build(() => new ResNet3d(depth, inputs, EightClasses));
        Assert.Equal(expected, Count(network));
    }

    [Fact]
    public void ResNet_50_has_the_parameters_of_its_bottlenecks()
    {
        static long Block(long from, long planes, bool changes) =>
            from * planes + 27 * planes * planes + 4 * planes * planes + 2 * (planes + planes + 4 * planes)
            + (changes ? from * 4 * planes + 8 * planes : 0);
        var expected = 343 * 64 + 128 + 2 * 2048 * 8L + 8;
        var from = 64L;
        foreach (var (planes, blocks) in new[] { (64L, 3), (128, 4), (256, 6), (512, 3) })
        {
            for (var b = 0; b < blocks; b++)
            {
                expected += Block(from, planes, b == 0);
                from = 4 * planes;
            }
        }

        using var network = ShapeOnly.Build(() => new ResNet3d(50, 1, EightClasses));
        Assert.Equal(expected, Count(network));
    }

    [Fact]
    public void One_more_class_costs_1025()
    {
        using var eight = ShapeOnly.Build(() => new ResNet3d(10, 1, EightClasses));
        using var nine = ShapeOnly.Build(() => new ResNet3d(10, 1, new NetworkOptions()));
        Assert.Equal(1025, Count(nine) - Count(eight));
    }

    [Fact]
    public void The_fusion_branch_is_a_ResNet_34_without_stem_and_first_stage_and_three_Shfms()
    {
        using var fusion = ShapeOnly.Build(() => new FusionBranch(EightClasses));
        var stem = 64 * 343 + 128;
        var first = 3 * (2 * 27 * 64 * 64 + 4 * 64);
        Assert.Equal(63_477_832 - stem - first + Sum([64, 128, 256], [12, 6, 3], _ => new ShfmOptions()), Count(fusion));
    }

    [Fact]
    public void The_students_own_parameters_are_backbone_Shfm_and_the_86464_of_con()
    {
        using var student = ShapeOnly.Build(() =>
            new StudentNetwork(EightClasses with { StudentDepth = 10 }, new ResNet3d(10, 1, EightClasses), new NoMemory()));
        var own = student.TrainableParameters.Sum(p => p.numel());
        Assert.Equal(14_363_720 + Sum([64, 128, 256], [12, 6, 3], _ => new ShfmOptions()) + 86_464, own);
        Assert.Equal(own + 14_363_720, Count(student));
    }

    [Fact]
    public void Parameters_are_named_as_PyTorchs_ResNets_name_them()
    {
        using var network = new ResNet3d(18, 1, EightClasses with { Width = 4 });
        var names = network.state_dict().Keys.ToHashSet();
        string[] some = ["conv1.weight", "bn1.running_mean", "layer1.0.conv1.weight",
            "layer2.0.downsample.0.weight", "layer2.0.downsample.1.bias", "layer4.1.bn2.weight", "fc.weight", "fc.bias"];
        Assert.All(some, name => Assert.Contains(name, names));
        Assert.Equal(122, names.Count); // torchvision's ResNet-18 has as many
    }

    [Fact]
    public void A_depth_that_does_not_exist_is_refused() => Assert.Throws<InputException>(() => new ResNet3d(20, 1, EightClasses));

    private static long ByHand(long c, long t, long kappa)
    {
        var (n, k2) = (c + t * c / 4, kappa * kappa);
        return 2 * (c * c + c) + 27 * c * (c / 4) + 4 * n + (n * n + n) + (n * c + c) + 125 * k2 * t * (t + 1) + (k2 * t * k2 + k2);
    }

    private static long Sum(int[] channels, int[] frames, Func<int, ShfmOptions> options) =>
        Enumerable.Range(0, 3).Sum(stage =>
        {
            using var shfm = ShapeOnly.Build(() => new Shfm(new StageShape(channels[stage], frames[stage], 8, 8), options(stage)));
            return Count(shfm);
        });

    private static long Count(nn.Module module) => module.parameters().Sum(parameter => parameter.numel());

    private sealed class NoMemory : IMemoryReader
    {
        public IReadOnlyList<Tensor> Read(Tensor prediction) => throw new NotSupportedException();
    }
}
