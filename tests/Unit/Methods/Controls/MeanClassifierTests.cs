using MhdNet.Methods.Baselines;
using MhdNet.Methods.Controls;
using MhdNet.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Tests.Methods;

public sealed class MeanClassifierTests
{
    [Fact]
    public void Its_probabilities_are_the_mean_of_its_members()
    {
        var size = new NetworkSize { ClassCount = 2, TypeCount = 2 };
        FrequencyClassifier Saying(params float[] frequencies)
        {
            var member = new FrequencyClassifier(size);
            member.Fill(frequencies);
            return member;
        }

        using var scope = NewDisposeScope();
        using var mean = new MeanClassifier(size, [Saying(0.5f, 0.5f), Saying(0.9f, 0.1f)]);
        var said = softmax(mean.Heads(zeros([3, 1, 2, 8, 8]), null)[0].Logits, 1);
        Assert.Equal([3, 2], said.shape);
        Assert.Equal([0.7f, 0.3f, 0.7f, 0.3f, 0.7f, 0.3f], said.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(["member1.frequencies", "member2.frequencies"], mean.state_dict().Keys);
        Assert.Equal(2, mean.Cost().Count);
    }
}
