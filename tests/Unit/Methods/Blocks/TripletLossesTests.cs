using MhdNet.Methods.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class TripletLossesTests
{
    // squared distances on the unit circle: 2 - 2 cos of the angle between
    [Fact]
    public void The_negative_is_the_nearest_that_is_farther_off_than_the_positive()
    {
        using var scope = NewDisposeScope();
        // anchor 0, positive 60 (1): negatives at 0.27, 2 and 4; anchor 60, positive 0: at 2, 0.27 and 3
        Assert.Equal(0.5, Balanced([0, 60, 330, 90, 180], [0, 0, 1, 2, 3], margin: 1.5), 6);
    }

    [Fact]
    public void Where_none_is_farther_off_it_is_the_farthest()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(2 - 2 + 0.5, Balanced([0, 90, 0, 90], [0, 0, 1, 1], margin: 0.5), 6);
    }

    [Fact]
    public void Every_class_counts_the_same_however_many_triplets_it_has()
    {
        using var scope = NewDisposeScope();
        var e = eye(3, dtype: float64);
        var embeddings = stack([e[0], e[0], e[0], e[1], e[2]]);
        var labels = tensor(new[] { 0L, 0L, 0L, 1L, 1L });
        Assert.Equal((0 + 0.5) / 2, TripletLosses.Balanced(embeddings, labels, 0.5).ToDouble(), 6);   // six of 0, two of 2 - 2 + 0.5
    }

    [Theory]
    [InlineData(0L, 1L, 2L)]
    [InlineData(0L, 0L, 0L)]
    public void Without_a_triplet_the_loss_is_zero_and_has_a_graph(params long[] classes)
    {
        using var scope = NewDisposeScope();
        var embeddings = OnCircle(0, 60, 90).requires_grad_(true);
        var loss = TripletLosses.Balanced(embeddings, tensor(classes), 0.5);
        loss.backward();
        Assert.Equal(0, loss.ToDouble());
        Assert.Equal(0, embeddings.grad!.abs().sum().ToDouble());
    }

    [Fact]
    public void Distances_to_centres_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var e = eye(3, dtype: float64);
        double Loss(Tensor embedding, long label, params bool[] known) => TripletLosses.ToCentres(
            embedding.unsqueeze(0), tensor([label]), e, tensor(known), 0.5).ToDouble();
        Assert.Equal(0, Loss(e[0], 0, true, true, true));       // 0 - 2 + 0.5 is below 0
        Assert.Equal(2.5, Loss(e[1], 0, true, true, true));     // 2 - 0 + 0.5
        Assert.Equal(0.5, Loss(e[1], 0, true, false, true));    // the centre it lies on is not known: 2 - 2 + 0.5
        Assert.Equal(0, Loss(e[1], 0, false, true, true));      // nor its own
        Assert.Equal(0, Loss(e[1], 0, true, false, false));     // nor any other
        Assert.Equal(1.25, TripletLosses.ToCentres(
            stack([e[0], e[1]]), tensor(new[] { 0L, 0L }), e, tensor(new[] { true, true, true }), 0.5).ToDouble());
    }

    [Fact]
    public void Triplets_tie_the_sequences_of_a_batch_together_and_centres_do_not()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[] { 0L, 0L, 1L });
        double[] Gradient(double other, Func<Tensor, Tensor> loss)
        {
            var embeddings = OnCircle(0, other, 50).requires_grad_(true);
            loss(embeddings).backward();
            return embeddings.grad![0].data<double>().ToArray();
        }

        Tensor Triplets(Tensor embeddings) => TripletLosses.Balanced(embeddings, labels, 1.5);
        Tensor Centres(Tensor embeddings) =>
            TripletLosses.ToCentres(embeddings, labels, OnCircle(10, 40), tensor(new[] { true, true }), 1.5);
        Assert.NotEqual(Gradient(20, Triplets), Gradient(30, Triplets));
        Assert.Equal(Gradient(20, Centres), Gradient(30, Centres));
        Assert.Contains(Gradient(20, Centres), value => value != 0);
    }

    private static double Balanced(double[] degrees, long[] labels, double margin) =>
        TripletLosses.Balanced(OnCircle(degrees), tensor(labels), margin).ToDouble();

    private static Tensor OnCircle(params double[] degrees)
    {
        var angle = tensor(degrees) * (Math.PI / 180);
        return stack([angle.cos(), angle.sin()], 1).detach();
    }
}
