using MhdNet.Methods.Blocks;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class EmaModelTests
{
    // one weight: it is 1 before step 0, 2 after it, 4 after step 1, 8 after step 2
    [Fact]
    public void It_copies_first_and_follows_once_a_step()
    {
        using var scope = NewDisposeScope();
        Linear Weight(float value)
        {
            var linear = nn.Linear(1, 1, hasBias: false);
            nn.init.constant_(linear.weight!, value);
            return linear;
        }

        using var mean = new EmaModel<Linear>(Weight(-5), 0.6);
        Assert.All(mean.parameters(), parameter => Assert.False(parameter.requires_grad));
        var means = new List<float>();
        var live = 1f;
        foreach (var (epoch, step) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            for (var part = 0; part < 2; part++)   // the batch's parts are one step
            {
                using var followed = Weight(live);
                mean.Follow(followed, new Clock(epoch, 2, step, 2));
            }

            means.Add(mean.Network.weight!.item<float>());
            live *= 2;
        }

        Assert.Equal([1f, 2f, 3f, (0.6f * 3) + (0.4f * 8)], means);   // 3 = (2 + 4) / 2
    }
}
