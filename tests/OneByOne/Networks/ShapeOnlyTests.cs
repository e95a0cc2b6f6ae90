using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

/// <summary>Networks that are built to be counted have shapes and no numbers.</summary>
public sealed class ShapeOnlyTests
{
    public static TheoryData<string> Methods => [.. MethodCatalogue.All.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_phase_is_counted_as_its_network_is(string name)
    {
        var phase = MethodCatalogue.Find(name).Method.For(TinyStore.Setting);
        Assert.All(phase.Needs.Prepend(phase), one =>
        {
            using var network = one.Build();
            var (shapes, whole) = (one.Cost(), Complexity.Count(network));
            Assert.Equal(whole.Parameters, shapes.Parameters);
            Assert.Equal(whole.Parts.Select(part => (part.Part, part.MultiplyAdds, part.Activations)),
                shapes.Parts.Select(part => (part.Part, part.MultiplyAdds, part.Activations)));
        });
    }

    [Fact]
    public void Nothing_is_drawn_from_torch_s_random_numbers()
    {
        manual_seed(7);
        using var expected = rand(4);
        manual_seed(7);
        using var network = ShapeOnly.Build(() => new ResNet3d(18, 1, TinyStore.Network));
        using var drawn = rand(4);
        Assert.Equal(expected.data<float>().ToArray(), drawn.data<float>().ToArray());
    }

    [Fact]
    public void Other_threads_and_what_is_built_afterwards_have_numbers()
    {
        Convolution? other = null;
        using var network = ShapeOnly.Build(() =>
        {
            var beside = new Thread(() => other = new Convolution(1, 1, (1, 1, 1), start: ConvolutionStart.UniformFanIn));
            beside.Start();
            beside.Join();
            return new ResNet3d(18, 1, TinyStore.Network);
        });
        Assert.Equal(DeviceType.CPU, other!.Weight.device_type);
        Assert.All(network.state_dict().Values, value => Assert.Equal(DeviceType.META, value.device_type));

        using var after = new ResNet3d(10, 1, TinyStore.Network);
        Assert.All(after.state_dict().Values, value => Assert.Equal(DeviceType.CPU, value.device_type));
    }
}
