using MhdNet.Methods.Blocks;
using MhdNet.Methods.MissingModality;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class DagdTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Shared_and_specific_part_make_the_feature_again_and_both_gates_learn_from_the_grouping(int reduction)
    {
        using var scope = NewDisposeScope();
        manual_seed(1).Dispose();
        using var grouping = new GatedGrouping(8, reduction);
        var (ct, wsi) = (rand([2, 8, 2, 3, 3]), rand([2, 8, 2, 3, 3]));
        var groups = grouping.call(ct, wsi);
        if (reduction == 1)
        {
            Assert.True((groups.SharedCt + groups.SpecificCt).allclose(ct));
            Assert.True((groups.SharedWsi + groups.SpecificWsi).allclose(wsi));
        }

        Assert.All(new[] { groups.SharedCt, groups.SpecificWsi, groups.Fused },
            part => Assert.Equal([2, 8 / reduction, 2, 3, 3], part.shape));
        groups.GroupingLoss().backward();
        foreach (var (name, parameter) in grouping.named_parameters().Where(entry => entry.name.StartsWith("gate")))
        {
            Assert.True(parameter.grad!.abs().sum().item<float>() > 0, name);
        }
    }

    // parts that point along the axes: shared together, specific across; then the worst of each
    [Fact]
    public void The_grouping_loss_is_as_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        Tensor Along(params float[] values) => tensor(values).reshape(1, -1, 1, 1, 1);
        var (x, y, minus) = (Along(1, 0), Along(0, 2), Along(-3, 0));
        Assert.Equal(0, new GroupedFeatures(x, y, x, y, x).GroupingLoss().item<float>(), 4);
        Assert.Equal(2, new GroupedFeatures(x, y, minus, y, x).GroupingLoss().item<float>(), 4);
        Assert.Equal(4, new GroupedFeatures(x, minus, minus, x, x).GroupingLoss().item<float>(), 4);
    }

    [Fact]
    public void Weights_change_over_the_training()
    {
        Assert.Equal((1, Math.Exp(-5)), (DagdMethod.FeatureCourse(0), DagdMethod.ComponentCourse(0)));
        Assert.Equal(0.1, DagdMethod.FeatureCourse(1), 12);
        Assert.Equal(1, DagdMethod.ComponentCourse(1));

        using var scope = NewDisposeScope();
        using var training = new TinyTraining(new DagdMethod());
        using var batch = training.Batch();
        (string, double, bool)[] Terms(int epoch) =>
            [.. training.Learner.Losses(batch, new Clock(epoch, 2, 0, 1)).Select(term => (term.Name, term.Weight, term.OfPairs))];
        Assert.Equal([("ce", 1, false), ("kd", 1, true), ("feature", 0.1, true), ("component", 0.1 * Math.Exp(-5), true)], Terms(0));
        Assert.Equal(0.1 * 0.55, Terms(1)[2].Item2, 12);
        Assert.Equal(0.1 * Math.Exp(-1.25), Terms(1)[3].Item2, 12);
    }

    [Fact]
    public void Without_what_pathology_alone_says_the_parts_distance_changes_and_the_features_does_not()
    {
        using var scope = NewDisposeScope();
        manual_seed(2).Dispose();
        Tensor Random(int channels) => randn([2, channels, 1, 2, 2]);
        var groups = new GroupedFeatures(Random(3), Random(3), Random(3), Random(3), Random(3));
        var estimates = Random(9);
        var (feature, parts) = groups.DistancesOf(estimates);
        var without = (groups with { SpecificWsi = zeros_like(groups.SpecificWsi) }).DistancesOf(estimates);
        Assert.Equal(feature.item<float>(), without.Feature.item<float>());
        Assert.NotEqual(parts.item<float>(), without.Components.item<float>());

        var (same, none) = groups.DistancesOf(cat([groups.Fused * 2, groups.Shared, -groups.SpecificWsi], 1));
        Assert.Equal((0, 4), (Math.Round(same.item<float>(), 4), Math.Round(none.item<float>(), 4)));   // length does not count
    }

    [Fact]
    public void The_teacher_has_three_answers_and_learns_from_CT_alone_where_there_is_no_pathology()
    {
        using var scope = NewDisposeScope();
        using var training = new TinyTraining(new DagdMethod(), of: phase => phase is DagdTeacherPhase);
        using var batch = training.Batch();
        using var unpaired = training.Batch(paired: false);
        var clock = new Clock(0, 1, 0, 1);
        Assert.Equal([("ce_fusion", 1, true), ("ce_radiology", 1, false), ("ce_pathology", 1, true), ("grouping", 0.1, true)],
            training.Learner.Losses(batch, clock).Select(term => (term.Name, term.Weight, term.OfPairs)));
        Assert.Equal(["ce_radiology"], training.Learner.Losses(unpaired, clock).Select(term => term.Name));
        training.Learner.Module.eval();
        Assert.Equal(["fusion", "radiology", "pathology"], training.Learner.Deployed.Heads(batch.Ct, batch.Wsi).Select(head => head.Name));
    }

    // two ResNet-10s; 4 stages of 7 c^2 + 3 c; three steps down of c_s c_{s+1} and a normalisation; a classifier of 64 inputs
    [Fact]
    public void The_teacher_s_cost_counts_all_of_it()
    {
        var size = new MhdNet.Networks.NetworkSize { Frames = 8, Size = 40, Width = 8 };
        using var teacher = new DagdTeacher(10, 1, size);
        var cost = teacher.Cost();
        Assert.Equal(teacher.parameters().Sum(parameter => parameter.numel()), cost.Sum(part => part.Parameters));
        var groupings = cost.Where(part => part.Part.StartsWith("grouping", StringComparison.Ordinal)).ToList();
        Assert.Equal([8, 16, 32, 64], groupings.Select(part => (int)part.Output[1]));
        Assert.All(groupings, part => Assert.Equal((7 * part.Output[1] * part.Output[1]) + (3 * part.Output[1]), part.Parameters));
        Assert.Equal(7 * 8 * 8 * (4 * 10 * 10), groupings[0].MultiplyAdds);   // 4 frames of 10 x 10 at the first stage
        Assert.Equal(64 * 9, cost[^1].MultiplyAdds);
    }

    [Fact]
    public void Options_without_sense_are_refused()
    {
        Assert.Throws<InputException>(() => new DagdMethod { FirstStage = 5 }.Check());
        Assert.Throws<InputException>(() => new DagdMethod { Temperature = 0 }.Check());
    }
}
