using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.CtAlone;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class CmmfTests
{
    // the one voxel is 2nd of 4 frames, 1st of 2 rows, 3rd of 4 columns; a step is a quarter, or half, of the sequence
    [Fact]
    public void Distances_are_from_the_mask_s_centre()
    {
        using var scope = NewDisposeScope();
        var mask = zeros([1, 1, 4, 2, 4]);
        mask.select(2, 1).select(2, 0).select(2, 2).fill_(1);
        var distance = DistanceMap.ToCentre(mask);
        float At(int t, int h, int w) => distance[0, 0, t, h, w].item<float>();
        Assert.Equal(0, At(1, 0, 2), 3);
        Assert.Equal(0.25, At(1, 0, 1), 3);
        Assert.Equal(0.5, At(1, 0, 0), 3);
        Assert.Equal(0.5, At(1, 1, 2), 3);
        Assert.Equal(0.5, At(3, 0, 2), 3);
        Assert.Equal(Math.Sqrt(0.25 + 0.25 + 0.25), At(3, 1, 0), 3);
        mask.select(2, 3).select(2, 0).select(2, 2).fill_(1);   // a second one, two frames on: the centre lies between
        Assert.Equal(0, DistanceMap.ToCentre(mask)[0, 0, 2, 0, 2].item<float>(), 3);
    }

    // of 1 x 1 x 4 voxels the first is to be selected: its edge is itself and its neighbour
    [Fact]
    public void The_mask_s_loss_is_as_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var target = tensor(new[] { 1f, 0, 0, 0 }).reshape(1, 1, 1, 1, 4);
        Assert.Equal(new[] { 1f, 1, 0, 0 }, MaskLosses.Edge(target).data<float>().ToArray());
        var half = MaskLosses.Of(zeros_like(target), target);
        // all are 1/2: log 2, Dice (2 * 1/2 + 1) / (2 + 1 + 1), half of log 2 at the edge
        Assert.Equal(Math.Log(2) + 0.5 + (0.5 * Math.Log(2)), half.item<float>(), 5);
        Assert.Equal(0, MaskLosses.Of((target - 0.5) * 100, target).item<float>(), 5);
    }

    [Fact]
    public void Brightness_is_selected_first_and_the_classifier_s_activation_afterwards()
    {
        using var scope = NewDisposeScope();
        using var training = new TinyTraining(new CmmfMethod());
        using var batch = training.Batch();
        training.Learner.Module.eval();   // so that the same sequences have the same mask again
        var network = (CmmfNetwork)training.Learner.Deployed;
        var output = network.Of(batch.Ct);
        var size = batch.Ct.shape[2..];
        var activation = network.ClassActivation(output.Last, batch.Labels, size);
        Assert.False(activation.requires_grad);
        Assert.Equal((0, 1), (activation.amin([1, 2, 3, 4]).max().item<float>(), activation.amax([1, 2, 3, 4]).min().item<float>()));
        float Selection(int epoch)
        {
            var terms = training.Learner.Losses(batch, new Clock(epoch, 10, 0, 1));
            Assert.Equal([("ce", 1, false), ("selection", 0.5, false)], terms.Select(term => (term.Name, term.Weight, term.OfPairs)));
            return terms[1].Value.item<float>();
        }

        float Against(Tensor target) => MaskLosses.Of(output.Mask, target.to_type(float32)).mean().item<float>();
        Assert.Equal(Against(Otsu.Region(batch.Ct)), Selection(0), 5);
        Assert.Equal(Against(activation > 0.5), Selection(1), 5);
        Assert.NotEqual(Selection(0), Selection(1));
    }

    // the map is the sum of the last stage's channels, weighed by the class's row of the last layer
    [Fact]
    public void A_class_s_activation_is_its_share_of_the_answer()
    {
        using var scope = NewDisposeScope();
        using var network = new CmmfNetwork(10, new NetworkSize { Frames = 8, Size = 40, Width = 8 });
        network.eval();
        var weight = network.state_dict()["classifier.fc.weight"];
        using (no_grad())
        {
            weight.zero_();
            weight.select(0, 3).select(0, 5).fill_(2);   // type 3 looks at channel 5: one frame is left
        }

        var last = rand([2, 64, 1, 2, 2]);
        var map = network.ClassActivation(last, tensor(new[] { 3L, 3L }), [1, 2, 2]);
        var channel = last.narrow(1, 5, 1);
        var (least, most) = (channel.amin([1, 2, 3, 4], keepdim: true), channel.amax([1, 2, 3, 4], keepdim: true));
        Assert.True(map.allclose((channel - least) / (most - least), 1e-4, 1e-5));
        Assert.Equal(0, network.ClassActivation(last, tensor(new[] { 2L, 1L }), [1, 2, 2]).abs().max().item<float>());
    }

    [Fact]
    public void The_labels_loss_reaches_the_selector_and_other_is_not_selected()
    {
        using var scope = NewDisposeScope();
        using var training = new TinyTraining(new CmmfMethod());
        using var batch = training.Batch();
        training.Learner.Train();
        training.Learner.Losses(batch, new Clock(0, 1, 0, 1))[0].Value.backward();
        var selecting = training.Learner.Module.named_parameters()
            .Where(entry => entry.name.StartsWith("mask") || entry.name.StartsWith("lateral")).ToList();
        Assert.Equal(10, selecting.Count);
        Assert.All(selecting, entry => Assert.True(entry.parameter.grad!.abs().sum().item<float>() > 0, entry.name));
        using var other = new Batch(batch.Ct.clone(), null, batch.Paired.clone(),
            full_like(batch.Labels, training.Phase.Setting.Size.TypeCount), batch.Sequences);
        Assert.Equal(0, training.Learner.Losses(other, new Clock(0, 1, 0, 1))[1].Value.item<float>());
    }

    [Fact]
    public void The_classifier_sees_two_channels_more_than_are_fused_and_all_parameters_are_counted()
    {
        using var network = new CmmfNetwork(10, new NetworkSize { Frames = 8, Size = 40, Width = 8 });
        Assert.Equal(4, network.Channels);
        Assert.Equal([8L, 6, 7, 7, 7], network.state_dict()["classifier.conv1.weight"].shape);
        Assert.Equal(network.parameters().Sum(parameter => parameter.numel()), network.Cost().Sum(part => part.Parameters));
        Assert.Throws<InputException>(() => new CmmfMethod { Activation = 1 }.Check());
        Assert.Throws<InputException>(() => new CmmfMethod { ByBrightness = -1 }.Check());
    }
}
