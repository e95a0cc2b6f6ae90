using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

public sealed class TeacherNetworkTests
{
    [Fact]
    public void Its_outputs_have_the_shapes_of_the_stages()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options);
        var output = teacher.call(Tiny.Ct(3), Tiny.Wsi(2), tensor(new[] { 0L, 2L }));

        Assert.Equal([3L, 9], output.RadiologyLogits.shape);
        Assert.Equal([2L, 9], output.PathologyLogits!.shape);
        Assert.Equal([2L, 9], output.FusionLogits!.shape);
        foreach (var stages in new[] { output.PathologyStages, output.Fused })
        {
            Assert.Equal(Tiny.Options.Stages().Take(3).Select(s => $"2x{s.Channels}x{s.Frames}x{s.Height}x{s.Width}"),
                stages.Select(s => string.Join('x', s.shape)));
        }
    }

    [Fact]
    public void Without_pathology_only_the_radiology_branch_answers()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options);
        var output = teacher.call(Tiny.Ct(2), null, zeros([0], int64));
        Assert.Equal([2L, 9], output.RadiologyLogits.shape);
        Assert.Null(output.PathologyLogits);
        Assert.Null(output.FusionLogits);
        Assert.Empty(output.PathologyStages);
        Assert.Empty(output.Fused);
    }

    [Fact]
    public void Pathology_meets_the_CT_of_its_own_row()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options);
        teacher.eval();
        var (ct, wsi) = (Tiny.Ct(3), Tiny.Wsi(2));
        var output = teacher.call(ct, wsi, tensor(new[] { 2L, 0L }));
        var alone = teacher.call(ct[2..3], wsi[0..1], tensor(new[] { 0L }));
        Assert.True((output.FusionLogits![0] - alone.FusionLogits![0]).abs().max().ToDouble() < 1e-4);
        Assert.True((output.FusionLogits[0] - output.FusionLogits[1]).abs().max().ToDouble() > 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_fusion_loss_trains_the_branches_unless_they_are_detached(bool detach)
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options with { DetachBranches = detach });
        teacher.call(Tiny.Ct(2), Tiny.Wsi(2), arange(2)).FusionLogits!.pow(2).sum().backward();
        bool Trained(nn.Module module) =>
            module.parameters().Any(p => p.grad is { IsInvalid: false } gradient && gradient.abs().max().ToDouble() > 0);
        Assert.Equal(!detach, Trained(teacher.Radiology));
        Assert.Equal(!detach, Trained(teacher.Pathology));
        Assert.True(Trained(teacher.Fusion));
    }

    [Fact]
    public void Frozen_branches_learn_nothing_and_keep_their_statistics_whatever_the_mode()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options);
        teacher.FreezeBranches();
        teacher.train();
        Assert.True(teacher.Fusion.training);
        Dictionary<string, Tensor> State() => teacher.state_dict().Where(entry => !entry.Key.StartsWith("fusion", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var before = State();
        teacher.call(Tiny.Ct(2), Tiny.Wsi(2), arange(2)).FusionLogits!.pow(2).sum().backward();
        Assert.All(State(), entry => Assert.True(entry.Value.equal(before[entry.Key]).all().item<bool>(), entry.Key));
        Assert.All(teacher.Radiology.parameters().Concat(teacher.Pathology.parameters()),
            parameter => Assert.False(parameter.requires_grad));
        Assert.Contains(teacher.Fusion.parameters(), parameter => parameter.grad is { IsInvalid: false });
    }

    [Fact]
    public void The_sum_of_its_losses_reaches_every_parameter_but_the_last_stages_unused_parts()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options);
        var output = teacher.call(Tiny.Ct(2), Tiny.Wsi(2), arange(2));
        (output.RadiologyLogits.pow(2).sum() + output.PathologyLogits!.pow(2).sum() + output.FusionLogits!.pow(2).sum()).backward();
        var idle = teacher.named_parameters().Where(p => p.parameter.grad is not { IsInvalid: false }).Select(p => p.name);
        Assert.Empty(idle);
    }

    [Fact]
    public void The_same_seed_gives_the_same_network_and_the_same_answer()
    {
        float[] Answer(long seed)
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            using var teacher = new TeacherNetwork(Tiny.Options);
            return [.. teacher.call(Tiny.Ct(2), Tiny.Wsi(2), arange(2)).FusionLogits!.data<float>()];
        }

        Assert.Equal(Answer(4), Answer(4));
        Assert.NotEqual(Answer(4), Answer(5));
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var teacher = new TeacherNetwork(Tiny.Options);
        using var adam = optim.Adam(teacher.parameters(), 1e-3);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var counts = new List<long>();
        for (var step = 0; step < 6; step++)
        {
            using (NewDisposeScope())
            {
                adam.zero_grad();
                var output = teacher.call(Tiny.Ct(3), Tiny.Wsi(2), tensor(new[] { 0L, 2L }));
                (output.RadiologyLogits.pow(2).sum() + output.FusionLogits!.pow(2).sum() + output.PathologyLogits!.pow(2).sum()).backward();
                adam.step();
            }

            counts.Add(Tensor.TotalCount);
        }

        Assert.All(counts[2..], count => Assert.True(count <= counts[1], $"{count} tensors, {counts[1]} after the first steps"));
    }

    [Fact]
    public void Slides_and_rows_must_be_as_many()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherNetwork(Tiny.Options);
        Assert.Throws<ArgumentException>(() => teacher.call(Tiny.Ct(3), Tiny.Wsi(2), arange(3)));
    }

    public static TheoryData<string> Unbuildable => [.. Wrong.Keys];

    private static readonly Dictionary<string, NetworkOptions> Wrong = new()
    {
        ["a depth without such stages"] = Tiny.Options with { TeacherDepth = 50 },
        ["an unknown depth"] = Tiny.Options with { StudentDepth = 12 },
        ["an even kernel"] = Tiny.Options with { Shfm = new ShfmOptions { Kernel = 4 } },
        ["a width the reduction does not divide"] = Tiny.Options with { Width = 6 },
        ["more types than classes"] = Tiny.Options with { TypeCount = 10 },
        ["a reduced memory without what reduces"] = Tiny.Options with { ReducedMemory = true, Shfm = new ShfmOptions { Enabled = false } },
        ["no frames"] = Tiny.Options with { Frames = 0 },
    };

    [Theory]
    [MemberData(nameof(Unbuildable))]
    public void Sizes_that_cannot_be_built_are_refused_in_one_line(string what)
    {
        var refusal = Assert.Throws<InputException>(() => new TeacherNetwork(Wrong[what]));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Throws<InputException>(() => new StudentNetwork(Wrong[what]));
    }
}
