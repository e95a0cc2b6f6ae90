using MhdNet.Methods.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class ClassCentresTests
{
    private readonly Tensor _axes = eye(2);

    [Fact]
    public void A_first_mean_is_the_centre_and_later_ones_move_it()
    {
        using var scope = NewDisposeScope();
        using var centres = new ClassCentres(3, 2);
        centres.Add(_axes[0].unsqueeze(0), tensor([1L]), kept: 0.9);
        Assert.Equal([0f, 0f, 1f, 0f, 0f, 0f], centres.Values.data<float>().ToArray());
        Assert.Equal([false, true, false], centres.Known.data<bool>().ToArray());
        centres.Add(_axes[1].unsqueeze(0), tensor([1L]), kept: 0.9);
        var length = Math.Sqrt((0.9 * 0.9) + (0.1 * 0.1));
        Assert.Equal(0.9 / length, centres.Values[1, 0].ToDouble(), 6);
        Assert.Equal(0.1 / length, centres.Values[1, 1].ToDouble(), 6);
    }

    [Fact]
    public void After_an_epoch_a_centre_is_the_mean_of_what_the_epoch_has_shown()
    {
        using var scope = NewDisposeScope();
        using var centres = new ClassCentres(2, 2);
        centres.Add(_axes, tensor(new[] { 0L, 0L }), kept: 1);
        centres.Add(_axes[0].unsqueeze(0), tensor([0L]), kept: 1);
        Assert.Equal([false, false], centres.Known.data<bool>().ToArray());
        centres.EndEpoch();
        Assert.Equal([true, false], centres.Known.data<bool>().ToArray());
        Assert.Equal(2 / Math.Sqrt(5), centres.Values[0, 0].ToDouble(), 6);   // (2, 1) at length 1
        centres.Add(_axes[1].unsqueeze(0), tensor([0L]), kept: 1);            // another epoch begins anew
        centres.EndEpoch();
        Assert.Equal([0f, 1f, 0f, 0f], centres.Values.data<float>().ToArray());
        centres.EndEpoch();                                                   // one without the class leaves it
        Assert.Equal([0f, 1f, 0f, 0f], centres.Values.data<float>().ToArray());
    }

    [Fact]
    public void All_that_it_knows_is_saved()
    {
        using var scope = NewDisposeScope();
        using var centres = new ClassCentres(2, 2);
        Assert.Empty(centres.parameters());
        Assert.Equal(["centres", "counts", "known", "sums"], centres.state_dict().Keys.Order(StringComparer.Ordinal));
    }
}
